import type { Emulator } from "@/emulator";
import type { HandlerContext } from "@/provider/lifecycle/context";
import type { AccountKind } from "@/provider/lifecycle/directories";
import type { AccountInputs, AccountState } from "@/provider/model/types";
import { type CallOptions, createEmulatorContext } from "./handler-context";
import { createAccountHooks } from "./hooks";

/** The operations of one provider process on accounts and robots. */
export interface AccountProcess {
	readonly context: HandlerContext;
	/** The lines that the hooks logged. */
	readonly lines: readonly string[];
	/** Checks the inputs and creates the resource. @throws Error with the check failures, if there are any */
	up(inputs: AccountInputs): Promise<AccountState>;
	/** Returns whether a preview would show a change. */
	changes(state: AccountState, inputs?: AccountInputs): Promise<boolean>;
	/** Runs `update`. Returns the new state. */
	update(state: AccountState, inputs: AccountInputs): Promise<AccountState>;
	/**
	 * Looks up an account or robot, as `Account.get` does.
	 * @throws ImError if the call fails or the account does not exist
	 */
	get(account: string): Promise<Partial<AccountState>>;
	/** Refreshes the resource. Returns whether the state still contains the resource. */
	refresh(state: AccountState): Promise<boolean>;
	/** Runs `delete`. */
	delete(state: AccountState): Promise<void>;
}

/** Returns the kind of resource, account or robot, to which the account ID in the inputs belongs. */
export function toAccountKind({ account }: AccountInputs): AccountKind {
	return account.startsWith("@RBT#") ? "robot" : "account";
}

/** Creates the hooks and the context of a new provider process that calls an emulator. */
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

/** The result of a preview: `change` if any resource would change, or `same`. */
export type Change = "change" | "same";

/**
 * Runs operations on several accounts or robots through the hooks and keeps their state, as the engine does. The
 * operations on different resources run concurrently, and a failed resource does not affect the others. Each operation
 * uses a new provider process.
 *
 * An operation throws the error of the failed resource, or an `AggregateError` if several resources failed.
 */
export interface AccountsDriver {
	/**
	 * The outputs in the state, by account. A changed resource has a new object, so tests can compare states by
	 * identity.
	 */
	readonly outputs: Readonly<Record<string, AccountState>>;
	/** The lines that the hooks logged since the start of the last operation. */
	readonly lines: readonly string[];
	/** Runs an `up`, after a refresh if `refresh` is true. Deletes the accounts that are no longer declared. */
	up(declared: readonly AccountInputs[], options?: { readonly refresh: boolean }): Promise<void>;
	/** Previews an `up`. */
	preview(declared: readonly AccountInputs[]): Promise<Change>;
	refresh(): Promise<void>;
	/** Looks up an account that no resource manages. */
	get(account: string): Promise<Partial<AccountState>>;
}

/** Creates a driver with an empty state. */
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

/**
 * Waits until all promises are settled.
 * @throws the error of the rejected promise, or an `AggregateError` if several rejected
 */
async function waitForAll<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
	const done = await Promise.allSettled(work);
	const errors = done.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
	if (errors.length > 1) throw new AggregateError(errors);
	if (errors.length === 1) throw errors[0];
	return done.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
