import { MAX_ROBOTS } from "../account/robots";
import type { AccountReads } from "../client/account-reads";
import type { AccountWrites } from "../client/account-writes";
import { catchImError, isImError, robotLimitError, toAccountError } from "../errors";
import { createAsyncCache } from "./memory";
import type { Directory } from "./roster";

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
		if (isImError(robots)) throw toAccountError(robots, "get_all_robots", robot);
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
