import { isJsonObject, type JsonObject } from "./json";

/**
 * A fault: which calls it meets, and what goes wrong with them. Plain data, so that it can be sent to a running
 * emulator, kept in a file and played again.
 */
export interface FaultRule {
	/** The calls it meets; every condition given must hold. @default every call */
	readonly when?: FaultCondition;
	/** How many times it acts before it is used up. @default without end */
	readonly times?: number;
	/** What goes wrong. */
	readonly effect: FaultEffect;
}

/**
 * Which calls a {@link FaultRule} meets.
 *
 * `nth`, `every` and `probability` count only calls that the other conditions let through, and only calls with a good
 * URL, UserSig and body.
 */
export interface FaultCondition {
	/** A command such as `portrait_set`, or several. */
	readonly command?: string | readonly string[];
	/** An account that the call is about, alone or among others. */
	readonly account?: string;
	/** A tag that the call reads or writes. */
	readonly tag?: string;
	/** Only the nth such call, from 1. */
	readonly nth?: number;
	/** Each kth such call: the kth, the 2kth and so on. */
	readonly every?: number;
	/** From 0 to 1, drawn from the emulator's seed. */
	readonly probability?: number;
}

/** What goes wrong; `do` tells the kinds apart. */
export type FaultEffect =
	| AnswerFault
	| AnswerAccountFault
	| DelayFault
	| DropFault
	| BodyFault
	| LoseFault
	| RefuseValueFault
	| StaleFault
	| ExpireUserSigsFault;

/** The whole call is answered with a code. */
export interface AnswerFault {
	readonly do: "answer";
	/** For example 60007 (too frequent), 60008 (time-out), 40006, 70169, 91000. */
	readonly code: number;
	/** The text of `ErrorInfo`. @default the text known for the code */
	readonly info?: string;
	/** Whether the call takes effect first, as a time-out behind the gateway may. @default false */
	readonly stored?: boolean;
}

/** One account of the call is answered with a code; the others as ever. Without a list of results, the call is. */
export interface AnswerAccountFault {
	readonly do: "answer-account";
	readonly code: number;
	/** The text of `ResultInfo` or `ErrorInfo`. @default the text known for the code */
	readonly info?: string;
	/** @default the account of the rule's condition, else the first of the call */
	readonly account?: string;
}

/** The call takes effect when it arrives, and the answer comes late. */
export interface DelayFault {
	readonly do: "delay";
	readonly ms: number;
}

/** The connection is closed without an answer, before or after the call takes effect. */
export interface DropFault {
	readonly do: "drop";
	readonly effect: "before" | "after";
}

/**
 * The answer's body is not what it should be: an HTML page, the first half of the JSON, the first half of it and then
 * a closed connection, or nothing at all.
 */
export interface BodyFault {
	readonly do: "body";
	readonly body: "html" | "half" | "cut" | "empty";
	/** The HTTP status, for example 502. @default 200 */
	readonly status?: number;
	/** Whether the call takes effect. @default true for "half" and "cut", else false */
	readonly stored?: boolean;
}

/** The call is answered OK and nothing is stored, or all but some tags. */
export interface LoseFault {
	readonly do: "lose";
	/** The tags that are lost. @default all of them, and with them an import, a robot, a deletion or a kick */
	readonly tags?: readonly string[];
}

/** Values written to some tags are refused, each with its code, for example 80001 or 40008. */
export interface RefuseValueFault {
	readonly do: "refuse-value";
	readonly tags: Readonly<Record<string, number>>;
}

/** The call reads what was there a number of calls or milliseconds ago. */
export interface StaleFault {
	readonly do: "stale";
	readonly calls?: number;
	readonly ms?: number;
}

/** The call is answered 70001, and UserSigs signed before the current second are refused from then on. */
export interface ExpireUserSigsFault {
	readonly do: "expire-user-sigs";
}

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
