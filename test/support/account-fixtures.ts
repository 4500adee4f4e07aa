import type { Emulator } from "@/emulator";
import type { AccountInputs, AccountState } from "@/provider/model/types";
import { type AccountProcess, accountProcess } from "./account-driver";
import type { CallOptions } from "./handler-context";

/** What a preview shows. */
export type Change = "change" | "same";

/**
 * Some accounts or robots and their state, hook by hook, as the engine takes them: all at once, each failing by itself.
 * Each operation has a process of its own, as each run of Pulumi has.
 *
 * Errors: of an operation that is that of the resource that failed, or an `AggregateError` of several.
 */
export interface SomeAccounts {
	/** The state, by account; another object wherever it has changed. */
	readonly outputs: Readonly<Record<string, AccountState>>;
	/** The lines said since the last operation began. */
	readonly lines: readonly string[];
	/** All that one `pulumi up` does, with a refresh before it or without; what is not declared is deleted. */
	up(declared: readonly AccountInputs[], options?: { readonly refresh: boolean }): Promise<void>;
	/** Whether an `up` would do anything. */
	preview(declared: readonly AccountInputs[]): Promise<Change>;
	refresh(): Promise<void>;
	/** Looks an account up that is not managed. */
	get(account: string): Promise<Partial<AccountState>>;
}

/** No accounts yet. */
export function someAccounts(emulator: Emulator, options: CallOptions = {}): SomeAccounts {
	let outputs: Readonly<Record<string, AccountState>> = {};
	let lines: readonly string[] = [];

	const begin = () => {
		const process = accountProcess(emulator, options);
		lines = process.lines;
		return process;
	};
	const keep = (state: AccountState) => {
		outputs = { ...outputs, [state.account]: state };
	};
	const drop = (account: string) => {
		const { [account]: _, ...others } = outputs;
		outputs = others;
	};
	const left = (declared: readonly AccountInputs[]) =>
		Object.values(outputs).filter((state) => !declared.some(({ account }) => account === state.account));
	const refreshIn = (process: AccountProcess) =>
		settle(
			Object.values(outputs).map(async (state) => {
				if (!(await process.refresh(state))) drop(state.account);
			}),
		);
	const apply = async (process: AccountProcess, inputs: AccountInputs) => {
		const state = outputs[inputs.account];
		if (state === undefined) return keep(await process.up(inputs));
		if (await process.changes(state, inputs)) keep(await process.update(state, inputs));
	};
	const remove = async (process: AccountProcess, state: AccountState) => {
		await process.delete(state);
		drop(state.account);
	};

	return {
		get outputs() {
			return outputs;
		},
		get lines() {
			return lines;
		},
		async up(declared, { refresh } = { refresh: false }) {
			const process = begin();
			if (refresh) await refreshIn(process);
			await settle(declared.map((inputs) => apply(process, inputs)));
			await settle(left(declared).map((state) => remove(process, state)));
		},
		async preview(declared) {
			const process = begin();
			const changes = declared.map(async (inputs) => {
				const state = outputs[inputs.account];
				return state === undefined || (await process.changes(state, inputs));
			});
			const isSame = left(declared).length === 0 && !(await settle(changes)).some(Boolean);
			return isSame ? "same" : "change";
		},
		refresh: () => refreshIn(begin()).then(() => undefined),
		get: (account) => begin().get(account),
	};
}

/** Waits for all, and then throws what failed. */
async function settle<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
	const done = await Promise.allSettled(work);
	const errors = done.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
	if (errors.length > 1) throw new AggregateError(errors);
	if (errors.length === 1) throw errors[0];
	return done.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
