/*
 * Documented limits of the service. The schema, the client, `doctor`, the emulator and the documentation import them from here.
 * Limits of single fields are in the field table (fields.ts).
 */

/** The longest UserID, in bytes. Source: https://www.tencentcloud.com/document/product/1047/34381 */
export const MAX_ACCOUNT_BYTES = 32;

/** The prefix of the UserID of a robot. Source: create_robot, https://trtc.io/document/55281 */
export const ROBOT_PREFIX = "@RBT#";

/** The most robots of an app. Source: create_robot, https://trtc.io/document/55281 */
export const MAX_ROBOTS = 20;

/** The most accounts in one call. Source: portrait_get, https://cloud.tencent.com/document/product/269/1639 */
export const MAX_ACCOUNTS_PER_CALL = 100;

/** The most calls of one command in a second, for a whole app. Source: https://trtc.io/document/34419 */
export const MAX_CALLS_PER_SECOND = 200;

/** The commands whose limit is half of {@link MAX_CALLS_PER_SECOND}. Source: https://trtc.io/document/34956 */
export const HALF_RATE_COMMANDS: readonly string[] = ["account_check", "account_delete", "multiaccount_import"];

/** The most accounts in one `ProfileSet`: the largest number that was tested. */
export const MAX_SET_ACCOUNTS = 10_000;

/** The largest integer value of a tag: 64 bits, unsigned. */
export const MAX_UINT64 = 2n ** 64n - 1n;
