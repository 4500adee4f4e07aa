import { AllowType } from "../provider/model/fields";
import { isJsonObject } from "./json";

/**
 * How the emulator answers where the documentation is silent or disagrees with itself: one switch for each
 * such question. `README.md` beside this file lists the questions and why each default was taken.
 *
 * All of them can be changed while the emulator runs, and go back to the start's values on `reset()`.
 */
export interface Quirks {
	/**
	 * What an item of `portrait_get` carries for an account that does not exist: the id `@TLS#NOT_FOUND`, or the one asked.
	 * @default "placeholder"
	 */
	missingAccount: "placeholder" | "asked-id";
	/**
	 * What `Fail_Account` lists for such an account.
	 * @default "asked-id"
	 */
	failAccount: "asked-id" | "placeholder";
	/**
	 * `portrait_get` of accounts of which none exists: an item for each, or 40003 for the call.
	 * @default "per-account"
	 */
	allMissing: "per-account" | "whole-call";
	/**
	 * Tags never set: left out of the answer, or present with the type's empty value.
	 * @default "omitted"
	 */
	unsetTags: "omitted" | "zero";
	/**
	 * Text and numbers written as `""` or `0`: read as if never set, or as written.
	 * @default "unset"
	 */
	zeroValues: "unset" | "kept";
	/**
	 * `ProfileItem` of an account with nothing to report: an empty list, or no such key.
	 * @default "empty-list"
	 */
	emptyProfile: "empty-list" | "no-key";
	/**
	 * The order of accounts and tags in an answer.
	 * @default "request"
	 */
	order: "request" | "shuffled";
	/**
	 * Numeric values on read: JSON numbers, or text made of digits.
	 * @default "number"
	 */
	numbers: "number" | "digits";
	/**
	 * Numeric values written as text made of digits: 40610, or taken as the number.
	 * @default "refused"
	 */
	numericStrings: "refused" | "accepted";
	/**
	 * One tag twice in a `portrait_set`: the last one counts, or 40001.
	 * @default "last-wins"
	 */
	duplicateTags: "last-wins" | "refused";
	/**
	 * A `portrait_set` with an invalid item: nothing is written, or the valid items before it are.
	 * @default "nothing"
	 */
	invalidItem: "nothing" | "items-before";
	/**
	 * The code for a value with a sensitive word.
	 * @default 80001
	 */
	sensitiveWordCode: 80001 | 40005;
	/**
	 * Words that make a text value sensitive, wherever they occur in it.
	 * @default []
	 */
	sensitiveWords: readonly string[];
	/**
	 * The app's value of `Tag_Profile_IM_AllowType` for an account that never set it; read under `unsetTags: "zero"`.
	 * @default "AllowType_Type_AllowAny"
	 */
	allowTypeDefault: string;
	/**
	 * Import of an existing account with a nick or an avatar: they are written, or ignored.
	 * @default "overwrite"
	 */
	repeatImport: "overwrite" | "ignored";
	/**
	 * `account_delete`: works, or is switched off for the app (71000).
	 * @default "refused"; "allowed" of a trial app
	 */
	deletion: "allowed" | "refused";
	/**
	 * Import of an account deleted less than 90 days ago: works, or 70399.
	 * @default "refused"; "allowed" of a trial app
	 */
	reimport: "allowed" | "refused";
	/**
	 * Creation of a robot that exists, with a nick, an avatar or a signature: they are written, or ignored.
	 * @default "overwrite"
	 */
	repeatRobot: "overwrite" | "ignored";
	/**
	 * The profile of a robot that is created again after its deletion: only what the call gives, or what it had too.
	 * @default "anew"
	 */
	recreatedRobot: "anew" | "as-before";
	/**
	 * Deletion of a robot that does not exist: accepted, or 10004.
	 * @default "accepted"
	 */
	missingRobot: "accepted" | "refused";
	/**
	 * The code for a UserSig that was signed before its account was kicked.
	 * @default 70001
	 */
	kickedUserSigCode: 70001 | 70052;
}

/** The switches of an emulator that was given none. */
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
	allowTypeDefault: "AllowType_Type_AllowAny",
	repeatImport: "overwrite",
	deletion: "refused",
	reimport: "refused",
	repeatRobot: "overwrite",
	recreatedRobot: "anew",
	missingRobot: "accepted",
	kickedUserSigCode: 70001,
};

/** Where the switches of a trial app start elsewhere. Source: account_delete, https://trtc.io/document/34955 */
export const trialQuirks: Partial<Readonly<Quirks>> = { deletion: "allowed", reimport: "allowed" };

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
 * Checks switches that come from outside the process.
 *
 * Errors: `Error` with one line that names the switch and what it takes.
 */
export function parseQuirks(value: unknown): Partial<Quirks> {
	if (!isJsonObject(value)) throw new Error("quirks: must be an object");
	for (const [name, choice] of Object.entries(value)) {
		const problem = problemOf(name, choice);
		if (problem !== undefined) throw new Error(`quirks.${name}: ${problem}`);
	}
	return value as Partial<Quirks>;
}

function problemOf(name: string, choice: unknown): string | undefined {
	if (!Object.hasOwn(defaultQuirks, name)) return `no such switch; there are ${Object.keys(defaultQuirks).join(", ")}`;
	if (name === "sensitiveWords") return isWords(choice) ? undefined : "must be a list of non-empty strings";
	const allowed = choices[name as keyof typeof choices];
	return allowed.includes(choice) ? undefined : `must be one of ${allowed.join(", ")}`;
}

function isWords(value: unknown): boolean {
	return Array.isArray(value) && value.every((word) => typeof word === "string" && word !== "");
}
