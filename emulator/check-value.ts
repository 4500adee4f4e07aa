import { isLosslessNumber } from "lossless-json";
import type { Answers } from "./answers";
import { isRefusal, type Refusal, refuse } from "./refusal";
import type { TagRule, TagRules } from "./tag-rules";
import { type TagValue, wholeNumber } from "./values";

/** What decides whether a value may be stored. */
export interface ValueContext {
	readonly rules: TagRules;
	readonly answers: Readonly<Answers>;
}

/**
 * The value to store for a tag, or why it is refused.
 *
 * Limits: text is measured in UTF-8 bytes and stored byte for byte, neither trimmed nor normalised.
 * Errors: 40009 unknown tag; 40610 wrong type; 40601 too long; 40605 outside the tag's values or range; 80001 or
 * 40005 for a sensitive word.
 * Source: profile fields, https://trtc.io/document/33520, and error codes, https://trtc.io/document/34348
 */
export function parseTagValue(tag: string, value: unknown, { rules, answers }: ValueContext): TagValue | Refusal {
	const rule = rules.get(tag);
	if (rule === undefined) return refuse(40009, `emulator: tag ${tag} does not exist`);
	switch (rule.type) {
		case "string":
			return checkText(rule, value, answers);
		case "enum":
			return checkEnum(rule, value);
		case "uint":
			return checkUint(rule, value, answers);
	}
}

function checkText(rule: Extract<TagRule, { type: "string" }>, value: unknown, answers: Answers): TagValue | Refusal {
	if (typeof value !== "string") return refuse(40610);
	if (Buffer.byteLength(value) > rule.maxBytes) return refuse(40601);
	return hasSensitiveWord(value, answers) ? refuse(answers.sensitiveWordCode) : value;
}

function checkEnum(rule: Extract<TagRule, { type: "enum" }>, value: unknown): TagValue | Refusal {
	if (typeof value !== "string") return refuse(40610);
	return rule.values.includes(value) ? value : refuse(40605);
}

function checkUint(rule: Extract<TagRule, { type: "uint" }>, value: unknown, answers: Answers): TagValue | Refusal {
	const whole = wholeOf(value, answers);
	if (isRefusal(whole)) return whole;
	return whole < 0n || whole > rule.max ? refuse(40605) : wholeNumber(whole);
}

function wholeOf(value: unknown, answers: Answers): bigint | Refusal {
	if (isLosslessNumber(value)) return BigInt(value.value);
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : refuse(40610);
	const isDigits = typeof value === "string" && /^\d{1,20}$/.test(value);
	return isDigits && answers.numericStrings === "accepted" ? BigInt(value) : refuse(40610);
}

/** Whether a text holds one of the sensitive words. */
export function hasSensitiveWord(text: string, answers: Pick<Answers, "sensitiveWords">): boolean {
	return answers.sensitiveWords.some((word) => text.includes(word));
}
