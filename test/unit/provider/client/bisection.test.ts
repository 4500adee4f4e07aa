import assert from "node:assert/strict";
import { readWithBisection } from "@/provider/client/batched-reads";
import type { AccountItems, ProfileReads } from "@/provider/client/reads";
import { accountError, apiError, errorCodeOf, ImError, networkError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";

const call = { command: "portrait_get", accounts: ["a1"] };

interface Rules {
	/** The accounts that make the whole call fail with 40003. */
	readonly missing?: readonly string[];
	/** The error codes with which the whole call fails, keyed by the tag that makes the call fail. */
	readonly badTags?: Readonly<Record<string, number>>;
	/** The error with which every call fails. */
	readonly failure?: Error;
}

/** Creates an in-memory service, which records its calls. A single account or tag can make a whole call fail. */
function failingWhole({ missing = [], badTags = {}, failure }: Rules) {
	const calls: string[] = [];
	const reads: ProfileReads = {
		async portraitGet(accounts, tags) {
			calls.push(`${accounts.join(" ")} / ${tags.join(" ")}`);
			if (failure !== undefined) throw failure;
			const code = tags.map((tag) => badTags[tag]).find((each) => each !== undefined);
			if (code !== undefined) throw apiError(call, code, "whole call");
			if (accounts.some((account) => missing.includes(account))) throw apiError(call, 40003);
			const items: AccountItems = tags.map((tag) => ({ Tag: tag, Value: 1 }));
			return new Map(accounts.map((account) => [account, items]));
		},
	};
	return { reads, calls };
}

/**
 * Returns one line for each account: the tags that were read, `tag!code` for refused tags, or the error of the account.
 */
async function bisect(rules: Rules, accounts: readonly string[], tags: readonly string[]) {
	const { reads, calls } = failingWhole(rules);
	const answers = await readWithBisection(reads, accounts, tags);
	const found = [...answers].map(([account, answer]) => {
		if (answer instanceof ImError) return `${account}: ${answer.kind} ${errorCodeOf(answer)}`;
		const refused = [...answer.refused].map(([tag, { errorCode }]) => `${tag}!${errorCode}`);
		return `${account}: ${[...answer.items.map(({ Tag }) => Tag), ...refused].join(" ")}`;
	});
	return { found, calls };
}

describe("readWithBisection", () => {
	const cases: readonly {
		name: string;
		rules: Rules;
		accounts: string[];
		tags: string[];
		found: string[];
		calls: number;
	}[] = [
		{
			name: "all accounts and tags in one call",
			rules: {},
			accounts: ["a1", "a2"],
			tags: ["x", "y"],
			found: ["a1: x y", "a2: x y"],
			calls: 1,
		},
		{
			name: "the existing accounts when one account does not exist",
			rules: { missing: ["a3"] },
			accounts: ["a1", "a2", "a3", "a4"],
			tags: ["x"],
			found: ["a1: x", "a2: x", "a3: account 40003", "a4: x"],
			calls: 5,
		},
		{
			name: "a single account that does not exist in one call",
			rules: { missing: ["a1"] },
			accounts: ["a1"],
			tags: ["x", "y"],
			found: ["a1: account 40003"],
			calls: 1,
		},
		{
			name: "an error for each account when no account exists",
			rules: { missing: ["a1", "a2", "a3"] },
			accounts: ["a1", "a2", "a3"],
			tags: ["x"],
			found: ["a1: account 40003", "a2: account 40003", "a3: account 40003"],
			calls: 5,
		},
		{
			name: "the known tags when one tag is not known to the service",
			rules: { badTags: { z: 40009 } },
			accounts: ["a1", "a2"],
			tags: ["x", "y", "z"],
			found: ["a1: x y z!40009", "a2: x y z!40009"],
			calls: 3,
		},
		{
			name: "the error code of each refused tag",
			rules: { badTags: { y: 40007, z: 40009 } },
			accounts: ["a1"],
			tags: ["x", "y", "z"],
			found: ["a1: x y!40007 z!40009"],
			calls: 5,
		},
		{
			name: "a single refused tag in one call",
			rules: { badTags: { z: 40009 } },
			accounts: ["a1"],
			tags: ["z"],
			found: ["a1: z!40009"],
			calls: 1,
		},
		{
			name: "the other tags and accounts when one tag is refused and one account does not exist",
			rules: { badTags: { z: 40009 }, missing: ["a2"] },
			accounts: ["a1", "a2"],
			tags: ["x", "z"],
			found: ["a1: x z!40009", "a2: account 40003"],
			calls: 5,
		},
	];
	for (const { name, rules, accounts, tags, found, calls } of cases) {
		it(`reads ${name}`, async () => {
			const answer = await bisect(rules, accounts, tags);
			assert.deepEqual(answer.found, found);
			assert.equal(answer.calls.length, calls);
		});
	}

	it("finds one missing account among 100 accounts in few calls", async () => {
		const accounts = Array.from({ length: 100 }, (_, at) => `a${at}`);
		const { found, calls } = await bisect({ missing: ["a63"] }, accounts, ["x"]);
		assert.equal(found.filter((line) => line.endsWith("40003")).length, 1);
		assert.ok(calls.length <= 15, `${calls.length} calls`);
	});

	const tagsOf = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

	it("finds 30 refused tags among 60, and reads the others", async () => {
		const bad = tagsOf("z", 30);
		const badTags = Object.fromEntries(bad.map((tag) => [tag, 40009]));
		const tags = bad.flatMap((tag, at) => [tag, `x${at}`]);
		const { found } = await bisect({ badTags }, ["a1"], tags);
		assert.deepEqual(found, [`a1: ${tagsOf("x", 30).join(" ")} ${bad.map((tag) => `${tag}!40009`).join(" ")}`]);
	});

	for (const count of [300, 5000]) {
		it(`refuses ${count} tags in at most 120 calls, and reads the tag before them`, async () => {
			const bad = tagsOf("z", count);
			const badTags = Object.fromEntries(bad.map((tag) => [tag, 40009]));
			const { found, calls } = await bisect({ badTags }, ["a1"], ["x", ...bad]);
			assert.deepEqual(found, [`a1: x ${bad.map((tag) => `${tag}!40009`).join(" ")}`]);
			assert.ok(calls.length <= 120, `${calls.length} calls`);
		});
	}

	it("names one account in each error, and omits the service's ErrorInfo", async () => {
		const { reads } = failingWhole({ badTags: { z: 40009 } });
		const answers = await readWithBisection(reads, ["a1", "a2"], ["z"]);
		const answer = answers.get("a2");
		assert.ok(answer !== undefined && !(answer instanceof ImError));
		assert.match(answer.refused.get("z")?.message ?? "", /^portrait_get a2: api 40009 tag does not exist; /);
	});

	it("returns the error of one account in a successful response", async () => {
		const error = accountError("portrait_get", "a1", 40006);
		const reads: ProfileReads = { portraitGet: async () => new Map([["a1", error]]) };
		assert.deepEqual(await readWithBisection(reads, ["a1"], ["x"]), new Map([["a1", error]]));
	});

	const whole = [
		networkError(call, "ECONNRESET"),
		apiError(call, 40001),
		apiError(call, 70009),
		new TypeError("a bug"),
	];
	for (const failure of whole) {
		it(`throws an error that is not about one account or tag: ${failure.message.split(";")[0]}`, async () => {
			const { reads, calls } = failingWhole({ failure });
			assert.equal(await failureOf(readWithBisection(reads, ["a1", "a2"], ["x", "y"])), failure);
			assert.equal(calls.length, 1);
		});
	}
});
