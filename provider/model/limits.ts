/** How the id of a robot starts. Source: create_robot, https://trtc.io/document/55281 */
export const ROBOT_PREFIX = "@RBT#";

/** The most robots of an app. Source: create_robot, https://trtc.io/document/55281 */
export const MAX_ROBOTS = 20;
