import { accountError, configError } from "../errors/im-error";
import { type AccountInputs, type AccountState, containsUnknown, unknownValue } from "../model/types";
import { assertSameApp, type HandlerContext, serviceForRead } from "./context";
import { type AccountKind, ensureAccount, removeAccount } from "./directories";
import type { DiffResult, PropertyChange, ResourceHandler } from "./handler";
import { claimedAccountMessage, recreateMessage } from "./messages";

/** Creates the handler of `Account` or `Robot` resources. The handler never reads or writes profiles. */
export function createAccountHandler(
	context: HandlerContext,
	kind: AccountKind,
): ResourceHandler<AccountInputs, AccountState> {
	return {
		check({ news }, { owner }) {
			const result = loadChecks().checkAccount(kind, news, context.claims);
			const { account } = result.inputs;
			const isKnown = account !== undefined && account !== unknownValue;
			if (result.failures.length === 0) context.claims.record(kind, isKnown ? [{ account }] : [], owner);
			return result;
		},

		async diff({ id, olds, news }, { log }) {
			const unchanged = { changes: [], replaces: [], unknown: false, messages: [] };
			if (containsUnknown(news)) return { ...unchanged, unknown: true, changes: compareInputs(olds, news) };
			if (news.account !== id) {
				return { ...unchanged, replaces: [["account"]], changes: compareInputs({ ...olds, account: id }, news) };
			}
			const isMissing = context.compare() === "live" && !(await exists(context, kind, olds));
			if (isMissing) log(recreateMessage(id).text);
			const live: PropertyChange[] = isMissing ? [{ path: ["account"], kind: "add", source: "live" }] : [];
			return { ...unchanged, changes: [...compareInputs({ ...olds, account: id }, news), ...live] };
		},

		async create({ inputs }, { signal }) {
			const service = context.service();
			await ensureAccount(service, kind, inputs.account, signal);
			return { id: inputs.account, state: { ...inputs, app: service.sdkAppId } };
		},

		async read({ id, state, purpose }) {
			if (purpose !== "refresh") return lookUp(context, kind, id);
			const stored = { ...state, account: state.account ?? id };
			assertSameApp(context, stored.account, stored.app);
			if (!(await serviceForRead(context).directories[kind].exists(stored.account))) return undefined;
			const { app, ...inputs } = stored;
			return { id: stored.account, state: stored, inputs };
		},

		async update({ id, olds, news }, { signal }) {
			assertSameApp(context, id, olds.app);
			if (context.compare() === "live") await ensureAccount(context.service(), kind, id, signal);
			const app = olds.app ?? context.app();
			return { state: { ...news, ...(app !== undefined && { app }) } };
		},

		async delete({ id, state: { app, onDelete } }, { log, signal }) {
			assertSameApp(context, id, app);
			if (onDelete !== "delete") return;
			if (context.claims.isClaimed(id)) return log(claimedAccountMessage(id).text);
			if (kind === "account") assertDeletionAllowed(context, id);
			signal?.throwIfAborted();
			await removeAccount(context.service(), kind, id);
		},
	};
}

/**
 * Returns the module that checks inputs. The module and its dependency ajv are loaded on the first check, so that the
 * provider process starts faster.
 */
function loadChecks(): typeof import("./check") {
	return require("./check");
}

function compareInputs(olds: AccountInputs, news: AccountInputs): DiffResult["changes"] {
	const names = ["account", "onDelete"] as const;
	return names
		.filter((name) => olds[name] !== news[name])
		.map((name) => {
			const kind = olds[name] === undefined ? "add" : news[name] === undefined ? "delete" : "update";
			return { path: [name], kind, source: "inputs" };
		});
}

async function exists(context: HandlerContext, kind: AccountKind, { account, app }: AccountState): Promise<boolean> {
	assertSameApp(context, account, app);
	return context.service().directories[kind].exists(account);
}

const lookupCommands: Readonly<Record<AccountKind, string>> = { account: "account_check", robot: "get_all_robots" };

/**
 * Reads an account or a robot that the program does not manage. @throws ImError for any failure, including an account
 * that does not exist.
 */
async function lookUp(context: HandlerContext, kind: AccountKind, account: string) {
	const { directories, sdkAppId } = serviceForRead(context);
	if (!(await directories[kind].exists(account))) throw accountError(lookupCommands[kind], account, 70107);
	return { id: account, state: { account, app: sdkAppId }, inputs: { account } };
}

function assertDeletionAllowed({ allowsAccountDeletion }: HandlerContext, account: string): void {
	if (allowsAccountDeletion()) return;
	const steps = [
		"set TIM_ALLOW_ACCOUNT_DELETION=true for this run",
		"set tim:allowAccountDeletion to true and run pulumi up first (destroy uses the config of the last up)",
		"set onDelete to retain",
	];
	throw configError(
		"allowAccountDeletion",
		`${account}: not deleted, because a deletion is permanent and the stack does not allow account deletion; ${steps.join(", or ")}`,
	);
}
