import type { AccountChecker } from "../client/batched-reads";
import type { AccountImporter } from "../client/batched-writes";
import type { AccountReads } from "../client/reads";
import type { AccountWrites } from "../client/writes";
import {
	catchImError,
	ImError,
	isAccountMissing,
	isOutcomeUnknown,
	isRateLimited,
	robotLimitError,
	toAccountError,
} from "../errors/im-error";
import { MAX_ROBOTS } from "../model/limits";
import { createAsyncCache } from "../util";
import type { Directory, Service } from "./context";

/** The calls of the directory of accounts. */
export interface AccountDirectoryCalls {
	readonly check: AccountChecker;
	readonly importAccount: AccountImporter;
	readonly writes: Pick<AccountWrites, "accountDelete">;
}

/** Creates the directory of the app's accounts. Checks and imports are batched. */
export function createAccountDirectory({ check, importAccount, writes }: AccountDirectoryCalls): Directory {
	const cache = createAsyncCache(check);
	const invalidate = (account: string) => cache.invalidate(account);
	return {
		exists: (account) => cache.get(account),
		invalidate,
		add: (account) => importAccount(account).finally(() => invalidate(account)),
		remove: (account) => writes.accountDelete(account).finally(() => invalidate(account)),
	};
}

/** The calls of the directory of robots. */
export interface RobotDirectoryCalls {
	readonly reads: Pick<AccountReads, "getAllRobots">;
	readonly writes: Pick<AccountWrites, "createRobot" | "deleteRobot">;
}

/** The cache key of the only list there is: that of all robots. */
const ROBOT_LIST = "robots";

/**
 * Creates the directory of the app's robots. One list serves every robot of an operation until a robot is created or
 * deleted. `add` rejects a robot above the app's limit before any write; robots that are being created count.
 */
export function createRobotDirectory({ reads, writes }: RobotDirectoryCalls): Directory {
	const cache = createAsyncCache(async () => new Set(await reads.getAllRobots()));
	const added = new Set<string>();
	const invalidate = () => cache.invalidate(ROBOT_LIST);
	/** The call names no robot, so its error is about the robot that was asked for. */
	const listFor = async (robot: string) => {
		const robots = await catchImError(cache.get(ROBOT_LIST));
		if (robots instanceof ImError) throw toAccountError(robots, "get_all_robots", robot);
		return robots;
	};
	return {
		exists: async (robot) => (await listFor(robot)).has(robot),
		invalidate,
		async add(robot) {
			const existing = new Set([...(await listFor(robot)), ...added]);
			if (!existing.has(robot) && existing.size >= MAX_ROBOTS) throw robotLimitError(robot, MAX_ROBOTS);
			added.add(robot);
			try {
				await writes.createRobot(robot);
			} catch (error) {
				added.delete(robot);
				throw error;
			} finally {
				invalidate();
			}
		},
		async remove(robot) {
			added.delete(robot);
			await writes.deleteRobot(robot).finally(invalidate);
		},
	};
}

/** The two types of account. */
export type AccountKind = "account" | "robot";

/** Creates an account if it does not exist. A create whose result is unknown has succeeded if the account exists after it. */
export async function ensureAccount(
	{ directories, live }: Service,
	kind: AccountKind,
	account: string,
	signal?: AbortSignal,
): Promise<void> {
	const directory = directories[kind];
	if (await directory.exists(account)) return;
	signal?.throwIfAborted();
	try {
		await directory.add(account);
	} catch (error) {
		if (!mayHaveTakenEffect(error) || (await existsNow(directory, account)) !== true) throw error;
	} finally {
		live.invalidate(account);
	}
}

/** Deletes an account. One that does not exist is a success; the error code for a missing robot is not documented. */
export async function removeAccount({ directories, live }: Service, kind: AccountKind, account: string): Promise<void> {
	const directory = directories[kind];
	try {
		await directory.remove(account);
	} catch (error) {
		if (isAccountMissing(error)) return;
		const mayBeDeleted = kind === "robot" || mayHaveTakenEffect(error);
		if (!mayBeDeleted || (await existsNow(directory, account)) !== false) throw error;
	} finally {
		live.invalidate(account);
	}
}

/** Returns whether a failed write may have taken effect: its answer was lost, or the service failed internally. */
function mayHaveTakenEffect(error: unknown): boolean {
	return error instanceof ImError && (isOutcomeUnknown(error) || (error.retryable && !isRateLimited(error)));
}

/** Returns whether an account exists now; `undefined` when that cannot be read. */
async function existsNow(directory: Directory, account: string): Promise<boolean | undefined> {
	const result = await catchImError(directory.exists(account));
	return result instanceof ImError ? undefined : result;
}
