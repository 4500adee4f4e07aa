import type { JsonObject } from "../json";
import { refuse } from "../refusal";
import { isRobotId } from "./account-id";
import type { Answer, RouteContext } from "./route";

/**
 * Deletes the robot that `Robot_Account` names.
 *
 * Errors: 10004 no id of a robot; for a robot that does not exist, what the switch `missingRobot` says.
 * Source: delete_robot, https://trtc.io/document/55282
 */
export function deleteRobot({ world, plan }: RouteContext, body: JsonObject): Answer {
	const robot = body.Robot_Account;
	if (!isRobotId(robot)) return refuse(10004, "emulator: Robot_Account is no id of a robot");
	const refusal = plan.accounts.get(robot);
	if (refusal !== undefined) return refusal;
	const isMissing = world.store.tags(robot) === undefined;
	if (isMissing && world.answers.missingRobot === "refused") return refuse(10004, "emulator: no such robot");
	if (plan.lost !== "all") world.store.remove(robot);
	return {};
}
