import assert from "node:assert/strict";
import { readWithBisection } from "@/provider/client/batched-reads";
import type { AccountItems, ProfileReads } from "@/provider/client/reads";
import { accountError, apiError, errorCodeOf, ImError, networkError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";

const call = { command: "portrait_get", accounts: ["a1"] };

interface Rules {
	/** Accounts that fail the whole call with 40003. */
	readonly missing?: readonly string[];
	/** Tags that fail the whole call, with their code. */
	readonly badTags?: Readonly<Record<string, number>>;
	/** Error of every call. */
	readonly failure?: Error;
}

/** A service that fails whole calls, with the calls that reached it. */
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

/** Returns for each account the tags that were read, `!code` for refused ones, or the code of the account. */
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
			name: "everything in one call",
			rules: {},
			accounts: ["a1", "a2"],
			tags: ["x", "y"],
			found: ["a1: x y", "a2: x y"],
			calls: 1,
		},
		{
			name: "the other accounts where one is missing",
			rules: { missing: ["a3"] },
			accounts: ["a1", "a2", "a3", "a4"],
			tags: ["x"],
			found: ["a1: x", "a2: x", "a3: account 40003", "a4: x"],
			calls: 5,
		},
		{
			name: "a single missing account in one call",
			rules: { missing: ["a1"] },
			accounts: ["a1"],
			tags: ["x", "y"],
			found: ["a1: account 40003"],
			calls: 1,
		},
		{
			name: "nothing where all accounts are missing",
			rules: { missing: ["a1", "a2", "a3"] },
			accounts: ["a1", "a2", "a3"],
			tags: ["x"],
			found: ["a1: account 40003", "a2: account 40003", "a3: account 40003"],
			calls: 5,
		},
		{
			name: "the other tags where one is unknown",
			rules: { badTags: { z: 40009 } },
			accounts: ["a1", "a2"],
			tags: ["x", "y", "z"],
			found: ["a1: x y z!40009", "a2: x y z!40009"],
			calls: 3,
		},
		{
			name: "the code of each tag that is refused",
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
			name: "a refused tag and a missing account",
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

	it("finds one missing account among 100 in few calls", async () => {
		const accounts = Array.from({ length: 100 }, (_, at) => `a${at}`);
		const { found, calls } = await bisect({ missing: ["a63"] }, accounts, ["x"]);
		assert.equal(found.filter((line) => line.endsWith("40003")).length, 1);
		assert.ok(calls.length <= 15, `${calls.length} calls`);
	});

	it("names one account in each error, without the text of the service", async () => {
		const { reads } = failingWhole({ badTags: { z: 40009 } });
		const answers = await readWithBisection(reads, ["a1", "a2"], ["z"]);
		const answer = answers.get("a2");
		assert.ok(answer !== undefined && !(answer instanceof ImError));
		assert.match(answer.refused.get("z")?.message ?? "", /^portrait_get a2: api 40009 tag does not exist; /);
	});

	it("keeps the error of one account in a successful response", async () => {
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
