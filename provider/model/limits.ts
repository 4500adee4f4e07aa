/*
 * Documented limits of the service. The schema, the client, `doctor`, the emulator and the documentation use the limits
 * from this module. The limits of individual profile fields are in the field table (fields.ts).
 */

/** Maximum length of a UserID, in bytes. Source: https://www.tencentcloud.com/document/product/1047/34381 */
export const MAX_ACCOUNT_BYTES = 32;

/** Prefix of the UserID of a robot. Source: create_robot, https://trtc.io/document/55281 */
export const ROBOT_PREFIX = "@RBT#";

/** Maximum number of robots in an app. Source: create_robot, https://trtc.io/document/55281 */
export const MAX_ROBOTS = 20;

/**
 * Maximum number of accounts in one API call. Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
 */
export const MAX_ACCOUNTS_PER_CALL = 100;

/**
 * Maximum number of calls of one API command per second, counted for the whole app. Source:
 * https://trtc.io/document/34419
 */
export const MAX_CALLS_PER_SECOND = 200;

/** Commands whose rate limit is half of {@link MAX_CALLS_PER_SECOND}. Source: https://trtc.io/document/34956 */
export const HALF_RATE_COMMANDS: readonly string[] = ["account_check", "account_delete", "multiaccount_import"];

/** Maximum number of accounts in one `ProfileSet`: the largest number that was tested. */
export const MAX_SET_ACCOUNTS = 10_000;

/** Maximum integer value of a tag: 2^64 - 1, the largest unsigned integer of 64 bits. */
export const MAX_UINT64 = 2n ** 64n - 1n;
