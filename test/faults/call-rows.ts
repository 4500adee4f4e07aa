import type { FaultPlace } from "./operations";
import {
	answerCode,
	createEqualRows,
	createRows,
	type Effect,
	harmless,
	permanent,
	type Row,
	type RowResults,
	temporary,
} from "./rows";

/* The rows that every matrix contains: faults of the connection, and error codes that any command can return. */

/** The time-out of one attempt, in milliseconds, in rows about slow responses. It is short to keep the tests fast. */
const TIMEOUT_MS = 100;
/** The most additional calls after attempts that time out only because the machine is busy. */
const MAX_SPURIOUS_TIMEOUTS = 2;

/** The places at which a matrix applies a fault, and the numbers of reads that a failed write adds. */
export interface FaultPlaces {
	/** The fault places at which calls read. */
	readonly reads: readonly FaultPlace[];
	/** The number of further reads after a write whose response is lost. */
	readonly verifyReads: number;
	/** The number of further reads after a rejected write. @defaultValue 0 */
	readonly refusedReads?: number;
}

/** Returns the rows of connection faults, such as dropped calls and invalid responses. */
export function connectionRows({ reads, verifyReads }: FaultPlaces): readonly Row[] {
	const writes: readonly FaultPlace[] = ["write"];
	const unanswered = (effect: Effect, endings: RowResults) => [
		...createEqualRows(effect, reads, endings),
		...createEqualRows({ extraCalls: verifyReads, ...effect }, writes, endings),
	];
	/**
	 * Creates the rows of an invalid response. A write with such a response still takes effect, and a later read
	 * detects that.
	 */
	const stored = (effect: Effect, endings: RowResults) => [
		...createEqualRows(effect, reads, endings),
		...createEqualRows({ extraCalls: verifyReads, ...effect }, writes, harmless),
	];
	const gateway = { do: "body", body: "html", status: 502 } as const;
	return [
		...unanswered({ fault: "drops the call", effect: { do: "drop", effect: "before" }, extraCallsOnce: 0 }, temporary),
		...createEqualRows(
			{ fault: "drops the response", effect: { do: "drop", effect: "after" }, extraCalls: verifyReads },
			writes,
			harmless,
		),
		...unanswered({ fault: "returns a 502", effect: gateway, extraCallsOnce: 0 }, temporary),
		...createEqualRows(
			{ fault: "stores, returns a 502", effect: { ...gateway, stored: true }, extraCalls: verifyReads },
			writes,
			harmless,
		),
		...stored({ fault: "returns half the JSON", effect: { do: "body", body: "half" } }, permanent),
		...stored({ fault: "cuts off the response", effect: { do: "body", body: "cut" } }, temporary),
		...unanswered({ fault: "returns an empty body", effect: { do: "body", body: "empty" } }, permanent),
		...unanswered({ fault: "returns an HTML page", effect: { do: "body", body: "html" } }, permanent),
		...createEqualRows({ fault: "restarts", effect: { do: "restart" } }, [...reads, ...writes], temporary),
	];
}

/**
 * Returns the rows of slow responses. A write whose response is too slow still takes effect, and a later read detects
 * that.
 */
export function delayRows({ reads, verifyReads }: FaultPlaces): readonly Row[] {
	const late: Effect = { fault: "responds slightly late", effect: { do: "delay", ms: 5 }, timeoutMs: TIMEOUT_MS * 10 };
	const tooLate: Effect = {
		fault: "responds too late",
		effect: { do: "delay", ms: TIMEOUT_MS * 2 },
		timeoutMs: TIMEOUT_MS,
		extraCalls: MAX_SPURIOUS_TIMEOUTS + verifyReads,
	};
	return [
		...createEqualRows(late, [...reads, "write"], harmless),
		...createEqualRows(tooLate, reads, temporary),
		...createEqualRows(tooLate, ["write"], harmless),
	];
}

/** Returns the rows of error codes that any command can return, and of revoked UserSigs. */
export function codeRows({ reads, refusedReads = 0 }: FaultPlaces): readonly Row[] {
	const refusals = (code: number, endings: RowResults) => [
		...createEqualRows(answerCode(code), reads, endings),
		...createEqualRows(answerCode(code, refusedReads), ["write"], endings),
	];
	const renewals = (effect: Effect) => [
		...createEqualRows({ ...effect, extraCalls: 1, extraCallsOnce: 0 }, reads, temporary),
		...createEqualRows({ ...effect, extraCalls: 1 + refusedReads, extraCallsOnce: 0 }, ["write"], temporary),
	];
	const storedTimeout: Effect = {
		fault: "stores, returns 60008",
		effect: { do: "answer", code: 60008, stored: true },
		extraCalls: refusedReads,
	};
	return [
		...[60008, 91000, 60007, 60011, 60018].flatMap((code) => refusals(code, temporary)),
		...[60010, 70009, 60028].flatMap((code) => refusals(code, permanent)),
		...[70001, 70052].flatMap((code) => renewals(answerCode(code))),
		...renewals({ fault: "revokes every UserSig", effect: { do: "expire-user-sigs" } }),
		...createEqualRows(storedTimeout, ["write"], harmless),
	];
}

/** Expected results for a fault at every second call. An operation that makes only one call does not meet the fault. */
export const everySecondCall: RowResults = {
	once: { else: "survives", read: "unmet", diff: "unmet", delete: "unmet", refresh: "unmet" },
	always: { else: "survives", read: "unmet", diff: "unmet", delete: "unmet", refresh: "unmet" },
};

const recurringEffects: readonly Effect[] = [
	{ fault: "rejects each 2nd call", effect: { do: "answer", code: 91000 } },
	{ fault: "drops each 2nd call", effect: { do: "drop", effect: "before" } },
	{ fault: "drops each 2nd response", effect: { do: "drop", effect: "after" } },
	{ fault: "cuts each 2nd response", effect: { do: "body", body: "cut" } },
	{ fault: "revokes each 2nd sig", effect: { do: "expire-user-sigs" } },
];

/** The rows of faults that occur at every second call of an operation. */
export const recurringRows: readonly Row[] = recurringEffects.flatMap((each) =>
	createRows({ ...each, when: { every: 2 } }, { call: everySecondCall }),
);

const randomEffects: readonly Effect[] = [
	{ fault: "returns 91000 at random", effect: { do: "answer", code: 91000 } },
	{ fault: "drops calls at random", effect: { do: "drop", effect: "before" } },
	{ fault: "returns a 502 at random", effect: { do: "body", body: "html", status: 502 } },
];

/** Returns the rows of faults that occur at each call with a probability of two thirds. */
export const randomRows = ({ verifyReads }: FaultPlaces): readonly Row[] =>
	randomEffects.flatMap((each) =>
		createRows(
			{ ...each, when: { probability: 2 / 3 }, extraCalls: verifyReads, extraCallsOnce: 0 },
			{ call: temporary },
		),
	);
