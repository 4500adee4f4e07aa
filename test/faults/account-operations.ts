import type { Emulator } from "@/emulator";
import type { AccountInputs } from "@/provider/model/types";
import type { AccountsDriver } from "@/test/support/account-driver";
import type { FaultEnvironment } from "./fault-environment";
import type { Operation } from "./operations";

/** The commands of the service that the operations use for accounts or for robots. */
export interface AccountCalls {
	/** The accounts that a create or an update creates together. The other operations use only the first one. */
	readonly accounts: readonly [string, ...string[]];
	/** The command that returns whether accounts exist. */
	readonly check: string;
	/** The command that creates one account. */
	readonly create: string;
	/** The command that creates all accounts together, and the number of its calls. */
	readonly createAll: { readonly command: string; readonly calls: number };
	readonly remove: string;
}

type AccountOperation = Operation<readonly AccountInputs[], AccountsDriver>;

/**
 * Returns the operations that are the columns of the fault matrix of accounts or of robots. A create and an update
 * create several accounts. An `up` with a refresh creates one account.
 */
export function accountOperations(calls: AccountCalls): readonly AccountOperation[] {
	const { accounts, check, create, createAll, remove } = calls;
	const all = accounts.map(toDeletable);
	const one = toDeletable(accounts[0]);
	const converged = (driver: AccountsDriver, emulator: Emulator, wanted: readonly AccountInputs[]) =>
		isStateCorrect(driver, emulator, accounts) && areApplied(emulator, wanted, accounts);
	/** Prepares accounts that exist in the service and in the state. */
	const existing = (some: readonly AccountInputs[]) => async (driver: AccountsDriver) => {
		await driver.up(some);
		await driver.refresh();
	};
	/** Prepares accounts that are in the state but were deleted outside Pulumi. */
	const gone =
		(some: readonly AccountInputs[]) =>
		async (driver: AccountsDriver, environment: Pick<FaultEnvironment, "emulator">) => {
			await existing(some)(driver);
			for (const { account } of some) environment.emulator.removeAccount(account);
		};
	return [
		{
			name: "create",
			declared: all,
			calls: 1 + createAll.calls,
			commands: [check, createAll.command],
			maxConcurrent: createAll.calls,
			async run(driver, environment) {
				await driver.up(all);
				return converged(driver, environment.emulator, all);
			},
		},
		{
			name: "update",
			declared: all,
			calls: 1 + createAll.calls,
			commands: [check, createAll.command],
			maxConcurrent: createAll.calls,
			prepare: gone(all),
			async run(driver, environment) {
				await driver.up(all);
				return converged(driver, environment.emulator, all);
			},
		},
		{
			name: "read",
			declared: [one],
			calls: 1,
			commands: [check],
			prepare: existing([one]),
			async run(driver, environment) {
				const { account, app } = await driver.get(one.account);
				return account === one.account && app === environment.emulator.sdkAppId;
			},
		},
		{
			name: "diff",
			declared: [one],
			calls: 1,
			commands: [check],
			prepare: gone([one]),
			async run(driver) {
				const change = await driver.preview([one]);
				const [line = "", ...others] = driver.lines;
				return (
					change === "change" &&
					others.length === 0 &&
					line.startsWith(`${one.account}: the account does not exist in the service; `)
				);
			},
		},
		{
			name: "delete",
			declared: [],
			calls: 1,
			commands: [remove],
			prepare: existing([one]),
			async run(driver, environment) {
				await driver.up([]);
				return converged(driver, environment.emulator, []);
			},
		},
		{
			name: "refresh",
			declared: [one],
			calls: 1,
			commands: [check],
			prepare: existing([one]),
			async run(driver, environment) {
				await driver.refresh();
				return isStateCorrect(driver, environment.emulator, accounts);
			},
		},
		{
			name: "up",
			declared: [one],
			calls: 2,
			commands: [check, create],
			prepare: gone([one]),
			async run(driver, environment) {
				await driver.up([one], { refresh: true });
				return converged(driver, environment.emulator, [one]);
			},
		},
	];
}

function toDeletable(account: string): AccountInputs {
	return { account, onDelete: "delete" };
}

/** Returns whether, of the given accounts, exactly the declared ones exist in the emulator. */
export function areApplied(emulator: Emulator, wanted: readonly AccountInputs[], accounts: readonly string[]): boolean {
	const has = (each: string) => wanted.some(({ account }) => account === each);
	return accounts.every((account) => has(account) === (emulator.profile(account) !== undefined));
}

/** Returns whether, of the given accounts, the state contains exactly those that exist in the emulator. */
export function isStateCorrect({ outputs }: AccountsDriver, emulator: Emulator, accounts: readonly string[]): boolean {
	return accounts.every((account) => account in outputs === (emulator.profile(account) !== undefined));
}
