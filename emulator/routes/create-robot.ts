import type { JsonObject } from "../json";
import { isRefusal, type Refusal, refuse } from "../refusal";
import type { TagChanges } from "../values";
import { writeTags } from "./access";
import { isRobot, isRobotId } from "./account-id";
import { parseProfileFields } from "./given-profile";
import type { Answer, RouteContext } from "./route";

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
export function createRobot(context: RouteContext, body: JsonObject): Answer {
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
	const { store, answers } = world;
	if (store.tags(robot) !== undefined) return answers.repeatRobot === "ignored" ? undefined : given;
	return answers.recreatedRobot === "as-before" ? { ...store.lastTags(robot), ...given } : given;
}
