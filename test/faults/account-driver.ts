import assert from "node:assert/strict";
import type { AccountInputs } from "@/provider/model/types";
import { type SomeAccounts, someAccounts } from "@/test/support/account-fixtures";
import { type AccountCalls, accountOperations, allHold, areTrue } from "./account-operations";
import { accountRows, robotRows } from "./account-rows";
import { accountOf } from "./assertions";
import type { Failed, ResourceUnderTest } from "./resource-under-test";
import type { Row } from "./rows";

type AccountSubject = ResourceUnderTest<readonly AccountInputs[], SomeAccounts>;

const accountCalls: AccountCalls = {
	accounts: ["alice", "bob", "carol"],
	check: "account_check",
	make: "account_import",
	makeAll: { command: "multiaccount_import", calls: 1 },
	remove: "account_delete",
};

const robotCalls: AccountCalls = {
	accounts: ["@RBT#alice", "@RBT#bob", "@RBT#carol"],
	check: "get_all_robots",
	make: "create_robot",
	makeAll: { command: "create_robot", calls: 3 },
	remove: "delete_robot",
};

/** A list that is halved, each account by itself, and a look at each. */
const FURTHER_CALLS = 10;

function subjectOf(name: string, calls: AccountCalls, rows: readonly Row[]): AccountSubject {
	const { accounts, check, make, makeAll, remove } = calls;
	return {
		name,
		accounts,
		world: { quirks: { deletion: "allowed", reimport: "allowed", missingRobot: "refused" }, callsPerSecond: 0 },
		commands: { read: [check], write: [...new Set([make, makeAll.command, remove])] },
		rows,
		operations: accountOperations(calls),
		furtherCalls: FURTHER_CALLS,
		make: (emulator, options) =>
			someAccounts(emulator, { ...options, env: { TIM_ALLOW_ACCOUNT_DELETION: "true", ...options.env } }),
		holds: (emulator, declared) => allHold(emulator, declared, accounts),
		isTrue: (things, emulator) => areTrue(things, emulator, accounts),
		assertKept: (things, failed) => assertKept(things, failed, accounts),
	};
}

/** Accounts: three that are made at once, and one to which all else happens. */
export const accountSubject = subjectOf("Account", accountCalls, accountRows);

/** Robots, alike. */
export const robotSubject = subjectOf("Robot", robotCalls, robotRows);

/** What failed is as it was, or is the truth; nothing else is touched by its failure. */
function assertKept(things: SomeAccounts, { emulator, errors, old, isStateTrue }: Failed, accounts: readonly string[]) {
	const failed = errors.map(accountOf);
	for (const account of accounts) {
		const wasBefore = failed.includes(account) && things.outputs[account] === (old as SomeAccounts["outputs"])[account];
		const isKept = wasBefore || !isStateTrue || areTrue(things, emulator, [account]);
		assert.ok(isKept, `the state of ${account} is false`);
	}
}
