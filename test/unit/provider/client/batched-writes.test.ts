import assert from "node:assert/strict";
import { createAccountChecker } from "@/provider/client/batched-reads";
import { createAccountImporter } from "@/provider/client/batched-writes";
import { accountError, apiError, networkError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { rapidRetry } from "./calls";

const names = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`);

interface Rules {
	/** Returns the error code with which the service refuses an account. */
	readonly code?: (account: string) => number | undefined;
	/** Returns the error with which a call for several accounts fails. */
	readonly failure?: (accounts: readonly string[]) => Error | undefined;
}

/**
 * Creates an account importer that calls an in-memory service, which records its calls. Each recorded call is a list of
 * accounts, separated by spaces.
 */
function importerOn({ code = () => undefined, failure = () => undefined }: Rules = {}) {
	const calls: string[] = [];
	const importAccount = createAccountImporter(
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
	return { importAccount, calls };
}

/** Returns the error message of each account, or `undefined` for an account that was created. */
async function outcomes(imports: readonly Promise<void>[]): Promise<readonly (string | undefined)[]> {
	const settled = await Promise.allSettled(imports);
	return settled.map((each) => (each.status === "rejected" ? String(each.reason.message) : undefined));
}

describe("createAccountImporter", () => {
	it("creates a single account with account_import", async () => {
		const { importAccount, calls } = importerOn();
		await importAccount("alice");
		assert.deepEqual(calls, ["alice"]);
	});

	it("batches 250 requests into calls for at most 100 accounts", async () => {
		const { importAccount, calls } = importerOn();
		await Promise.all(names(250).map((account) => importAccount(account)));
		assert.deepEqual(
			calls.map((call) => call.split(" ").length),
			[100, 100, 50],
		);
	});

	it("lists an account once in a call for two requests of the account", async () => {
		const { importAccount, calls } = importerOn();
		await Promise.all([importAccount("alice"), importAccount("alice"), importAccount("bob")]);
		assert.deepEqual(calls, ["alice bob"]);
	});

	it("repeats an account that failed in a batch in a separate call, and reports the error of that call", async () => {
		const { importAccount, calls } = importerOn({ code: (account) => (account === "a1" ? 70399 : undefined) });
		const [first, second, third] = await outcomes(names(3).map((account) => importAccount(account)));
		assert.deepEqual([first, third], [undefined, undefined]);
		assert.match(String(second), /^account_import a1: api 70399 the account was deleted less than three months ago; /);
		assert.deepEqual(calls, ["a0 a1 a2", "a1"]);
	});

	it("reports success for an account that failed in a batch and succeeds in a separate call", async () => {
		let times = 0;
		const { importAccount } = importerOn({ code: () => (times++ === 0 ? 70500 : undefined) });
		assert.deepEqual(await outcomes(names(2).map((account) => importAccount(account))), [undefined, undefined]);
	});

	it("splits a call that fails because of one account, and creates the other accounts", async () => {
		const isBad = (account: string) => account === "a2";
		const { importAccount, calls } = importerOn({
			code: (account) => (isBad(account) ? 70402 : undefined),
			failure: (accounts) =>
				accounts.some(isBad) ? apiError({ command: "multiaccount_import", accounts }, 70402) : undefined,
		});
		const results = await outcomes(names(4).map((account) => importAccount(account)));
		assert.deepEqual(calls, ["a0 a1 a2 a3", "a0 a1", "a2 a3", "a2", "a3"]);
		assert.deepEqual(
			results.map((each) => each?.split(":")[0]),
			[undefined, undefined, "account_import a2", undefined],
		);
	});

	it("fails every account of a failed call, with an error that names only that account", async () => {
		const failure = (accounts: readonly string[]) =>
			networkError({ command: "multiaccount_import", accounts }, "ECONNRESET");
		const { importAccount } = importerOn({ failure });
		const results = await outcomes(names(2).map((account) => importAccount(account)));
		assert.deepEqual(
			results.map((each) => each?.split(":")[0]),
			["multiaccount_import a0", "multiaccount_import a1"],
		);
	});

	it("throws errors other than ImError unchanged", async () => {
		const bug = new TypeError("a bug");
		const { importAccount } = importerOn({ failure: () => bug });
		assert.deepEqual(await outcomes(names(2).map((account) => importAccount(account))), ["a bug", "a bug"]);
	});
});

describe("createAccountChecker", () => {
	it("batches 250 requests into calls for at most 100 accounts", async () => {
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
		const answers = await Promise.all(names(250).map((account) => check(account)));
		assert.deepEqual(sizes, [100, 100, 50]);
		assert.deepEqual(
			answers,
			names(250).map((account) => account.endsWith("7")),
		);
	});

	it("retries an account that failed with a retryable code", async () => {
		let times = 0;
		const passing = accountError("account_check", "alice", 70500);
		const accountCheck = async () => new Map([["alice", times++ === 0 ? passing : true]]);
		assert.equal(await createAccountChecker({ accountCheck }, rapidRetry)("alice"), true);
	});

	it("throws the error of an account that fails in every attempt", async () => {
		const accountCheck = async () => new Map([["alice", accountError("account_check", "alice", 70403)]]);
		assert.equal((await failureOf(createAccountChecker({ accountCheck }, rapidRetry)("alice"))).errorCode, 70403);
	});
});
