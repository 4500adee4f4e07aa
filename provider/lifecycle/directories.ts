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
import { createAsyncCache } from "../util/core";
import type { Directory, Service } from "./context";

/** The API calls that the directory of user accounts makes. */
export interface AccountDirectoryCalls {
	readonly check: AccountChecker;
	readonly importAccount: AccountImporter;
	readonly writes: Pick<AccountWrites, "accountDelete">;
}

/** Creates the directory of the user accounts of an app. Existence checks and creations of accounts are batched. */
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

/** The API calls that the directory of robots makes. */
export interface RobotDirectoryCalls {
	readonly reads: Pick<AccountReads, "getAllRobots">;
	readonly writes: Pick<AccountWrites, "createRobot" | "deleteRobot">;
}

/** Key under which the cache stores the list of all robots. */
const ROBOT_LIST = "robots";

/**
 * Creates the directory of the robots of an app. The list of robots is read once and is read again after a robot is
 * created or deleted. `add` rejects a robot that would exceed the limit of the app, before any write. Robots whose
 * creation is in progress also count toward this limit.
 */
export function createRobotDirectory({ reads, writes }: RobotDirectoryCalls): Directory {
	const cache = createAsyncCache(async () => new Set(await reads.getAllRobots()));
	const added = new Set<string>();
	const invalidate = () => cache.invalidate(ROBOT_LIST);
	/**
	 * Returns the list of robots. If the call fails, the error names the requested robot, because the call itself is not
	 * about a single robot.
	 */
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

/** Kind of an account: a user account or a robot. */
export type AccountKind = "account" | "robot";

/**
 * Creates an account if it does not exist. If the response to the creation is lost, the creation counts as successful
 * if the account exists afterwards.
 */
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

/**
 * Deletes an account or a robot. The deletion counts as successful if the account does not exist. If the deletion of a
 * robot fails, the function checks whether the robot still exists, because the error code for a missing robot is not
 * documented.
 */
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

/**
 * Returns whether a failed write may have taken effect, because its response was lost or the service failed internally.
 */
function mayHaveTakenEffect(error: unknown): boolean {
	return error instanceof ImError && (isOutcomeUnknown(error) || (error.retryable && !isRateLimited(error)));
}

/** Returns whether an account exists now, or `undefined` if the check fails. */
async function existsNow(directory: Directory, account: string): Promise<boolean | undefined> {
	const result = await catchImError(directory.exists(account));
	return result instanceof ImError ? undefined : result;
}
