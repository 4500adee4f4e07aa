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
	 * Tags that were never set: the response of `portrait_get` omits them, or contains the empty value of their type.
	 *
	 * @defaultValue `"omitted"`
	 */
	unsetTags: "omitted" | "zero";
	/**
	 * Values that were written as `""` or `0`: `portrait_get` treats the tag as never set, or returns the value.
	 *
	 * @defaultValue `"unset"`
	 */
	zeroValues: "unset" | "kept";
	/**
	 * The `ProfileItem` of an account for which `portrait_get` has no value: an empty list, or the key is absent.
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
	 * Numeric values in responses: JSON numbers, or strings of digits.
	 *
	 * @defaultValue `"number"`
	 */
	numbers: "number" | "digits";
	/**
	 * Numeric values that a call writes as strings of digits: refused with 40610, or accepted.
	 *
	 * @defaultValue `"refused"`
	 */
	numericStrings: "refused" | "accepted";
	/**
	 * A `portrait_set` that contains the same tag twice: stores the last value, or is refused with 40001.
	 *
	 * @defaultValue `"last-wins"`
	 */
	duplicateTags: "last-wins" | "refused";
	/**
	 * A `portrait_set` with an invalid item: writes nothing, or writes the valid items before the invalid one.
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
	 * The app's default of `Tag_Profile_IM_AllowType`, for accounts that never set it. Responses contain it only with
	 * `unsetTags: "zero"`.
	 *
	 * @defaultValue `"AllowType_Type_AllowAny"`
	 */
	allowTypeDefault: string;
	/**
	 * The import of an existing account with a nick or an avatar: overwrites the stored values, or keeps them.
	 *
	 * @defaultValue `"overwrite"`
	 */
	repeatImport: "overwrite" | "ignored";
	/**
	 * The command `account_delete`: allowed, or refused with 71000.
	 *
	 * @defaultValue `"refused"`; `"allowed"` for a trial app
	 */
	deletion: "allowed" | "refused";
	/**
	 * The import of an account that was deleted less than 90 days ago: allowed, or refused with 70399.
	 *
	 * @defaultValue `"refused"`; `"allowed"` for a trial app
	 */
	reimport: "allowed" | "refused";
	/**
	 * The creation of an existing robot with a nick, an avatar or a signature: overwrites the stored values, or keeps
	 * them.
	 *
	 * @defaultValue `"overwrite"`
	 */
	repeatRobot: "overwrite" | "ignored";
	/**
	 * The profile of a robot that is created again after its deletion: only the values of the call, or also the values
	 * from before the deletion.
	 *
	 * @defaultValue `"anew"`
	 */
	recreatedRobot: "anew" | "as-before";
	/**
	 * The deletion of a robot that does not exist: accepted, or refused with 10004.
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
