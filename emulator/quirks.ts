import { AllowType } from "../provider/model/fields";
import { requireObject } from "./json";

/**
 * Switches for behaviour that the service's documents leave open or describe inconsistently. `docs/emulator.md` gives
 * the reason for each default.
 *
 * A quirk can be changed while the emulator runs; `reset()` restores the initial quirks.
 */
export interface Quirks {
	/**
	 * The `To_Account` that `portrait_get` returns for a missing account: the placeholder `@TLS#NOT_FOUND`, or the
	 * requested UserID.
	 *
	 * @defaultValue `"placeholder"`
	 */
	missingAccount: "placeholder" | "asked-id";
	/**
	 * The entry in `Fail_Account` for a missing account: the requested UserID, or the placeholder `@TLS#NOT_FOUND`.
	 *
	 * @defaultValue `"asked-id"`
	 */
	failAccount: "asked-id" | "placeholder";
	/**
	 * The response of `portrait_get` if every requested account is missing: an item for each account, or 40003 for the
	 * whole call.
	 *
	 * @defaultValue `"per-account"`
	 */
	allMissing: "per-account" | "whole-call";
	/**
	 * The form of a tag that was never set in the response of `portrait_get`: the tag is omitted, or has the zero value
	 * of its type.
	 *
	 * @defaultValue `"omitted"`
	 */
	unsetTags: "omitted" | "zero";
	/**
	 * The result of `portrait_get` for a tag whose stored value is `""` or `0`: as if the tag was never set, or the
	 * stored value.
	 *
	 * @defaultValue `"unset"`
	 */
	zeroValues: "unset" | "kept";
	/**
	 * The form of an account without values in the response of `portrait_get`: `ProfileItem` is an empty list, or is
	 * absent.
	 *
	 * @defaultValue `"empty-list"`
	 */
	emptyProfile: "empty-list" | "no-key";
	/**
	 * The order of accounts and tags in a response: the order of the request, or a random order.
	 *
	 * @defaultValue `"request"`
	 */
	order: "request" | "shuffled";
	/**
	 * The form of numeric values in responses: JSON numbers, or strings of digits.
	 *
	 * @defaultValue `"number"`
	 */
	numbers: "number" | "digits";
	/**
	 * The result of writing a numeric value as a string of digits: the value is refused with 40610, or accepted.
	 *
	 * @defaultValue `"refused"`
	 */
	numericStrings: "refused" | "accepted";
	/**
	 * The result of a `portrait_set` that contains the same tag twice: the last value is stored, or the call is refused
	 * with 40001.
	 *
	 * @defaultValue `"last-wins"`
	 */
	duplicateTags: "last-wins" | "refused";
	/**
	 * The effect of a `portrait_set` that contains an invalid item: nothing is written, or the items before the invalid
	 * item are written.
	 *
	 * @defaultValue `"nothing"`
	 */
	invalidItem: "nothing" | "items-before";
	/**
	 * The error code for a value that contains a sensitive word.
	 *
	 * @defaultValue `80001`
	 */
	sensitiveWordCode: 80001 | 40005;
	/**
	 * Sensitive words. A text value that contains one of them is refused.
	 *
	 * @defaultValue `[]`
	 */
	sensitiveWords: readonly string[];
	/**
	 * The value of `Tag_Profile_IM_AllowType` for an account on which this tag was never set. Responses contain this
	 * value only if the quirk `unsetTags` is `"zero"`.
	 *
	 * @defaultValue `"AllowType_Type_AllowAny"`
	 */
	allowTypeDefault: string;
	/**
	 * The effect of `account_import` on the nick and the avatar of an existing account: the stored values are
	 * overwritten, or kept.
	 *
	 * @defaultValue `"overwrite"`
	 */
	repeatImport: "overwrite" | "ignored";
	/**
	 * The result of the command `account_delete`: allowed, or refused with 71000.
	 *
	 * @defaultValue `"refused"`; `"allowed"` for a trial app
	 */
	deletion: "allowed" | "refused";
	/**
	 * The result of `account_import` for an account that was deleted less than 90 days ago: allowed, or refused with
	 * 70399.
	 *
	 * @defaultValue `"refused"`; `"allowed"` for a trial app
	 */
	reimport: "allowed" | "refused";
	/**
	 * The effect of `create_robot` on the nick, the avatar and the signature of an existing robot: the stored values are
	 * overwritten, or kept.
	 *
	 * @defaultValue `"overwrite"`
	 */
	repeatRobot: "overwrite" | "ignored";
	/**
	 * The profile of a robot that is created again after its deletion: only the values of the call, or also the values
	 * that the robot had before its deletion.
	 *
	 * @defaultValue `"anew"`
	 */
	recreatedRobot: "anew" | "as-before";
	/**
	 * The result of `delete_robot` for a robot that does not exist: accepted, or refused with 10004.
	 *
	 * @defaultValue `"accepted"`
	 */
	missingRobot: "accepted" | "refused";
	/**
	 * The error code for a UserSig that was signed before its account was kicked.
	 *
	 * @defaultValue `70001`
	 */
	kickedUserSigCode: 70001 | 70052;
}

/** The default quirks of an emulator. */
export const defaultQuirks: Readonly<Quirks> = {
	missingAccount: "placeholder",
	failAccount: "asked-id",
	allMissing: "per-account",
	unsetTags: "omitted",
	zeroValues: "unset",
	emptyProfile: "empty-list",
	order: "request",
	numbers: "number",
	numericStrings: "refused",
	duplicateTags: "last-wins",
	invalidItem: "nothing",
	sensitiveWordCode: 80001,
	sensitiveWords: [],
	allowTypeDefault: AllowType.AllowAny,
	repeatImport: "overwrite",
	deletion: "refused",
	reimport: "refused",
	repeatRobot: "overwrite",
	recreatedRobot: "anew",
	missingRobot: "accepted",
	kickedUserSigCode: 70001,
};

/** The quirks of a trial app that differ from the defaults. Source: account_delete, https://trtc.io/document/34955 */
export const trialQuirks: Partial<Readonly<Quirks>> = { deletion: "allowed", reimport: "allowed" };

/** The allowed values of each quirk except `sensitiveWords`. */
const choices: Readonly<Record<Exclude<keyof Quirks, "sensitiveWords">, readonly unknown[]>> = {
	missingAccount: ["placeholder", "asked-id"],
	failAccount: ["asked-id", "placeholder"],
	allMissing: ["per-account", "whole-call"],
	unsetTags: ["omitted", "zero"],
	zeroValues: ["unset", "kept"],
	emptyProfile: ["empty-list", "no-key"],
	order: ["request", "shuffled"],
	numbers: ["number", "digits"],
	numericStrings: ["refused", "accepted"],
	duplicateTags: ["last-wins", "refused"],
	invalidItem: ["nothing", "items-before"],
	sensitiveWordCode: [80001, 40005],
	allowTypeDefault: Object.values(AllowType),
	repeatImport: ["overwrite", "ignored"],
	deletion: ["allowed", "refused"],
	reimport: ["allowed", "refused"],
	repeatRobot: ["overwrite", "ignored"],
	recreatedRobot: ["anew", "as-before"],
	missingRobot: ["accepted", "refused"],
	kickedUserSigCode: [70001, 70052],
};

/**
 * Validates quirks from a seed file or a control request.
 *
 * @throws Error with a one-line message: the invalid quirk and its allowed values.
 */
export function parseQuirks(value: unknown): Partial<Quirks> {
	for (const [name, choice] of Object.entries(requireObject("quirks", value))) {
		const problem = findProblem(name, choice);
		if (problem !== undefined) throw new Error(`quirks.${name}: ${problem}`);
	}
	return value as Partial<Quirks>;
}

function findProblem(name: string, choice: unknown): string | undefined {
	const names = Object.keys(defaultQuirks);
	if (!names.includes(name)) return `unknown quirk; expected one of ${names.join(", ")}`;
	if (name === "sensitiveWords") return isWordList(choice) ? undefined : "must be a list of non-empty strings";
	const allowed = choices[name as keyof typeof choices];
	return allowed.includes(choice) ? undefined : `must be one of ${allowed.join(", ")}`;
}

function isWordList(value: unknown): boolean {
	return Array.isArray(value) && value.every((word) => typeof word === "string" && word !== "");
}
