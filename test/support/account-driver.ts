import type { Emulator } from "@/emulator";
import type { HandlerContext } from "@/provider/lifecycle/context";
import type { AccountKind } from "@/provider/lifecycle/directories";
import type { AccountInputs, AccountState } from "@/provider/model/types";
import { type CallOptions, contextOf } from "./handler-context";
import { accountHooks } from "./hooks";

/** One operation of Pulumi as far as accounts go: a process, with the hooks of both kinds in it. */
export interface AccountProcess {
	readonly context: HandlerContext;
	/** The lines said since it began. */
	readonly lines: readonly string[];
	/** Checks an account or a robot, and makes it. Errors: the failures of the check, or the error of the hook. */
	up(inputs: AccountInputs): Promise<AccountState>;
	/** Whether a preview would show a change. */
	changes(state: AccountState, inputs?: AccountInputs): Promise<boolean>;
	/** Updates what a diff has found. */
	update(state: AccountState, inputs: AccountInputs): Promise<AccountState>;
	/** Looks an account up by its id alone, as `Account.get` does. Errors: any failure, a missing account too. */
	get(account: string): Promise<Partial<AccountState>>;
	/** Whether a refresh keeps the resource. */
	refresh(state: AccountState): Promise<boolean>;
	/** Deletes the resource. */
	delete(state: AccountState): Promise<void>;
}

/** The kind of an account, by its id. */
export function kindOf({ account }: AccountInputs): AccountKind {
	return account.startsWith("@RBT#") ? "robot" : "account";
}

/** A new process that calls an emulator. */
export function accountProcess(emulator: Emulator, options: CallOptions = {}): AccountProcess {
	const lines: string[] = [];
	const context = contextOf(emulator, (line) => lines.push(line), options);
	const all = { account: accountHooks(context, "account"), robot: accountHooks(context, "robot") };
	return {
		context,
		lines,
		async up(inputs) {
			const { check, create } = all[kindOf(inputs)];
			const { failures = [] } = await check({}, inputs);
			if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
			return (await create({ ...inputs })).outs as AccountState;
		},
		async changes(state, inputs = inputsOf(state)) {
			const { changes } = await all[kindOf(state)].diff(state.account, state, inputs);
			return changes ?? true;
		},
		async update(state, inputs) {
			return (await all[kindOf(state)].update(state.account, state, inputs)).outs as AccountState;
		},
		async get(account) {
			return (await all[kindOf({ account })].read(account, {} as AccountState))?.props ?? {};
		},
		async refresh(state) {
			return (await all[kindOf(state)].read(state.account, state))?.id !== undefined;
		},
		async delete(state) {
			await all[kindOf(state)].delete(state.account, state);
		},
	};
}

function inputsOf({ app, ...inputs }: AccountState): AccountInputs {
	return inputs;
}
