import { isJsonObject } from "./json";
import type { EmulatorState } from "./state";
import { assertTags, type Tags } from "./tags";
import { type ProfileEvent, platforms } from "./webhook";

/**
 * A profile change that is made outside the REST API: by an admin in the console, or by a user in the app.
 *
 * Defaults: `operator` is the account itself, `platform` is `"Web"`, `clientIp` is `"127.0.0.1"`.
 */
export type ProfileChange = Pick<ProfileEvent, "account" | "items"> & Partial<ProfileEvent>;

/**
 * Stores a profile change and sends its webhook event.
 *
 * @throws Error with a one-line message if the account does not exist, `items` is empty, or the service would refuse a
 * value.
 */
export function applyProfileChange(state: EmulatorState, { account, items, ...rest }: ProfileChange): void {
	if (state.store.tags(account) === undefined) throw new Error(`account "${account}" does not exist`);
	if (Object.keys(items).length === 0) throw new Error("items: must not be empty");
	assertTags("items", items, state);
	state.store.change(account, items);
	state.webhook.send({ account, items, operator: account, platform: "Web", clientIp: "127.0.0.1", ...rest });
}

/**
 * Parses a profile change from a control request. {@link applyProfileChange} validates the items.
 *
 * @throws Error with a one-line message: the invalid key and the problem.
 */
export function parseProfileChange(value: unknown): ProfileChange {
	if (!isJsonObject(value)) throw new Error("must be an object");
	const { account, items, operator, platform, clientIp, ...rest } = value;
	const [unknownKey] = Object.keys(rest);
	if (unknownKey !== undefined) {
		throw new Error(`${unknownKey}: unknown key; expected one of account, items, operator, platform, clientIp`);
	}
	if (!isJsonObject(items)) throw new Error("items: must be an object that maps tags to values");
	const knownPlatform = platforms.find((known) => known === platform);
	if (platform !== undefined && knownPlatform === undefined) {
		throw new Error(`platform: must be one of ${platforms.join(", ")}`);
	}
	return {
		account: requireText("account", account),
		items: items as Tags,
		...(operator === undefined ? {} : { operator: requireText("operator", operator) }),
		...(knownPlatform === undefined ? {} : { platform: knownPlatform }),
		...(clientIp === undefined ? {} : { clientIp: requireText("clientIp", clientIp) }),
	};
}

function requireText(where: string, value: unknown): string {
	if (typeof value === "string" && value !== "") return value;
	throw new Error(`${where}: must be a non-empty string`);
}
