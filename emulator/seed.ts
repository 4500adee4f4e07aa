import { MAX_ACCOUNT_BYTES } from "../provider/model/limits";
import { parseFaultRule } from "./faults";
import { isJsonObject, type JsonObject, parseUserJson, requireObject } from "./json";
import { resolveAdmins, type Seed } from "./options";
import { defaultQuirks, parseQuirks } from "./quirks";
import { isUserId } from "./routes/accounts";
import { assertTags, createTagRules, type ValueContext } from "./tags";

/**
 * Parses the text of a seed file, for example
 * `{ "customFields": ["Team"], "accounts": { "support_bot": { "Tag_Profile_IM_Nick": "Support" } } }`.
 *
 * @throws Error with a one-line message: the path in the file and the problem.
 */
export function parseSeed(text: string): Seed {
	const file = parseUserJson(text);
	if (!isJsonObject(file)) throw new Error("must be a JSON object");
	const unknownKey = Object.keys(file).find((key) => !Object.hasOwn(parsers, key));
	if (unknownKey !== undefined) {
		throw new Error(`${unknownKey}: unknown key; expected one of ${Object.keys(parsers).join(", ")}`);
	}
	const seed: Seed = Object.fromEntries(
		Object.entries(file).map(([key, value]) => [key, parsers[key as keyof Seed](value)]),
	);
	checkAccounts(seed);
	return seed;
}

/**
 * The parser of each key. The tags of `accounts` are checked separately and last, because `customFields` and `extraTags`
 * define which tags exist.
 */
const parsers: Readonly<Record<keyof Seed, (value: unknown) => unknown>> = {
	accounts: (value) => requireAccounts("accounts", value),
	online: parseOnline,
	customFields: (value) => requireStrings("customFields", value),
	extraTags: parseExtraTags,
	admins: parseAdmins,
	quirks: parseQuirks,
	faults: parseFaults,
};

/** Checks the seeded tags against the rules of the service. Sensitive words are allowed. */
function checkAccounts({ accounts = {}, customFields = [], extraTags = {} }: Seed): void {
	const rules = createTagRules({ site: "china", customFields, extraTags });
	const context: ValueContext = { rules, quirks: defaultQuirks };
	for (const [account, tags] of Object.entries<unknown>(accounts)) {
		const where = `accounts.${account}`;
		assertTags(where, requireObject(where, tags), context);
	}
}

function parseOnline(value: unknown): unknown {
	for (const [account, platforms] of Object.entries(requireAccounts("online", value))) {
		const where = `online.${account}`;
		const statuses = Object.entries(requireObject(where, platforms));
		const invalid = statuses.find(([, status]) => status !== "Online" && status !== "PushOnline");
		if (invalid !== undefined) throw new Error(`${where}.${invalid[0]}: must be "Online" or "PushOnline"`);
	}
	return value;
}

function parseExtraTags(value: unknown): unknown {
	for (const [tag, type] of Object.entries(requireObject("extraTags", value))) {
		if (type !== "string" && type !== "uint64") throw new Error(`extraTags.${tag}: must be "string" or "uint64"`);
	}
	return value;
}

function parseAdmins(value: unknown): unknown {
	const admins = requireStrings("admins", value);
	checkUserIds("admins", admins);
	resolveAdmins(admins);
	return value;
}

function parseFaults(value: unknown): unknown {
	if (!Array.isArray(value)) throw new Error("faults: must be a list");
	return value.map((rule, index) => {
		try {
			return parseFaultRule(rule);
		} catch (error) {
			throw new Error(`faults[${index}]: ${error instanceof Error ? error.message : "malformed"}`);
		}
	});
}

/** Returns an object whose keys are UserIDs. */
function requireAccounts(where: string, value: unknown): JsonObject {
	const accounts = requireObject(where, value);
	checkUserIds(where, Object.keys(accounts));
	return accounts;
}

function checkUserIds(where: string, ids: readonly string[]): void {
	const invalid = ids.find((id) => !isUserId(id));
	if (invalid === undefined) return;
	const limit = `1 to ${MAX_ACCOUNT_BYTES} printable ASCII characters`;
	throw new Error(`${where}: ${JSON.stringify(invalid)} must be ${limit}`);
}

function requireStrings(where: string, value: unknown): readonly string[] {
	if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
	throw new Error(`${where}: must be a list of strings`);
}
