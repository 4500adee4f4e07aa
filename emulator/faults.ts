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
