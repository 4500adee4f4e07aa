import assert from "node:assert/strict";
import { createAccountChecker } from "@/provider/client/batched-reads";
import { createAccountImporter } from "@/provider/client/batched-writes";
import { accountError, apiError, networkError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { rapidRetry } from "./calls";

const names = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`);

interface Rules {
	/** The code that a call for one account is refused with. */
	readonly code?: (account: string) => number | undefined;
	/** What a call for several accounts fails with. */
	readonly failure?: (accounts: readonly string[]) => Error | undefined;
}

/** An importer over a service in memory; each call as its accounts, joined by a space. */
function importerOn({ code = () => undefined, failure = () => undefined }: Rules = {}) {
	const calls: string[] = [];
	const importing = createAccountImporter(
		{
			async accountImport(account) {
				calls.push(account);
				const refusal = code(account);
				if (refusal !== undefined) throw apiError({ command: "account_import", accounts: [account] }, refusal);
			},
			async multiaccountImport(accounts) {
				calls.push(accounts.join(" "));
				const error = failure(accounts);
				if (error !== undefined) throw error;
				return accounts.filter((account) => code(account) !== undefined);
			},
		},
		rapidRetry,
	);
	return { importing, calls };
}

/** What became of each import: `undefined`, or the message of its error. */
async function outcomes(imports: readonly Promise<void>[]): Promise<readonly (string | undefined)[]> {
	const settled = await Promise.allSettled(imports);
	return settled.map((each) => (each.status === "rejected" ? String(each.reason.message) : undefined));
}

describe("createImporter", () => {
	it("imports a lone account by the call for one", async () => {
		const { importing, calls } = importerOn();
		await importing("alice");
		assert.deepEqual(calls, ["alice"]);
	});

	it("joins 250 imports into calls of at most 100", async () => {
		const { importing, calls } = importerOn();
		await Promise.all(names(250).map(importing));
		assert.deepEqual(
			calls.map((call) => call.split(" ").length),
			[100, 100, 50],
		);
	});

	it("names an account once that two resources import", async () => {
		const { importing, calls } = importerOn();
		await Promise.all([importing("alice"), importing("alice"), importing("bob")]);
		assert.deepEqual(calls, ["alice bob"]);
	});

	it("gives an account that failed in a joined call the reason that the call for one has", async () => {
		const { importing, calls } = importerOn({ code: (account) => (account === "a1" ? 70399 : undefined) });
		const [first, second, third] = await outcomes(names(3).map(importing));
		assert.deepEqual([first, third], [undefined, undefined]);
		assert.match(String(second), /^account_import a1: api 70399 the account was deleted less than three months ago; /);
		assert.deepEqual(calls, ["a0 a1 a2", "a1"]);
	});

	it("takes an account for imported that a joined call named as failed and a call for one accepts", async () => {
		let times = 0;
		const { importing } = importerOn({ code: () => (times++ === 0 ? 70500 : undefined) });
		assert.deepEqual(await outcomes(names(2).map(importing)), [undefined, undefined]);
	});

	it("halves a call that one id spoils, until that one stands alone", async () => {
		const isBad = (account: string) => account === "a2";
		const { importing, calls } = importerOn({
			code: (account) => (isBad(account) ? 70402 : undefined),
			failure: (accounts) =>
				accounts.some(isBad) ? apiError({ command: "multiaccount_import", accounts }, 70402) : undefined,
		});
		const results = await outcomes(names(4).map(importing));
		assert.deepEqual(calls, ["a0 a1 a2 a3", "a0 a1", "a2 a3", "a2", "a3"]);
		assert.deepEqual(
			results.map((each) => each?.split(":")[0]),
			[undefined, undefined, "account_import a2", undefined],
		);
	});

	it("gives every account the failure of its call, each with its own name", async () => {
		const failure = (accounts: readonly string[]) =>
			networkError({ command: "multiaccount_import", accounts }, "ECONNRESET");
		const results = await outcomes(names(2).map(importerOn({ failure }).importing));
		assert.deepEqual(
			results.map((each) => each?.split(":")[0]),
			["multiaccount_import a0", "multiaccount_import a1"],
		);
	});

	it("lets a fault of ours through as it is", async () => {
		const fault = new TypeError("ours");
		const { importing } = importerOn({ failure: () => fault });
		assert.deepEqual(await outcomes(names(2).map(importing)), ["ours", "ours"]);
	});
});

describe("createAccountChecker", () => {
	it("joins 250 checks into calls of at most 100, and answers each with its own", async () => {
		const sizes: number[] = [];
		const check = createAccountChecker(
			{
				async accountCheck(accounts) {
					sizes.push(accounts.length);
					return new Map(accounts.map((account) => [account, account.endsWith("7")]));
				},
			},
			rapidRetry,
		);
		const answers = await Promise.all(names(250).map(check));
		assert.deepEqual(sizes, [100, 100, 50]);
		assert.deepEqual(
			answers,
			names(250).map((account) => account.endsWith("7")),
		);
	});

	it("asks again for an account that failed for a passing reason", async () => {
		let times = 0;
		const passing = accountError("account_check", "alice", 70500);
		const accountCheck = async () => new Map([["alice", times++ === 0 ? passing : true]]);
		assert.equal(await createAccountChecker({ accountCheck }, rapidRetry)("alice"), true);
	});

	it("gives the error of an account that goes on failing", async () => {
		const accountCheck = async () => new Map([["alice", accountError("account_check", "alice", 70403)]]);
		assert.equal((await failureOf(createAccountChecker({ accountCheck }, rapidRetry)("alice"))).errorCode, 70403);
	});
});
