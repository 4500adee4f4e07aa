import type { AccountChecker } from "../client/batched-reads";
import type { AccountImporter } from "../client/batched-writes";
import type { AccountReads } from "../client/reads";
import type { AccountWrites } from "../client/writes";
import {
	catchImError,
	ImError,
	isOutcomeUnknown,
	isRateLimited,
	robotLimitError,
	toAccountError,
} from "../errors/im-error";
import { MAX_ROBOTS } from "../model/limits";
import { createAsyncCache } from "../util";
import type { AccountKind } from "./accounts";
import type { Directory, Service } from "./context";

/** Makes an account that is not there. A call whose outcome is open has succeeded when the account is there after it. */
export async function ensureAccount({ rosters, observer }: Service, kind: AccountKind, account: string): Promise<void> {
	const roster = rosters[kind];
	if (await roster.exists(account)) return;
	try {
		await roster.add(account);
	} catch (error) {
		if (!mayHaveTakenEffect(error) || (await existsNow(roster, account)) !== true) throw error;
	} finally {
		observer.invalidate(account);
	}
}

/** Whether a write may have taken effect though it failed: its answer is lost, or the service failed inside itself. */
export function mayHaveTakenEffect(error: unknown): boolean {
	return error instanceof ImError && (isOutcomeUnknown(error) || (error.retryable && !isRateLimited(error)));
}

/** Whether an account is there now; `undefined` when that cannot be seen. */
export async function existsNow(roster: Directory, account: string): Promise<boolean | undefined> {
	const answer = await catchImError(roster.exists(account));
	return answer instanceof ImError ? undefined : answer;
}

/** What the roster of accounts calls. */
export interface AccountDirectoryCalls {
	readonly check: AccountChecker;
	readonly importAccount: AccountImporter;
	readonly writes: Pick<AccountWrites, "accountDelete">;
}

/** The accounts of an app. Checks and imports of one operation are joined. */
export function createAccountDirectory({ check, importAccount, writes }: AccountDirectoryCalls): Directory {
	const memory = createAsyncCache(check);
	const forget = (account: string) => memory.invalidate(account);
	return {
		exists: (account) => memory.get(account),
		invalidate: forget,
		add: (account) => importAccount(account).finally(() => forget(account)),
		remove: (account) => writes.accountDelete(account).finally(() => forget(account)),
	};
}

/** What the roster of robots calls. */
export interface RobotDirectoryCalls {
	readonly reads: Pick<AccountReads, "getAllRobots">;
	readonly writes: Pick<AccountWrites, "createRobot" | "deleteRobot">;
}

/** There is one list, of all robots. */
const ROBOT_LIST = "all";

/**
 * The robots of an app. One list serves all robots of an operation, until one is made or removed.
 *
 * Errors: `add` refuses a robot above the limit of an app before any write; those that are being made count.
 */
export function createRobotDirectory({ reads, writes }: RobotDirectoryCalls): Directory {
	const memory = createAsyncCache(async () => new Set(await reads.getAllRobots()));
	const added = new Set<string>();
	const forget = () => memory.invalidate(ROBOT_LIST);
	/** The list; the call names no robot, so its failure is named after the one who asked. */
	const listFor = async (robot: string) => {
		const robots = await catchImError(memory.get(ROBOT_LIST));
		if (robots instanceof ImError) throw toAccountError(robots, "get_all_robots", robot);
		return robots;
	};
	return {
		exists: async (robot) => (await listFor(robot)).has(robot),
		invalidate: forget,
		async add(robot) {
			const taken = new Set([...(await listFor(robot)), ...added]);
			if (!taken.has(robot) && taken.size >= MAX_ROBOTS) throw robotLimitError(robot, MAX_ROBOTS);
			added.add(robot);
			try {
				await writes.createRobot(robot);
			} catch (error) {
				added.delete(robot);
				throw error;
			} finally {
				forget();
			}
		},
		async remove(robot) {
			added.delete(robot);
			await writes.deleteRobot(robot).finally(forget);
		},
	};
}
