import { isJsonObject } from "./json";
import type { EmulatorState } from "./state";
import { assertTags, type Tags } from "./tags";
import { type ProfileEvent, platforms } from "./webhook";

/**
 * A change that somebody makes to a profile past the REST API: an admin in the console, or the account in the app.
 *
 * Defaults: the account itself is the operator, in the browser, on this machine.
 */
export type ProfileChange = Pick<ProfileEvent, "account" | "items"> & Partial<ProfileEvent>;

/**
 * Makes a change and sends its webhook event.
 *
 * Errors: `Error` with one line for an account that does not exist, no tag at all, and a value that the service refuses.
 */
export function applyProfileChange(world: EmulatorState, { account, items, ...rest }: ProfileChange): void {
	if (world.store.tags(account) === undefined) throw new Error(`no account "${account}"`);
	if (Object.keys(items).length === 0) throw new Error("items: there are none");
	assertTags("items", items, world);
	world.store.change(account, items);
	world.webhook.send({ account, items, operator: account, platform: "Web", clientIp: "127.0.0.1", ...rest });
}

/**
 * Checks a change that comes from outside the process; {@link applyProfileChange} checks its items.
 *
 * Errors: `Error` with one line: where, and why.
 */
export function parseProfileChange(value: unknown): ProfileChange {
	if (!isJsonObject(value)) throw new Error("must be an object");
	const { account, items, operator, platform, clientIp, ...unknown } = value;
	const [stranger] = Object.keys(unknown);
	if (stranger !== undefined)
		throw new Error(`${stranger}: no such key; there are account, items, operator, platform, clientIp`);
	if (!isJsonObject(items)) throw new Error("items: must be an object of values by tag");
	const chosen = platforms.find((each) => each === platform);
	if (platform !== undefined && chosen === undefined)
		throw new Error(`platform: must be one of ${platforms.join(", ")}`);
	return {
		account: textAt("account", account),
		items: items as Tags,
		...(operator === undefined ? {} : { operator: textAt("operator", operator) }),
		...(chosen === undefined ? {} : { platform: chosen }),
		...(clientIp === undefined ? {} : { clientIp: textAt("clientIp", clientIp) }),
	};
}

function textAt(where: string, value: unknown): string {
	if (typeof value === "string" && value !== "") return value;
	throw new Error(`${where}: must be a text that is not empty`);
}
