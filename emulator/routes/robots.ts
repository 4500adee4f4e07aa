import { MAX_ROBOTS } from "../../provider/model/limits";
import type { JsonObject } from "../json";
import { Refusal } from "../refusal";
import type { Tags } from "../tags";
import { isRobot, isRobotId } from "./accounts";
import { orderItems, type ResponseBody, type RouteContext, readAccounts, writeTags } from "./context";
import { parseProfileFields } from "./imports";

/**
 * Creates the robot that the body names in `UserID`, or updates the nick, avatar and signature of an existing robot. An
 * absent or empty `Nick`, `FaceUrl` or `SelfSignature` is not written. The UserID starts with `@RBT#` and has at most
 * 32 bytes. An app has at most 20 robots.
 *
 * @throws Refusal with 10004 if the UserID or a text is invalid; 80001 or 40005 if a text contains a sensitive word;
 * 10008 if the app has too many robots.
 * Source: create_robot, https://trtc.io/document/55281
 */
export function createRobot(context: RouteContext, body: JsonObject): ResponseBody {
	const { UserID: robot, Nick, FaceUrl, SelfSignature } = body;
	if (!isRobotId(robot)) throw new Refusal(10004, "emulator: UserID is not a robot ID");
	const given = {
		Tag_Profile_IM_Nick: Nick,
		Tag_Profile_IM_Image: FaceUrl,
		Tag_Profile_IM_SelfSignature: SelfSignature,
	};
	const tags = parseProfileFields(context.state, given, { wrongType: 10004, tooLong: 10004 });
	checkRobot(context, robot);
	writeRobot(context, robot, tags);
	return {};
}

function checkRobot({ state, effects }: RouteContext, robot: string): void {
	const refusal = effects.accountRefusals.get(robot);
	if (refusal !== undefined) throw refusal;
	if (state.store.tags(robot) !== undefined) return;
	const robots = state.store.accounts().filter(isRobot);
	if (robots.length >= MAX_ROBOTS) throw new Refusal(10008, `emulator: the app already has ${MAX_ROBOTS} robots`);
}

function writeRobot(context: RouteContext, robot: string, tags: Tags): void {
	const { store, quirks } = context.state;
	const exists = store.tags(robot) !== undefined;
	if (exists && quirks.repeatRobot === "ignored") return;
	const former = !exists && quirks.recreatedRobot === "as-before" ? store.lastTags(robot) : {};
	writeTags(context, robot, { ...former, ...tags });
}

/**
 * Deletes the robot that the body names in `Robot_Account`.
 *
 * @throws Refusal with 10004 if the UserID is invalid, or if the robot does not exist and the quirk `missingRobot` is
 * `refused`.
 * Source: delete_robot, https://trtc.io/document/55282
 */
export function deleteRobot({ state, effects }: RouteContext, body: JsonObject): ResponseBody {
	const robot = body.Robot_Account;
	if (!isRobotId(robot)) throw new Refusal(10004, "emulator: Robot_Account is not a robot ID");
	const refusal = effects.accountRefusals.get(robot);
	if (refusal !== undefined) throw refusal;
	const isMissing = state.store.tags(robot) === undefined;
	if (isMissing && state.quirks.missingRobot === "refused") {
		throw new Refusal(10004, "emulator: the robot does not exist");
	}
	if (effects.lostTags !== "all") state.store.remove(robot);
	return {};
}

/**
 * Returns the existing robots of the app in order of creation. `Robot_Account` is present even if there are no robots.
 *
 * Source: get_all_robots, https://trtc.io/document/55280
 */
export function getAllRobots(context: RouteContext): ResponseBody {
	return { Robot_Account: orderItems(context, readAccounts(context).filter(isRobot)) };
}
