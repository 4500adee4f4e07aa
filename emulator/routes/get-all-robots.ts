import { readAccounts } from "./access";
import { isRobot } from "./account-id";
import { orderItems } from "./in-order";
import type { Answer, RouteContext } from "./route";

/**
 * Lists the robots of the app, those that were deleted not among them.
 *
 * Shape: `Robot_Account` is always there, in the order in which the robots were first made.
 * Source: get_all_robots, https://trtc.io/document/55280
 */
export function getAllRobots(context: RouteContext): Answer {
	return { Robot_Account: orderItems(context, readAccounts(context).filter(isRobot)) };
}
