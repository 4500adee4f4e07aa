/** The admin that every app has; nobody can take its rights. Source: https://cloud.tencent.com/document/product/454/124268 */
export const DEFAULT_ADMIN = "administrator";

/** The most admins of an app. Source: accounts in the console, https://trtc.io/document/50301 */
export const MAX_ADMINS = 10;

/**
 * The admins of an app that was given some: those, and the default one.
 *
 * Errors: `Error` with one line for more than 10.
 */
export function adminsOf(given: readonly string[]): readonly string[] {
	const admins = [...new Set([...given, DEFAULT_ADMIN])];
	if (admins.length <= MAX_ADMINS) return admins;
	throw new Error(
		`admins: ${admins.length} with "${DEFAULT_ADMIN}", which is always one; an app has at most ${MAX_ADMINS}`,
	);
}
