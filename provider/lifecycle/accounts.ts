import type { dynamic } from "@pulumi/pulumi";
import { accountError, configError, isAccountMissing } from "../errors/im-error";
import { type AccountInputs, type AccountState, containsUnknown } from "../model/types";
import { assertSameApp, type HandlerContext, type Service, serviceForRead } from "./context";
import { ensureAccount, existsNow, mayHaveTakenEffect } from "./directories";
import { claimedAccountMessage, logMessages, recreateMessage } from "./messages";

/** Which of the two kinds of account a resource makes. */
export type AccountKind = "account" | "robot";

/** What each hook of an `Account` or a `Robot` does, given a client. `check` needs none and stands apart. */
export interface AccountLifecycle {
	/** Makes the account where it is not there yet. Its profile is left alone. */
	create(inputs: AccountInputs): Promise<dynamic.CreateResult<AccountState>>;
	/** Whether the account is gone, or the inputs differ. */
	diff(id: string, olds: AccountState, news: AccountInputs): Promise<dynamic.DiffResult>;
	/** Whether the account is there; an empty result when it is not, so that Pulumi drops it from the state. */
	read(id: string, state: Partial<AccountState>): Promise<dynamic.ReadResult<Partial<AccountState>>>;
	/** Makes the account again where it is gone; what the diff has just read of it is not read again. */
	update(id: string, olds: AccountState, news: AccountInputs): Promise<dynamic.UpdateResult<AccountState>>;
	/** Retains the account, or deletes it where the program said so and nothing else claims it. */
	delete(id: string, state: AccountState): Promise<void>;
}

/** The lifecycle of accounts, or of robots. */
export function accountLifecycle(context: HandlerContext, kind: AccountKind): AccountLifecycle {
	return {
		async create(inputs) {
			const service = context.service();
			await ensureAccount(service, kind, inputs.account);
			return { id: inputs.account, outs: { ...inputs, app: service.sdkAppId } };
		},

		async diff(id, olds, news) {
			if (containsUnknown(news)) return {};
			if (news.account !== id) return { changes: true, replaces: ["account"] };
			const isGone = context.compare() === "live" && (await isMissing(context, kind, olds));
			if (isGone) logMessages(context.log, [recreateMessage(id)]);
			return olds.onDelete === news.onDelete ? { changes: isGone } : {};
		},

		read(id, { account, ...state }) {
			return account === undefined ? getAccount(context, kind, id) : readAccount(context, kind, { ...state, account });
		},

		async update(id, olds, news) {
			assertSameApp(context, id, olds.app);
			if (context.compare() === "live") await ensureAccount(context.service(), kind, id);
			const app = olds.app ?? context.app();
			return { outs: { ...news, ...(app !== undefined && { app }) } };
		},

		async delete(id, { app, onDelete }) {
			assertSameApp(context, id, app);
			if (onDelete !== "delete") return;
			if (context.claims.isClaimed(id)) return logMessages(context.log, [claimedAccountMessage(id)]);
			if (kind === "account") assertDeletionAllowed(context, id);
			await remove(context.service(), kind, id);
		},
	};
}

async function isMissing(context: HandlerContext, kind: AccountKind, { account, app }: AccountState): Promise<boolean> {
	assertSameApp(context, account, app);
	return !(await context.service().rosters[kind].exists(account));
}

/** Reads a managed account for a refresh. */
async function readAccount(context: HandlerContext, kind: AccountKind, state: AccountState) {
	assertSameApp(context, state.account, state.app);
	const exists = await serviceForRead(context).rosters[kind].exists(state.account);
	return exists ? { id: state.account, props: state, inputs: inputsOf(state) } : {};
}

/** Looks an account up that the program does not manage. Errors: any failure, a missing account too. */
async function getAccount(context: HandlerContext, kind: AccountKind, account: string) {
	const { rosters, sdkAppId } = serviceForRead(context);
	if (!(await rosters[kind].exists(account))) throw accountError(lookupCommands[kind], account, 70107);
	return { id: account, props: { account, app: sdkAppId } };
}

const lookupCommands: Readonly<Record<AccountKind, string>> = { account: "account_check", robot: "get_all_robots" };

function inputsOf({ app, ...inputs }: AccountState): AccountInputs {
	return inputs;
}

/** Removes an account. One that is gone already is a success; which code says so of a robot is not documented. */
async function remove({ rosters, observer }: Service, kind: AccountKind, account: string): Promise<void> {
	const roster = rosters[kind];
	try {
		await roster.remove(account);
	} catch (error) {
		if (isAccountMissing(error)) return;
		const isWorthALook = kind === "robot" || mayHaveTakenEffect(error);
		if (!isWorthALook || (await existsNow(roster, account)) !== false) throw error;
	} finally {
		observer.invalidate(account);
	}
}

function assertDeletionAllowed({ allowsAccountDeletion }: HandlerContext, account: string): void {
	if (allowsAccountDeletion()) return;
	const ways = [
		"set TIM_ALLOW_ACCOUNT_DELETION=true for this run",
		"tim:allowAccountDeletion to true and run pulumi up first (destroy takes the config of the last up)",
		"onDelete to retain",
	];
	throw configError(
		"allowAccountDeletion",
		`${account}: not deleted, since nothing brings an account back and the stack does not allow it: ${ways.join(", or ")}`,
	);
}
