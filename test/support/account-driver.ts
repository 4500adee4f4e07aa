import type { Emulator } from "@/emulator";
import type { HandlerContext } from "@/provider/lifecycle/context";
import type { AccountKind } from "@/provider/lifecycle/directories";
import type { AccountInputs, AccountState } from "@/provider/model/types";
import { type CallOptions, createEmulatorContext } from "./handler-context";
import { createAccountHooks } from "./hooks";

/** A process of Pulumi with the hooks of accounts and robots. */
export interface AccountProcess {
	readonly context: HandlerContext;
	/** The logged lines. */
	readonly lines: readonly string[];
	/** Checks and creates an account or a robot. @throws Error with the failures of the check */
	up(inputs: AccountInputs): Promise<AccountState>;
	/** Returns whether a preview would show a change. */
	changes(state: AccountState, inputs?: AccountInputs): Promise<boolean>;
	/** Updates the resource. */
	update(state: AccountState, inputs: AccountInputs): Promise<AccountState>;
	/** Looks an account up, as `Account.get` does. @throws ImError also when it does not exist */
	get(account: string): Promise<Partial<AccountState>>;
	/** Refreshes the resource. Returns whether it stays in the state. */
	refresh(state: AccountState): Promise<boolean>;
	/** Deletes the resource. */
	delete(state: AccountState): Promise<void>;
}

/** Returns the kind of resource for an id. */
export function toAccountKind({ account }: AccountInputs): AccountKind {
	return account.startsWith("@RBT#") ? "robot" : "account";
}

/** Creates a process that calls an emulator. */
export function createAccountProcess(emulator: Emulator, options: CallOptions = {}): AccountProcess {
	const lines: string[] = [];
	const context = createEmulatorContext(emulator, (line) => lines.push(line), options);
	const hooks = { account: createAccountHooks(context, "account"), robot: createAccountHooks(context, "robot") };
	return {
		context,
		lines,
		async up(inputs) {
			const { check, create } = hooks[toAccountKind(inputs)];
			const { failures = [] } = await check({}, inputs);
			if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
			return (await create({ ...inputs })).outs as AccountState;
		},
		async changes(state, inputs = toInputs(state)) {
			const { changes } = await hooks[toAccountKind(state)].diff(state.account, state, inputs);
			return changes ?? true;
		},
		async update(state, inputs) {
			return (await hooks[toAccountKind(state)].update(state.account, state, inputs)).outs as AccountState;
		},
		async get(account) {
			return (await hooks[toAccountKind({ account })].read(account, {} as AccountState))?.props ?? {};
		},
		async refresh(state) {
			return (await hooks[toAccountKind(state)].read(state.account, state))?.id !== undefined;
		},
		async delete(state) {
			await hooks[toAccountKind(state)].delete(state.account, state);
		},
	};
}

function toInputs({ app, ...inputs }: AccountState): AccountInputs {
	return inputs;
}

/** The result of a preview. */
export type Change = "change" | "same";

/**
 * Drives several accounts or robots and their state through the hooks, as the engine does: all at once, and a failure of
 * one does not affect the others. Each operation runs in a new process.
 *
 * Operations throw the error of the resource that failed, or an `AggregateError` of several.
 */
export interface AccountsDriver {
	/** The state by account. A changed resource has a new object. */
	readonly outputs: Readonly<Record<string, AccountState>>;
	/** The lines logged since the start of the last operation. */
	readonly lines: readonly string[];
	/** Runs an `up`, optionally with a refresh first. Accounts that are no longer declared are deleted. */
	up(declared: readonly AccountInputs[], options?: { readonly refresh: boolean }): Promise<void>;
	/** Previews an `up`. */
	preview(declared: readonly AccountInputs[]): Promise<Change>;
	refresh(): Promise<void>;
	/** Looks up an account that is not managed. */
	get(account: string): Promise<Partial<AccountState>>;
}

/** Creates a driver without a state. */
export function createAccountsDriver(emulator: Emulator, options: CallOptions = {}): AccountsDriver {
	let outputs: Readonly<Record<string, AccountState>> = {};
	let lines: readonly string[] = [];

	const begin = () => {
		const process = createAccountProcess(emulator, options);
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
		waitForAll(
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
			await waitForAll(declared.map((inputs) => apply(process, inputs)));
			await waitForAll(left(declared).map((state) => remove(process, state)));
		},
		async preview(declared) {
			const process = begin();
			const changes = declared.map(async (inputs) => {
				const state = outputs[inputs.account];
				return state === undefined || (await process.changes(state, inputs));
			});
			const isSame = left(declared).length === 0 && !(await waitForAll(changes)).some(Boolean);
			return isSame ? "same" : "change";
		},
		refresh: () => refreshIn(begin()).then(() => undefined),
		get: (account) => begin().get(account),
	};
}

/** Waits for all promises. @throws the error of the one that rejected, or an `AggregateError` of several */
async function waitForAll<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
	const done = await Promise.allSettled(work);
	const errors = done.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
	if (errors.length > 1) throw new AggregateError(errors);
	if (errors.length === 1) throw errors[0];
	return done.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
