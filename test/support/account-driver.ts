import type { Emulator } from "@/emulator";
import type { HandlerContext } from "@/provider/lifecycle/context";
import type { AccountKind } from "@/provider/lifecycle/directories";
import type { AccountInputs, AccountState } from "@/provider/model/types";
import { type CallOptions, contextOf } from "./handler-context";
import { accountHooks } from "./hooks";

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
export function accountProcess(emulator: Emulator, options: CallOptions = {}): AccountProcess {
	const lines: string[] = [];
	const context = contextOf(emulator, (line) => lines.push(line), options);
	const hooks = { account: accountHooks(context, "account"), robot: accountHooks(context, "robot") };
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
