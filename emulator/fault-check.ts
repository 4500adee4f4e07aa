import type { FaultEffect, FaultRule } from "./faults";
import { isJsonObject, type JsonObject } from "./json";

type Check = (value: unknown) => string | undefined;
type Shape = Readonly<Record<string, Check>>;

const whole: Check = (value) =>
	Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : "must be a whole number";
const positive: Check = (value) =>
	Number.isSafeInteger(value) && Number(value) > 0 ? undefined : "must be at least 1";
const share: Check = (value) =>
	typeof value === "number" && value >= 0 && value <= 1 ? undefined : "must be from 0 to 1";
const text: Check = (value) => (typeof value === "string" ? undefined : "must be a string");
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const texts: Check = (value) => (isTexts(value) ? undefined : "must be a list of strings");
const textOrTexts: Check = (value) => (isTexts(value) ? undefined : text(value));
const codes: Check = (value) =>
	isJsonObject(value) && Object.values(value).every((code) => whole(code) === undefined)
		? undefined
		: "must be an object of codes by tag";
const oneOf =
	(...choices: readonly string[]): Check =>
	(value) =>
		typeof value === "string" && choices.includes(value) ? undefined : `must be one of ${choices.join(", ")}`;

const condition: Shape = {
	command: textOrTexts,
	account: text,
	tag: text,
	nth: positive,
	every: positive,
	probability: share,
};

const effects: Readonly<Record<FaultEffect["do"], { readonly needs: readonly string[]; readonly shape: Shape }>> = {
	answer: { needs: ["code"], shape: { code: positive, info: text, stored: flag } },
	"answer-account": { needs: ["code"], shape: { code: positive, info: text, account: text } },
	delay: { needs: ["ms"], shape: { ms: whole } },
	drop: { needs: ["effect"], shape: { effect: oneOf("before", "after") } },
	body: { needs: ["body"], shape: { body: oneOf("html", "half", "cut", "empty"), status: positive, stored: flag } },
	lose: { needs: [], shape: { tags: texts } },
	"refuse-value": { needs: ["tags"], shape: { tags: codes } },
	stale: { needs: [], shape: { calls: positive, ms: positive } },
	"expire-user-sigs": { needs: [], shape: {} },
};

/**
 * Checks a fault that comes from outside the process.
 *
 * Errors: `Error` with one line: where, and why.
 */
export function parseFaultRule(value: unknown): FaultRule {
	const rule = objectAt("fault", value);
	checkShape("fault", rule, { when: () => undefined, times: positive, effect: () => undefined });
	if (rule.when !== undefined) checkShape("fault.when", objectAt("fault.when", rule.when), condition);
	checkEffect(objectAt("fault.effect", rule.effect));
	return rule as unknown as FaultRule;
}

function checkEffect(effect: JsonObject): void {
	const { do: kind, ...rest } = effect;
	const problem = oneOf(...Object.keys(effects))(kind);
	if (problem !== undefined) throw new Error(`fault.effect.do: ${problem}`);
	const { needs, shape } = effects[kind as FaultEffect["do"]];
	checkShape("fault.effect", rest, shape);
	const missing = needs.find((name) => rest[name] === undefined);
	if (missing !== undefined) throw new Error(`fault.effect.${missing}: missing`);
}

function checkShape(where: string, object: JsonObject, shape: Shape): void {
	for (const [name, value] of Object.entries(object)) {
		const check = Object.hasOwn(shape, name) ? shape[name] : undefined;
		const known = Object.keys(shape).join(", ");
		const problem = check === undefined ? `no such setting; there are ${known}` : check(value);
		if (problem !== undefined) throw new Error(`${where}.${name}: ${problem}`);
	}
}

function objectAt(where: string, value: unknown): JsonObject {
	if (!isJsonObject(value)) throw new Error(`${where}: must be an object`);
	return value;
}

function isTexts(value: unknown): boolean {
	return Array.isArray(value) && value.every((item) => typeof item === "string");
}
