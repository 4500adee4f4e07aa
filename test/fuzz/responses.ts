import fc from "fast-check";
import { stringify } from "lossless-json";
import type { WireValue } from "@/provider/model/types";
import { anyJson, anyText, reservedName, uint64 } from "@/test/support/arbitraries";
import { mutate, mutations } from "./mutation";

/** The accounts and tags of the request that the generated responses belong to. */
export const request = { accounts: ["alice", "bob", "__proto__"], tags: ["Tag_A", "Tag_B", "Tag_Profile_IM_Nick"] };

const NOT_FOUND_ID = "@TLS#NOT_FOUND";

const account = fc.constantFrom(...request.accounts);

const tag = fc.oneof(fc.constantFrom(...request.tags), reservedName);

const value: fc.Arbitrary<WireValue> = fc.oneof(
	fc.string(),
	fc.integer(),
	uint64.map((number) => (number > 2n ** 53n - 1n ? number : Number(number))),
);

const item = fc.record({ Tag: tag, Value: value }, { noNullPrototype: true });

const items = fc.uniqueArray(item, { selector: ({ Tag }) => Tag, maxLength: 4 });

/** The entry of one account in a response. */
export type AccountEntry =
	| { readonly is: "there"; readonly items: readonly { readonly Tag: string; readonly Value: WireValue }[] }
	| { readonly is: "failed"; readonly code: number }
	| { readonly is: "lost"; readonly as: string };

const accountEntry: fc.Arbitrary<AccountEntry> = fc.oneof(
	items.map((list) => ({ is: "there" as const, items: list })),
	fc.constantFrom(40003, 40006, 90012, 1).map((code) => ({ is: "failed" as const, code })),
	fc.constantFrom(NOT_FOUND_ID, "").map((as) => ({ is: "lost" as const, as })),
);

/**
 * The entries of a response, and the text of that response. The text contains the entries in any order, and sometimes
 * an entry of another account.
 */
export interface ValidResponse {
	readonly entries: ReadonlyMap<string, AccountEntry>;
	readonly text: string;
}

const otherEntry = fc.record({ To_Account: fc.constantFrom("mallory", "constructor"), ResultCode: fc.nat(1) });

/** A response that the documentation allows. */
export const validResponse: fc.Arbitrary<ValidResponse> = fc
	.tuple(
		fc.tuple(accountEntry, accountEntry, accountEntry),
		fc.option(otherEntry),
		fc.nat(),
		fc.dictionary(fc.string(), anyJson, { maxKeys: 1 }),
	)
	.map(([accountEntries, extra, turn, more]) => {
		const entries = accountEntries.map((each, at) => toEntry(request.accounts[at] ?? "", each));
		const list = rotate(extra === null ? entries : [...entries, extra], turn);
		return {
			entries: new Map(accountEntries.map((each, at) => [request.accounts[at] ?? "", each])),
			text: stringify({ ...more, UserProfileItem: list, ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" }) ?? "",
		};
	});

function toEntry(account: string, entry: AccountEntry): object {
	if (entry.is === "there") return { To_Account: account, ProfileItem: entry.items, ResultCode: 0, ResultInfo: "" };
	if (entry.is === "failed") return { To_Account: account, ResultCode: entry.code, ResultInfo: "secret" };
	return { To_Account: entry.as, ResultCode: 40003, ResultInfo: "Err_Profile_Invalid_Account" };
}

function rotate<T>(list: readonly T[], by: number): readonly T[] {
	const at = by % list.length;
	return [...list.slice(at), ...list.slice(0, at)];
}

const orAny = (arbitrary: fc.Arbitrary<unknown>) =>
	fc.oneof({ arbitrary, weight: 8 }, { arbitrary: anyJson, weight: 1 });

const code = fc.constantFrom<unknown>(
	0,
	0,
	0,
	0,
	40003,
	40006,
	"0",
	"40003",
	null,
	40003.5,
	[40003],
	{ value: 40003 },
	-0,
);

const loose: { requiredKeys: []; noNullPrototype: boolean } = { requiredKeys: [], noNullPrototype: true };

const looseEntry = fc.record(
	{
		To_Account: orAny(fc.oneof(account, fc.constantFrom("", NOT_FOUND_ID, "mallory"))),
		ResultCode: orAny(code),
		ProfileItem: orAny(fc.array(orAny(fc.record({ Tag: orAny(tag), Value: orAny(value) }, loose)), { maxLength: 3 })),
	},
	loose,
);

const looseBody = fc
	.record(
		{
			ActionStatus: orAny(fc.constantFrom("OK", "OK", "OK", "FAIL", "ok")),
			ErrorCode: orAny(code),
			ErrorInfo: orAny(fc.string()),
			UserProfileItem: orAny(fc.array(orAny(looseEntry), { maxLength: 5 })),
		},
		{ requiredKeys: ["ErrorCode"], noNullPrototype: true },
	)
	.chain((body) =>
		fc
			.dictionary(reservedName, fc.oneof(anyJson, fc.constant(body)), { maxKeys: 1 })
			.map((traps): unknown => ({ ...body, ...traps })),
	);

const body = fc.oneof(
	looseBody,
	looseBody.map((inner) => [inner]),
	looseBody.map((inner) => ({ data: inner })),
	anyJson,
);

/** The text of a response whose fields are all below the property `__proto__`. */
const trapText = looseBody.map((inner) => `{"__proto__":${write(inner)},"constructor":{"prototype":{"polluted":1}}}`);

/** A valid response with one to three mutations. */
const mutated = fc.tuple(validResponse, mutations).map(([{ text }, all]) => write(mutate(JSON.parse(text), all)));

const good = fc.oneof(
	validResponse.map(({ text }) => text),
	looseBody.map(write),
);

/**
 * A response that is usually invalid: truncated, with wrong types, nested, with duplicate accounts, or with property
 * names that pollute prototypes.
 */
export const invalidResponse: fc.Arbitrary<string> = fc.oneof(
	{ arbitrary: mutated, weight: 10 },
	{ arbitrary: body.map(write), weight: 3 },
	{ arbitrary: trapText, weight: 1 },
	{ arbitrary: fc.tuple(good, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))), weight: 2 },
	{
		arbitrary: fc
			.tuple(good, fc.nat(), anyText)
			.map(([text, at, other]) => splice(text, at % (text.length + 1), other)),
		weight: 2,
	},
	{ arbitrary: fc.tuple(good, good).map((texts) => texts.join("")), weight: 1 },
	{ arbitrary: anyText, weight: 1 },
	fc
		.tuple(fc.constantFrom("[", '{"ErrorCode":', '{"UserProfileItem":['), fc.nat(8000))
		.map(([open, n]) => open.repeat(n)),
);

function write(item: unknown): string {
	return stringify(item) ?? "";
}

function splice(text: string, at: number, other: string): string {
	return text.slice(0, at) + other + text.slice(at + other.length);
}
