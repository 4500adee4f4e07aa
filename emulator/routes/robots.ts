import type { JsonObject } from "../json";
import { isRefusal, type Refusal, refuse } from "../refusal";
import type { TagChanges } from "../tags";
import { isRobot, isRobotId } from "./accounts";
import { orderItems, type ResponseBody, type RouteContext, readAccounts, writeTags } from "./context";
import { parseProfileFields } from "./imports";

/** The most robots of an app. Source: create_robot, https://trtc.io/document/55281 */
export const MAX_ROBOTS = 20;

/**
 * Makes a robot, or updates the nick, avatar and signature of one that exists. Absent or empty, they stay as they are.
 *
 * Shape: `UserID`, and optionally `Nick`, `FaceUrl` and `SelfSignature`, which go to the profile.
 * Limits: the id starts with `@RBT#` and has up to 32 bytes; 20 robots, those that exist.
 * Errors: 10004 an id or a text that is not allowed; 80001 or 40005 a sensitive word; 10008 too many robots.
 * Source: create_robot, https://trtc.io/document/55281
 */
export function createRobot(context: RouteContext, body: JsonObject): ResponseBody {
	const robot = body.UserID;
	if (!isRobotId(robot)) return refuse(10004, "emulator: UserID is no id of a robot");
	const tags = parseProfileFields(context.world, givenBy(body), { notText: 10004, tooLong: 10004 });
	if (isRefusal(tags)) return tags;
	const refusal = checkRobot(context, robot);
	if (refusal !== undefined) return refusal;
	const changes = changesOf(context, robot, tags);
	if (changes !== undefined) writeTags(context, robot, changes);
	return {};
}

function givenBy({ Nick, FaceUrl, SelfSignature }: JsonObject): JsonObject {
	return { Tag_Profile_IM_Nick: Nick, Tag_Profile_IM_Image: FaceUrl, Tag_Profile_IM_SelfSignature: SelfSignature };
}

function checkRobot({ world, plan }: RouteContext, robot: string): Refusal | undefined {
	const refusal = plan.accounts.get(robot);
	if (refusal !== undefined || world.store.tags(robot) !== undefined) return refusal;
	const robots = world.store.accounts().filter(isRobot);
	return robots.length < MAX_ROBOTS ? undefined : refuse(10008, "emulator: the app has as many robots as it may");
}

/** What to write; nothing for a robot that exists where a repeated creation is ignored. */
function changesOf({ world }: RouteContext, robot: string, given: TagChanges): TagChanges | undefined {
	const { store, quirks } = world;
	if (store.tags(robot) !== undefined) return quirks.repeatRobot === "ignored" ? undefined : given;
	return quirks.recreatedRobot === "as-before" ? { ...store.lastTags(robot), ...given } : given;
}

/**
 * Deletes the robot that `Robot_Account` names.
 *
 * Errors: 10004 no id of a robot; for a robot that does not exist, what the switch `missingRobot` says.
 * Source: delete_robot, https://trtc.io/document/55282
 */
export function deleteRobot({ world, plan }: RouteContext, body: JsonObject): ResponseBody {
	const robot = body.Robot_Account;
	if (!isRobotId(robot)) return refuse(10004, "emulator: Robot_Account is no id of a robot");
	const refusal = plan.accounts.get(robot);
	if (refusal !== undefined) return refusal;
	const isMissing = world.store.tags(robot) === undefined;
	if (isMissing && world.quirks.missingRobot === "refused") return refuse(10004, "emulator: no such robot");
	if (plan.lost !== "all") world.store.remove(robot);
	return {};
}

/**
 * Lists the robots of the app, those that were deleted not among them.
 *
 * Shape: `Robot_Account` is always there, in the order in which the robots were first made.
 * Source: get_all_robots, https://trtc.io/document/55280
 */
export function getAllRobots(context: RouteContext): ResponseBody {
	return { Robot_Account: orderItems(context, readAccounts(context).filter(isRobot)) };
}
