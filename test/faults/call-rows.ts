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

/* Rows of every matrix: faults of the connection and codes of any command. */

/** A short time-out of one attempt. */
const TIMEOUT_MS = 100;
/** The most calls that time out only because the machine is busy. */
const MAX_SPURIOUS_TIMEOUTS = 2;

/** The places of the faults in a matrix. */
export interface FaultPlaces {
	/** The places of reads. */
	readonly reads: readonly FaultPlace[];
	/** Further reads after a write whose answer is lost. */
	readonly verifyReads: number;
	/** Further reads after a refused write. @defaultValue 0 */
	readonly refusedReads?: number;
}

/** Returns the rows of connection faults. */
export function connectionRows({ reads, verifyReads }: FaultPlaces): readonly Row[] {
	const writes: readonly FaultPlace[] = ["write"];
	const unanswered = (effect: Effect, endings: RowResults) => [
		...createEqualRows(effect, reads, endings),
		...createEqualRows({ extraCalls: verifyReads, ...effect }, writes, endings),
	];
	/** The write takes effect although its answer is invalid; a read shows that. */
	const stored = (effect: Effect, endings: RowResults) => [
		...createEqualRows(effect, reads, endings),
		...createEqualRows({ extraCalls: verifyReads, ...effect }, writes, harmless),
	];
	const gateway = { do: "body", body: "html", status: 502 } as const;
	return [
		...unanswered({ fault: "drops the call", effect: { do: "drop", effect: "before" }, extraCallsOnce: 0 }, temporary),
		...createEqualRows(
			{ fault: "drops the answer", effect: { do: "drop", effect: "after" }, extraCalls: verifyReads },
			writes,
			harmless,
		),
		...unanswered({ fault: "is replaced by a 502", effect: gateway, extraCallsOnce: 0 }, temporary),
		...createEqualRows(
			{ fault: "stores behind a 502", effect: { ...gateway, stored: true }, extraCalls: verifyReads },
			writes,
			harmless,
		),
		...stored({ fault: "answers half", effect: { do: "body", body: "half" } }, permanent),
		...stored({ fault: "cuts its answer", effect: { do: "body", body: "cut" } }, temporary),
		...unanswered({ fault: "answers nothing", effect: { do: "body", body: "empty" } }, permanent),
		...unanswered({ fault: "answers a page", effect: { do: "body", body: "html" } }, permanent),
		...createEqualRows({ fault: "restarts", effect: { do: "restart" } }, [...reads, ...writes], temporary),
	];
}

/** Returns the rows of slow answers. After a time-out, a read shows that the write took effect. */
export function delayRows({ reads, verifyReads }: FaultPlaces): readonly Row[] {
	const late: Effect = { fault: "answers a little late", effect: { do: "delay", ms: 5 }, timeoutMs: TIMEOUT_MS * 10 };
	const tooLate: Effect = {
		fault: "answers too late",
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

/** Returns the rows of codes that any command can return, and of expired UserSigs. */
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
		fault: "answers 60008, stores",
		effect: { do: "answer", code: 60008, stored: true },
		extraCalls: refusedReads,
	};
	return [
		...[60008, 91000, 60007, 60011, 60018].flatMap((code) => refusals(code, temporary)),
		...[60010, 70009, 60028].flatMap((code) => refusals(code, permanent)),
		...[70001, 70052].flatMap((code) => renewals(answerCode(code))),
		...renewals({ fault: "ends every UserSig", effect: { do: "expire-user-sigs" } }),
		...createEqualRows(storedTimeout, ["write"], harmless),
	];
}

/** The results of a fault at every second call, which operations with one call do not have. */
export const everySecondCall: RowResults = {
	once: { else: "survives", read: "unmet", diff: "unmet", delete: "unmet", refresh: "unmet" },
	always: { else: "survives", read: "unmet", diff: "unmet", delete: "unmet", refresh: "unmet" },
};

const recurringEffects: readonly Effect[] = [
	{ fault: "answers 91000 each 2nd", effect: { do: "answer", code: 91000 } },
	{ fault: "drops each 2nd call", effect: { do: "drop", effect: "before" } },
	{ fault: "drops each 2nd answer", effect: { do: "drop", effect: "after" } },
	{ fault: "cuts each 2nd answer", effect: { do: "body", body: "cut" } },
	{ fault: "ends each 2nd UserSig", effect: { do: "expire-user-sigs" } },
];

/** Faults at every second call. */
export const recurringRows: readonly Row[] = recurringEffects.flatMap((each) =>
	createRows({ ...each, when: { every: 2 } }, { call: everySecondCall }),
);

const randomEffects: readonly Effect[] = [
	{ fault: "answers 91000 by chance", effect: { do: "answer", code: 91000 } },
	{ fault: "drops calls by chance", effect: { do: "drop", effect: "before" } },
	{ fault: "is a 502 by chance", effect: { do: "body", body: "html", status: 502 } },
];

/** Returns the rows of faults at a random two of three calls. */
export const randomRows = ({ verifyReads }: FaultPlaces): readonly Row[] =>
	randomEffects.flatMap((each) =>
		createRows(
			{ ...each, when: { probability: 2 / 3 }, extraCalls: verifyReads, extraCallsOnce: 0 },
			{ call: temporary },
		),
	);
