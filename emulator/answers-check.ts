import { AllowType } from "../provider/model/fields";
import { type Answers, defaultAnswers } from "./answers";
import { isJsonObject } from "./json";

const choices: Readonly<Record<Exclude<keyof Answers, "sensitiveWords">, readonly unknown[]>> = {
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
export function parseAnswers(value: unknown): Partial<Answers> {
	if (!isJsonObject(value)) throw new Error("answers: must be an object");
	for (const [name, choice] of Object.entries(value)) {
		const problem = problemOf(name, choice);
		if (problem !== undefined) throw new Error(`answers.${name}: ${problem}`);
	}
	return value as Partial<Answers>;
}

function problemOf(name: string, choice: unknown): string | undefined {
	if (!Object.hasOwn(defaultAnswers, name))
		return `no such switch; there are ${Object.keys(defaultAnswers).join(", ")}`;
	if (name === "sensitiveWords") return isWords(choice) ? undefined : "must be a list of non-empty strings";
	const allowed = choices[name as keyof typeof choices];
	return allowed.includes(choice) ? undefined : `must be one of ${allowed.join(", ")}`;
}

function isWords(value: unknown): boolean {
	return Array.isArray(value) && value.every((word) => typeof word === "string" && word !== "");
}
