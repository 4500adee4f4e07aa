import { AllowType } from "../provider/model/fields";
import { requireObject } from "./json";

/**
 * Switches for behaviour of the service that its documents leave open or contradict, one for each question.
 * `docs/emulator.md` lists the questions and the reason for each default.
 *
 * All quirks can be changed while the emulator runs; `reset()` restores those of the start.
 */
export interface Quirks {
	/**
	 * The id in the item of `portrait_get` for a missing account: `@TLS#NOT_FOUND`, or the requested id.
	 *
	 * @defaultValue `"placeholder"`
	 */
	missingAccount: "placeholder" | "asked-id";
	/**
	 * The id in `Fail_Account` for a missing account.
	 *
	 * @defaultValue `"asked-id"`
	 */
	failAccount: "asked-id" | "placeholder";
	/**
	 * `portrait_get` when every requested account is missing: an item for each, or 40003 for the call.
	 *
	 * @defaultValue `"per-account"`
	 */
	allMissing: "per-account" | "whole-call";
	/**
	 * Tags that were never set: omitted from the answer, or present with the empty value of their type.
	 *
	 * @defaultValue `"omitted"`
	 */
	unsetTags: "omitted" | "zero";
	/**
	 * Text and numbers written as `""` or `0`: read as if never set, or as written.
	 *
	 * @defaultValue `"unset"`
	 */
	zeroValues: "unset" | "kept";
	/**
	 * `ProfileItem` of an account without any value to report: an empty list, or no such key.
	 *
	 * @defaultValue `"empty-list"`
	 */
	emptyProfile: "empty-list" | "no-key";
	/**
	 * The order of accounts and tags in an answer.
	 *
	 * @defaultValue `"request"`
	 */
	order: "request" | "shuffled";
	/**
	 * Numeric values on read: JSON numbers, or strings of digits.
	 *
	 * @defaultValue `"number"`
	 */
	numbers: "number" | "digits";
	/**
	 * Numeric values written as strings of digits: 40610, or accepted as numbers.
	 *
	 * @defaultValue `"refused"`
	 */
	numericStrings: "refused" | "accepted";
	/**
	 * The same tag twice in a `portrait_set`: the last one wins, or 40001.
	 *
	 * @defaultValue `"last-wins"`
	 */
	duplicateTags: "last-wins" | "refused";
	/**
	 * A `portrait_set` with an invalid item: writes nothing, or the valid items before it.
	 *
	 * @defaultValue `"nothing"`
	 */
	invalidItem: "nothing" | "items-before";
	/**
	 * The code for a value with a sensitive word.
	 *
	 * @defaultValue `80001`
	 */
	sensitiveWordCode: 80001 | 40005;
	/**
	 * Words that make a text value sensitive wherever they occur in it.
	 *
	 * @defaultValue `[]`
	 */
	sensitiveWords: readonly string[];
	/**
	 * The app's value of `Tag_Profile_IM_AllowType` for an account that never set it; visible with `unsetTags: "zero"`.
	 *
	 * @defaultValue `"AllowType_Type_AllowAny"`
	 */
	allowTypeDefault: string;
	/**
	 * Import of an existing account with a nick or an avatar: overwrites them, or ignores them.
	 *
	 * @defaultValue `"overwrite"`
	 */
	repeatImport: "overwrite" | "ignored";
	/**
	 * `account_delete`: allowed, or disabled for the app (71000).
	 *
	 * @defaultValue `"refused"`; `"allowed"` for a trial app
	 */
	deletion: "allowed" | "refused";
	/**
	 * Import of an account deleted less than 90 days ago: allowed, or 70399.
	 *
	 * @defaultValue `"refused"`; `"allowed"` for a trial app
	 */
	reimport: "allowed" | "refused";
	/**
	 * Creation of an existing robot with a nick, an avatar or a signature: overwrites them, or ignores them.
	 *
	 * @defaultValue `"overwrite"`
	 */
	repeatRobot: "overwrite" | "ignored";
	/**
	 * The profile of a robot that is created again after its deletion: only the values of the call, or its former values too.
	 *
	 * @defaultValue `"anew"`
	 */
	recreatedRobot: "anew" | "as-before";
	/**
	 * Deletion of a robot that does not exist: accepted, or 10004.
	 *
	 * @defaultValue `"accepted"`
	 */
	missingRobot: "accepted" | "refused";
	/**
	 * The code for a UserSig that was signed before its account was kicked.
	 *
	 * @defaultValue `70001`
	 */
	kickedUserSigCode: 70001 | 70052;
}

/** The quirks of an emulator that is started without any. */
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

/** The allowed values of each quirk. */
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
 * Checks quirks that a seed file or a control route gives.
 *
 * @throws Error with one line that names the quirk and its allowed values.
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
