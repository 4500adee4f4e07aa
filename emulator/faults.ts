import { isJsonObject, type JsonObject, requireObject } from "./json";

/**
 * A fault rule: a condition on calls, and the effect on the calls that meet the condition. A rule is plain JSON data,
 * so it can be stored in a file or sent to a running emulator.
 *
 * @example
 * ```ts
 * const rule: FaultRule = { when: { command: "portrait_set" }, times: 1, effect: { do: "answer", code: 60008 } };
 * ```
 */
export interface FaultRule {
	/**
	 * The condition that a call must meet.
	 *
	 * @defaultValue every call
	 */
	readonly when?: FaultCondition;
	/**
	 * The maximum number of calls to which the rule applies.
	 *
	 * @defaultValue no limit
	 */
	readonly times?: number;
	/** The effect on each call that meets the condition. */
	readonly effect: FaultEffect;
}

/**
 * The condition of a {@link FaultRule}. A call must match every property that is present.
 *
 * A call with an invalid URL, UserSig or body never matches. `nth`, `every` and `probability` refer only to calls that
 * match `command`, `account` and `tag`.
 */
export interface FaultCondition {
	/** A command such as `portrait_set`, or a list of commands. */
	readonly command?: string | readonly string[];
	/** The UserID of an account in the body of the call. The body can contain other accounts too. */
	readonly account?: string;
	/** A tag that the call reads or writes. The call can contain other tags too. */
	readonly tag?: string;
	/** Applies the rule only to the n-th matching call, counted from 1. */
	readonly nth?: number;
	/** Applies the rule to every n-th matching call: `3` selects the third call, the sixth call and so on. */
	readonly every?: number;
	/** The probability that the rule applies to a call, from 0 to 1. The random numbers depend on the emulator's seed. */
	readonly probability?: number;
}

/** The effect of a fault rule. `do` selects the kind of effect. */
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

/** A fault that returns an error code for the whole call. */
export interface AnswerFault {
	readonly do: "answer";
	/** The `ErrorCode` of the response, for example 60007 (too many calls), 60008 (time-out), 40006, 70169 or 91000. */
	readonly code: number;
	/**
	 * The text of `ErrorInfo`.
	 *
	 * @defaultValue the service's text for the code; if this text is not known, a text of the emulator
	 */
	readonly info?: string;
	/**
	 * Whether the call takes effect before the error is returned. On the service, this happens when a call times out
	 * behind the gateway.
	 *
	 * @defaultValue `false`
	 */
	readonly stored?: boolean;
}

/**
 * A fault that returns an error code for one account of the call. The other accounts are processed as usual. If the
 * response of the command has no list of results, the whole call fails.
 */
export interface AnswerAccountFault {
	readonly do: "answer-account";
	/** The `ResultCode` or `ErrorCode` of the account. */
	readonly code: number;
	/**
	 * The text of `ResultInfo` or `ErrorInfo`.
	 *
	 * @defaultValue the service's text for the code; if this text is not known, a text of the emulator
	 */
	readonly info?: string;
	/**
	 * The UserID of the account that fails.
	 *
	 * @defaultValue the `account` of the rule's condition, otherwise the first account of the call
	 */
	readonly account?: string;
}

/** A fault that delays the response. The call takes effect on arrival. */
export interface DelayFault {
	readonly do: "delay";
	/** The delay in milliseconds. */
	readonly ms: number;
}

/** A fault that closes the connection without a response. */
export interface DropFault {
	readonly do: "drop";
	/**
	 * The time at which the connection is closed: `before` the call takes effect, so that it stores nothing, or `after`
	 * it has taken effect.
	 */
	readonly effect: "before" | "after";
}

/**
 * A fault that breaks the body of the response: an HTML page (`html`), the first half of the JSON as a complete
 * response (`half`), the first half of the JSON and then a closed connection (`cut`), or an empty body (`empty`).
 */
export interface BodyFault {
	readonly do: "body";
	readonly body: "html" | "half" | "cut" | "empty";
	/**
	 * The HTTP status of the response, for example 502.
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

/** A fault that reports success although some or all tags of the call are not stored. */
export interface LoseFault {
	readonly do: "lose";
	/**
	 * The tags that are not stored.
	 *
	 * @defaultValue all tags; a call that creates, deletes or kicks an account or a robot then has no effect either
	 */
	readonly tags?: readonly string[];
}

/** A fault that refuses the values of the given tags. */
export interface RefuseValueFault {
	readonly do: "refuse-value";
	/** Error codes keyed by tag, for example `{ Tag_Profile_IM_Nick: 80001 }`. */
	readonly tags: Readonly<Record<string, number>>;
}

/** A fault that makes the call read old data. */
export interface StaleFault {
	readonly do: "stale";
	/** The age of the data, as a number of calls. `1` means the data before the previous call. */
	readonly calls?: number;
	/** The age of the data in milliseconds. */
	readonly ms?: number;
}

/**
 * A fault that refuses the call with 70001, and from then on refuses every UserSig that was signed before the time of
 * the call.
 */
export interface ExpireUserSigsFault {
	readonly do: "expire-user-sigs";
}

/**
 * Validates a fault rule from a seed file or a control request.
 *
 * @throws Error with a one-line message: the path of the invalid key and the problem.
 */
export function parseFaultRule(value: unknown): FaultRule {
	const rule = requireObject("fault", value);
	checkKeys("fault", rule, { when: () => undefined, times: positiveInteger, effect: () => undefined });
	if (rule.when !== undefined) checkKeys("fault.when", requireObject("fault.when", rule.when), conditionChecks);
	checkEffect(requireObject("fault.effect", rule.effect));
	return rule as unknown as FaultRule;
}

/** A function that returns the problem of a value, or `undefined` if the value is valid. */
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
		: "must be an object that maps tags to error codes";
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
	const expected = known.length === 0 ? "no key other than do" : `one of ${known.join(", ")}`;
	for (const [name, value] of Object.entries(object)) {
		const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
		const problem = check === undefined ? `unknown key; expected ${expected}` : check(value);
		if (problem !== undefined) throw new Error(`${where}.${name}: ${problem}`);
	}
}
