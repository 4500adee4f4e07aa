import assert from "node:assert/strict";
import type { AccountInputs } from "@/provider/model/types";
import { type AccountsDriver, createAccountsDriver } from "@/test/support/account-driver";
import { type AccountCalls, accountOperations, areApplied, isStateCorrect } from "./account-operations";
import { accountRows, robotRows } from "./account-rows";
import { namedAccount } from "./assertions";
import type { FailedOperation, ResourceUnderTest } from "./resource-under-test";
import type { Row } from "./rows";

type AccountsUnderTest = ResourceUnderTest<readonly AccountInputs[], AccountsDriver>;

const accountCalls: AccountCalls = {
	accounts: ["alice", "bob", "carol"],
	check: "account_check",
	create: "account_import",
	createAll: { command: "multiaccount_import", calls: 1 },
	remove: "account_delete",
};

const robotCalls: AccountCalls = {
	accounts: ["@RBT#alice", "@RBT#bob", "@RBT#carol"],
	check: "get_all_robots",
	create: "create_robot",
	createAll: { command: "create_robot", calls: 3 },
	remove: "delete_robot",
};

/** The most calls besides retries: a bisection, and a call and a look-up for each account. */
const EXTRA_CALLS = 10;

function createResource(name: string, calls: AccountCalls, rows: readonly Row[]): AccountsUnderTest {
	const { accounts, check, create, createAll, remove } = calls;
	return {
		name,
		accounts,
		emulatorOptions: {
			quirks: { deletion: "allowed", reimport: "allowed", missingRobot: "refused" },
			callsPerSecond: 0,
		},
		commands: { read: [check], write: [...new Set([create, createAll.command, remove])] },
		rows,
		operations: accountOperations(calls),
		extraCalls: EXTRA_CALLS,
		createDriver: (emulator, options) =>
			createAccountsDriver(emulator, { ...options, env: { TIM_ALLOW_ACCOUNT_DELETION: "true", ...options.env } }),
		isApplied: (emulator, declared) => areApplied(emulator, declared, accounts),
		isStateCorrect: (driver, emulator) => isStateCorrect(driver, emulator, accounts),
		assertStateAfterFailure: (driver, failed) => assertStateAfterFailure(driver, failed, accounts),
	};
}

/** The fault matrix of three resources of kind `Account`. */
export const accountsUnderTest = createResource("Account", accountCalls, accountRows);

/** The fault matrix of three resources of kind `Robot`. */
export const robotsUnderTest = createResource("Robot", robotCalls, robotRows);

/**
 * Asserts that the state of a failed account is unchanged or correct, and that the state of the other accounts is
 * correct.
 */
function assertStateAfterFailure(
	driver: AccountsDriver,
	{ emulator, errors, old, isStateReliable }: FailedOperation,
	accounts: readonly string[],
) {
	const failed = errors.map(namedAccount);
	for (const account of accounts) {
		const wasBefore =
			failed.includes(account) && driver.outputs[account] === (old as AccountsDriver["outputs"])[account];
		const isKept = wasBefore || !isStateReliable || isStateCorrect(driver, emulator, [account]);
		assert.ok(isKept, `the state of ${account} is neither unchanged nor correct`);
	}
}
