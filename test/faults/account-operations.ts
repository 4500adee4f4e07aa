import type { Emulator } from "@/emulator";
import type { AccountInputs } from "@/provider/model/types";
import type { AccountsDriver } from "@/test/support/account-driver";
import type { FaultEnvironment } from "./fault-environment";
import type { Operation } from "./operations";

/** The calls by which a kind of account is managed. */
export interface AccountCalls {
	/** All are made at once; the first is the one to which all else happens. */
	readonly accounts: readonly [string, ...string[]];
	/** Says which there are. */
	readonly check: string;
	/** Makes one. */
	readonly create: string;
	/** Makes all: in how many calls of which command. */
	readonly createAll: { readonly command: string; readonly calls: number };
	readonly remove: string;
}

type AccountOperation = Operation<readonly AccountInputs[], AccountsDriver>;

/** What each column of a matrix of accounts does. A creation and an update create several at once, an `up` after a refresh one. */
export function accountOperations(calls: AccountCalls): readonly AccountOperation[] {
	const { accounts, check, create, createAll, remove } = calls;
	const all = accounts.map(toDeletable);
	const one = toDeletable(accounts[0]);
	const converged = (things: AccountsDriver, emulator: Emulator, wanted: readonly AccountInputs[]) =>
		isStateCorrect(things, emulator, accounts) && areApplied(emulator, wanted, accounts);
	/** There, and seen by the last call. */
	const existing = (some: readonly AccountInputs[]) => async (things: AccountsDriver) => {
		await things.up(some);
		await things.refresh();
	};
	/** Gone behind Pulumi's back since the last call. */
	const gone =
		(some: readonly AccountInputs[]) => async (things: AccountsDriver, site: Pick<FaultEnvironment, "emulator">) => {
			await existing(some)(things);
			for (const { account } of some) site.emulator.removeAccount(account);
		};
	return [
		{
			name: "create",
			declared: all,
			calls: 1 + createAll.calls,
			commands: [check, createAll.command],
			maxConcurrent: createAll.calls,
			async run(things, site) {
				await things.up(all);
				return converged(things, site.emulator, all);
			},
		},
		{
			name: "update",
			declared: all,
			calls: 1 + createAll.calls,
			commands: [check, createAll.command],
			maxConcurrent: createAll.calls,
			prepare: gone(all),
			async run(things, site) {
				await things.up(all);
				return converged(things, site.emulator, all);
			},
		},
		{
			name: "read",
			declared: [one],
			calls: 1,
			commands: [check],
			prepare: existing([one]),
			async run(things, site) {
				const { account, app } = await things.get(one.account);
				return account === one.account && app === site.emulator.sdkAppId;
			},
		},
		{
			name: "diff",
			declared: [one],
			calls: 1,
			commands: [check],
			prepare: gone([one]),
			async run(things) {
				const change = await things.preview([one]);
				const [line = "", ...others] = things.lines;
				return (
					change === "change" &&
					others.length === 0 &&
					line.startsWith(`${one.account}: does not exist in the service; `)
				);
			},
		},
		{
			name: "delete",
			declared: [],
			calls: 1,
			commands: [remove],
			prepare: existing([one]),
			async run(things, site) {
				await things.up([]);
				return converged(things, site.emulator, []);
			},
		},
		{
			name: "refresh",
			declared: [one],
			calls: 1,
			commands: [check],
			prepare: existing([one]),
			async run(things, site) {
				await things.refresh();
				return isStateCorrect(things, site.emulator, accounts);
			},
		},
		{
			name: "up",
			declared: [one],
			calls: 2,
			commands: [check, create],
			prepare: gone([one]),
			async run(things, site) {
				await things.up([one], { refresh: true });
				return converged(things, site.emulator, [one]);
			},
		},
	];
}

function toDeletable(account: string): AccountInputs {
	return { account, onDelete: "delete" };
}

/** Whether the emulator holds, of some accounts, those that are declared and no other. */
export function areApplied(emulator: Emulator, wanted: readonly AccountInputs[], accounts: readonly string[]): boolean {
	const has = (each: string) => wanted.some(({ account }) => account === each);
	return accounts.every((account) => has(account) === (emulator.profile(account) !== undefined));
}

/** Whether the state has, of some accounts, those that the emulator holds. */
export function isStateCorrect({ outputs }: AccountsDriver, emulator: Emulator, accounts: readonly string[]): boolean {
	return accounts.every((account) => account in outputs === (emulator.profile(account) !== undefined));
}
