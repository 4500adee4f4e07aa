import { isJsonObject, type JsonObject, requireObject } from "./json";

/**
 * A fault: the calls that it matches, and its effect on them. Plain data, so that a rule can be sent to a running
 * emulator, kept in a file and replayed.
 *
 * @example
 * ```ts
 * const rule: FaultRule = { when: { command: "portrait_set" }, times: 1, effect: { do: "answer", code: 60008 } };
 * ```
 */
export interface FaultRule {
	/**
	 * The calls that it matches; every given condition must hold.
	 *
	 * @defaultValue every call
	 */
	readonly when?: FaultCondition;
	/**
	 * How many times the rule takes effect.
	 *
	 * @defaultValue no limit
	 */
	readonly times?: number;
	/** The effect on each matching call. */
	readonly effect: FaultEffect;
}

/**
 * The calls that a {@link FaultRule} matches.
 *
 * `nth`, `every` and `probability` count only calls that match the other conditions and have a valid URL, UserSig and
 * body.
 */
export interface FaultCondition {
	/** A command such as `portrait_set`, or several. */
	readonly command?: string | readonly string[];
	/** An account that the call names, alone or among others. */
	readonly account?: string;
	/** A tag that the call reads or writes. */
	readonly tag?: string;
	/** Only the nth such call, starting with 1. */
	readonly nth?: number;
	/** Every kth such call: the kth, the 2kth and so on. */
	readonly every?: number;
	/** The probability of a match, from 0 to 1, drawn from the emulator's seed. */
	readonly probability?: number;
}

/** The effect of a fault; `do` is the discriminant. */
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

/** The whole call is answered with an error code. */
export interface AnswerFault {
	readonly do: "answer";
	/** For example 60007 (too many calls), 60008 (time-out), 40006, 70169, 91000. */
	readonly code: number;
	/**
	 * The text of `ErrorInfo`.
	 *
	 * @defaultValue the text known for the code
	 */
	readonly info?: string;
	/**
	 * Whether the call takes effect first, as a call that times out behind the gateway may.
	 *
	 * @defaultValue `false`
	 */
	readonly stored?: boolean;
}

/**
 * One account of the call is answered with an error code, the others as usual. A command whose answer has no list of
 * results fails as a whole.
 */
export interface AnswerAccountFault {
	readonly do: "answer-account";
	readonly code: number;
	/**
	 * The text of `ResultInfo` or `ErrorInfo`.
	 *
	 * @defaultValue the text known for the code
	 */
	readonly info?: string;
	/**
	 * The account.
	 *
	 * @defaultValue the account of the rule's condition, otherwise the first account of the call
	 */
	readonly account?: string;
}

/** The call takes effect on arrival and is answered late. */
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
 * The body of the answer is broken: an HTML page, the first half of the JSON, the first half followed by a closed
 * connection, or empty.
 */
export interface BodyFault {
	readonly do: "body";
	readonly body: "html" | "half" | "cut" | "empty";
	/**
	 * The HTTP status, for example 502.
	 *
	 * @defaultValue `200`
	 */
	readonly status?: number;
	/**
	 * Whether the call takes effect.
	 *
	 * @defaultValue `true` for `"half"` and `"cut"`, otherwise `false`
	 */
	readonly stored?: boolean;
}

/** The call is answered OK, but stores nothing, or not all tags. */
export interface LoseFault {
	readonly do: "lose";
	/**
	 * The tags that are not stored.
	 *
	 * @defaultValue all tags, and with them an import, a robot, a deletion or a kick
	 */
	readonly tags?: readonly string[];
}

/** Values written to the given tags are refused, each with its code, for example 80001 or 40008. */
export interface RefuseValueFault {
	readonly do: "refuse-value";
	readonly tags: Readonly<Record<string, number>>;
}

/** The call reads the data as it was a number of calls or milliseconds ago. */
export interface StaleFault {
	readonly do: "stale";
	readonly calls?: number;
	readonly ms?: number;
}

/** The call is answered with 70001, and UserSigs signed before the current second are refused from then on. */
export interface ExpireUserSigsFault {
	readonly do: "expire-user-sigs";
}

/**
 * Checks a fault that a seed file or a control route gives.
 *
 * @throws Error with one line: the path of the setting, and what is wrong.
 */
export function parseFaultRule(value: unknown): FaultRule {
	const rule = requireObject("fault", value);
	checkKeys("fault", rule, { when: () => undefined, times: positiveInteger, effect: () => undefined });
	if (rule.when !== undefined) checkKeys("fault.when", requireObject("fault.when", rule.when), conditionChecks);
	checkEffect(requireObject("fault.effect", rule.effect));
	return rule as unknown as FaultRule;
}

/** Returns what is wrong with a value, if anything. */
type Check = (value: unknown) => string | undefined;

const nonNegativeInteger: Check = (value) =>
	Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : "must be a non-negative integer";
const positiveInteger: Check = (value) =>
	Number.isSafeInteger(value) && Number(value) > 0 ? undefined : "must be a positive integer";
const probabilityValue: Check = (value) =>
	typeof value === "number" && value >= 0 && value <= 1 ? undefined : "must be a number from 0 to 1";
const stringValue: Check = (value) => (typeof value === "string" ? undefined : "must be a string");
const booleanValue: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const stringList: Check = (value) =>
	Array.isArray(value) && value.every((item) => typeof item === "string") ? undefined : "must be a list of strings";
const stringOrList: Check = (value) => (Array.isArray(value) ? stringList(value) : stringValue(value));
const codesByTag: Check = (value) =>
	isJsonObject(value) && Object.values(value).every((code) => nonNegativeInteger(code) === undefined)
		? undefined
		: "must be an object of codes by tag";
const oneOf =
	(...choices: readonly string[]): Check =>
	(value) =>
		typeof value === "string" && choices.includes(value) ? undefined : `must be one of ${choices.join(", ")}`;

const conditionChecks: Readonly<Record<string, Check>> = {
	command: stringOrList,
	account: stringValue,
	tag: stringValue,
	nth: positiveInteger,
	every: positiveInteger,
	probability: probabilityValue,
};

interface EffectChecks {
	readonly required: readonly string[];
	readonly keys: Readonly<Record<string, Check>>;
}

const effectChecks: Readonly<Record<FaultEffect["do"], EffectChecks>> = {
	answer: { required: ["code"], keys: { code: positiveInteger, info: stringValue, stored: booleanValue } },
	"answer-account": { required: ["code"], keys: { code: positiveInteger, info: stringValue, account: stringValue } },
	delay: { required: ["ms"], keys: { ms: nonNegativeInteger } },
	drop: { required: ["effect"], keys: { effect: oneOf("before", "after") } },
	body: {
		required: ["body"],
		keys: { body: oneOf("html", "half", "cut", "empty"), status: positiveInteger, stored: booleanValue },
	},
	lose: { required: [], keys: { tags: stringList } },
	"refuse-value": { required: ["tags"], keys: { tags: codesByTag } },
	stale: { required: [], keys: { calls: positiveInteger, ms: positiveInteger } },
	"expire-user-sigs": { required: [], keys: {} },
};

function checkEffect({ do: kind, ...effect }: JsonObject): void {
	const problem = oneOf(...Object.keys(effectChecks))(kind);
	if (problem !== undefined) throw new Error(`fault.effect.do: ${problem}`);
	const { required, keys } = effectChecks[kind as FaultEffect["do"]];
	checkKeys("fault.effect", effect, keys);
	const missing = required.find((name) => effect[name] === undefined);
	if (missing !== undefined) throw new Error(`fault.effect.${missing}: missing`);
}

function checkKeys(where: string, object: JsonObject, checks: Readonly<Record<string, Check>>): void {
	const known = Object.keys(checks);
	const expected = known.length === 0 ? "no other key" : `one of ${known.join(", ")}`;
	for (const [name, value] of Object.entries(object)) {
		const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
		const problem = check === undefined ? `unknown key; expected ${expected}` : check(value);
		if (problem !== undefined) throw new Error(`${where}.${name}: ${problem}`);
	}
}
