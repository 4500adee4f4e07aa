import type { Place } from "./operations";
import { answer, at, type Effect, type Endings, final, harmless, passing, type Row, same } from "./rows";

/* Rows that every matrix has: what goes wrong between the client and any command of the service. */

/** A time for one attempt that a test can wait for. */
const TIMEOUT_MS = 100;
/** Calls that a busy machine may let run into so short a timeout. */
const BUSY = 2;

/** Where the faults of a matrix may be put. */
export interface Places {
	/** The places of calls that change nothing. */
	readonly reads: readonly Place[];
	/** Further looks at a write whose answer is lost. */
	readonly looks: number;
	/** Further looks at a write that is refused. @default none */
	readonly refusedLooks?: number;
}

/** Faults of the connection. */
export function connections({ reads, looks }: Places): readonly Row[] {
	const writes: readonly Place[] = ["write"];
	const unanswered = (effect: Effect, endings: Endings) => [
		...same(effect, reads, endings),
		...same({ extraCalls: looks, ...effect }, writes, endings),
	];
	/** The write is stored though its answer is none, and is found to be. */
	const stored = (effect: Effect, endings: Endings) => [
		...same(effect, reads, endings),
		...same({ extraCalls: looks, ...effect }, writes, harmless),
	];
	const gateway = { do: "body", body: "html", status: 502 } as const;
	return [
		...unanswered({ fault: "drops the call", effect: { do: "drop", effect: "before" }, extraCallsOnce: 0 }, passing),
		...same(
			{ fault: "drops the answer", effect: { do: "drop", effect: "after" }, extraCalls: looks },
			writes,
			harmless,
		),
		...unanswered({ fault: "is replaced by a 502", effect: gateway, extraCallsOnce: 0 }, passing),
		...same(
			{ fault: "stores behind a 502", effect: { ...gateway, stored: true }, extraCalls: looks },
			writes,
			harmless,
		),
		...stored({ fault: "answers half", effect: { do: "body", body: "half" } }, final),
		...stored({ fault: "cuts its answer", effect: { do: "body", body: "cut" } }, passing),
		...unanswered({ fault: "answers nothing", effect: { do: "body", body: "empty" } }, final),
		...unanswered({ fault: "answers a page", effect: { do: "body", body: "html" } }, final),
		...same({ fault: "restarts", effect: { do: "restart" } }, [...reads, ...writes], passing),
	];
}

/** Answers that come late, and too late: a write is then found to be stored. */
export function delays({ reads, looks }: Places): readonly Row[] {
	const late: Effect = { fault: "answers a little late", effect: { do: "delay", ms: 5 }, timeoutMs: TIMEOUT_MS * 10 };
	const tooLate: Effect = {
		fault: "answers too late",
		effect: { do: "delay", ms: TIMEOUT_MS * 2 },
		timeoutMs: TIMEOUT_MS,
		extraCalls: BUSY + looks,
	};
	return [
		...same(late, [...reads, "write"], harmless),
		...same(tooLate, reads, passing),
		...same(tooLate, ["write"], harmless),
	];
}

/** Codes that any command may answer a call with, and UserSigs that end. */
export function answers({ reads, refusedLooks = 0 }: Places): readonly Row[] {
	const refusals = (code: number, endings: Endings) => [
		...same(answer(code), reads, endings),
		...same(answer(code, refusedLooks), ["write"], endings),
	];
	const renewals = (effect: Effect) => [
		...same({ ...effect, extraCalls: 1, extraCallsOnce: 0 }, reads, passing),
		...same({ ...effect, extraCalls: 1 + refusedLooks, extraCallsOnce: 0 }, ["write"], passing),
	];
	const storedTimeout: Effect = {
		fault: "answers 60008, stores",
		effect: { do: "answer", code: 60008, stored: true },
		extraCalls: refusedLooks,
	};
	return [
		...[60008, 91000, 60007, 60011, 60018].flatMap((code) => refusals(code, passing)),
		...[60010, 70009, 60028].flatMap((code) => refusals(code, final)),
		...[70001, 70052].flatMap((code) => renewals(answer(code))),
		...renewals({ fault: "ends every UserSig", effect: { do: "expire-user-sigs" } }),
		...same(storedTimeout, ["write"], harmless),
	];
}

/** Of each second call: operations of one call have none. */
export const again: Endings = {
	once: { else: "survives", read: "unmet", diff: "unmet", delete: "unmet", refresh: "unmet" },
	always: { else: "survives", read: "unmet", diff: "unmet", delete: "unmet", refresh: "unmet" },
};

const secondCalls: readonly Effect[] = [
	{ fault: "answers 91000 each 2nd", effect: { do: "answer", code: 91000 } },
	{ fault: "drops each 2nd call", effect: { do: "drop", effect: "before" } },
	{ fault: "drops each 2nd answer", effect: { do: "drop", effect: "after" } },
	{ fault: "cuts each 2nd answer", effect: { do: "body", body: "cut" } },
	{ fault: "ends each 2nd UserSig", effect: { do: "expire-user-sigs" } },
];

/** Faults that come back with each second call. */
export const recurring: readonly Row[] = secondCalls.flatMap((each) =>
	at({ ...each, when: { every: 2 } }, { call: again }),
);

const chances: readonly Effect[] = [
	{ fault: "answers 91000 by chance", effect: { do: "answer", code: 91000 } },
	{ fault: "drops calls by chance", effect: { do: "drop", effect: "before" } },
	{ fault: "is a 502 by chance", effect: { do: "body", body: "html", status: 502 } },
];

/** Faults of two calls in three, drawn from the seed. */
export const random = ({ looks }: Places): readonly Row[] =>
	chances.flatMap((each) =>
		at({ ...each, when: { probability: 2 / 3 }, extraCalls: looks, extraCallsOnce: 0 }, { call: passing }),
	);
