import { parseFaultRule } from "./faults";
import { isJsonObject, type JsonObject, parseUserJson } from "./json";
import type { Seed } from "./options";
import { adminsOf } from "./options";
import { defaultQuirks, parseQuirks } from "./quirks";
import type { ValueContext } from "./tags";
import { assertTags, createTagRules } from "./tags";

const readers: Readonly<Record<keyof Seed, (value: unknown) => unknown>> = {
	accounts: (value) => value,
	online: readOnline,
	customFields: (value) => textsAt("customFields", value),
	extraTags: readExtraTags,
	admins: readAdmins,
	quirks: parseQuirks,
	faults: readFaults,
};

/**
 * Reads the text of a seed file.
 *
 * Shape: `{ "customFields": ["Team"], "accounts": { "support_bot": { "Tag_Profile_IM_Nick": "Support" } } }`, and
 * optionally `online`, `extraTags`, `admins`, `quirks` and `faults`.
 * Errors: `Error` with one line: where in the file, and why.
 */
export function parseSeed(text: string): Seed {
	const file = parseUserJson(text);
	if (!isJsonObject(file)) throw new Error("must be a JSON object");
	const unknown = Object.keys(file).find((name) => !Object.hasOwn(readers, name));
	if (unknown !== undefined) throw new Error(`${unknown}: no such key; there are ${Object.keys(readers).join(", ")}`);
	const seed: Seed = Object.fromEntries(
		Object.entries(file).map(([name, value]) => [name, readers[name as keyof Seed](value)]),
	);
	checkAccounts(file.accounts ?? {}, seed);
	return seed;
}

/** Seeded values keep to the rules of the service, sensitive words aside. */
function checkAccounts(accounts: unknown, seed: Seed): void {
	const { customFields = [], extraTags = {} } = seed;
	const rules = createTagRules({ site: "china", customFields, extraTags });
	const context: ValueContext = { rules, quirks: defaultQuirks };
	for (const [account, tags] of Object.entries(objectAt("accounts", accounts))) {
		assertTags(`accounts.${account}`, objectAt(`accounts.${account}`, tags), context);
	}
}

function readExtraTags(value: unknown): unknown {
	for (const [tag, type] of Object.entries(objectAt("extraTags", value))) {
		if (type !== "string" && type !== "uint64") throw new Error(`extraTags.${tag}: must be "string" or "uint64"`);
	}
	return value;
}

function readOnline(value: unknown): unknown {
	for (const [account, platforms] of Object.entries(objectAt("online", value))) {
		const where = `online.${account}`;
		const states = Object.entries(objectAt(where, platforms));
		const wrong = states.find(([, state]) => state !== "Online" && state !== "PushOnline");
		if (wrong !== undefined) throw new Error(`${where}.${wrong[0]}: must be "Online" or "PushOnline"`);
	}
	return value;
}

function readAdmins(value: unknown): unknown {
	adminsOf(textsAt("admins", value));
	return value;
}

function readFaults(value: unknown): unknown {
	if (!Array.isArray(value)) throw new Error("faults: must be a list");
	return value.map((rule, index) => {
		try {
			return parseFaultRule(rule);
		} catch (error) {
			throw new Error(`faults[${index}]: ${error instanceof Error ? error.message : "malformed"}`);
		}
	});
}

function textsAt(where: string, value: unknown): readonly string[] {
	if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
	throw new Error(`${where}: must be a list of strings`);
}

function objectAt(where: string, value: unknown): JsonObject {
	if (!isJsonObject(value)) throw new Error(`${where}: must be an object`);
	return value;
}
