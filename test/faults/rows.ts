import type { FaultCondition, FaultEffect } from "../../emulator/faults";
import type { OperationName, Place } from "./operations";

/**
 * How a cell ends. `survives`: done, and state or answer is the truth. `fails`: an error says why, and the next `up`
 * finishes. `late`: the service answered with something old or false, so the answer is that, and the next `up` mends it.
 * `unmet`: the fault meets no call of the operation.
 */
export type Ending = "fails" | "late" | "survives" | "unmet";

/** How often the fault of a cell happens. */
export type Mode = "always" | "once";

/** An ending, or the endings of the operations that differ. */
export type Expected = Ending | (Readonly<Partial<Record<OperationName, Ending>>> & { readonly else: Ending });

/** One row of the matrix: what goes wrong, where, and how each operation ends. */
export interface Row {
	/** What the service does, as in "the service answers 40006". */
	readonly fault: string;
	readonly place: Place;
	readonly effect: FaultEffect | { readonly do: "restart" };
	/** Which of the calls at the place it meets. What is left to chance ends as `once` where it strikes seldom. @default all */
	readonly when?: Pick<FaultCondition, "every" | "probability">;
	/** When it happens once. */
	readonly once: Expected;
	/** When it does not stop. */
	readonly always: Expected;
	/** Calls that the answer itself asks for, beside those made again: tags tried apart, UserSigs renewed, further looks. */
	readonly extraCalls?: number;
	/** @default extraCalls */
	readonly extraCallsOnce?: number;
	readonly timeoutMs?: number;
}

const NICK = "Tag_Profile_IM_Nick";
const TEAM = "Tag_Profile_Custom_Team";
const TIMEOUT_MS = 100;
/** Calls that a refused batch asks for: its tags, each by itself. */
export const TAGS = 4;
/** Further looks at a write that is not to be seen. */
export const LOOKS = 3;
/** Calls that a busy machine may let run into so short a timeout. */
const BUSY = 2;

type Endings = Pick<Row, "always" | "once">;
type Effect = Omit<Row, "place" | keyof Endings>;

const everywhere: readonly Place[] = ["read", "write", "verify"];

/** Faults that time cures. */
const passing: Endings = { once: "survives", always: "fails" };
const final: Endings = { once: "fails", always: "fails" };
const harmless: Endings = { once: "survives", always: "survives" };

const answer = (code: number, extraCalls = 0): Effect => ({
	fault: `answers ${code}`,
	effect: { do: "answer", code },
	extraCalls,
	extraCallsOnce: 0,
});

const at = (effect: Effect, places: Readonly<Partial<Record<Place, Endings>>>): readonly Row[] =>
	Object.entries(places).map(([place, endings]) => ({
		...effect,
		...endings,
		place: place as Place,
	}));

const same = (effect: Effect, endings: Endings) =>
	at(effect, Object.fromEntries(everywhere.map((place) => [place, endings])));

/** The same everywhere, but that a write without an answer is looked for until the waits of a read-back are used up. */
const unanswered = (effect: Effect, endings: Endings) => [
	...at(effect, { read: endings, verify: endings }),
	...at({ extraCalls: LOOKS, ...effect }, { write: endings }),
];

/** What a read that calls the account missing leads to: a refresh drops the profile, and the next `up` makes it again. */
const missing: Readonly<Partial<Record<Place, Endings>>> = {
	read: {
		once: { else: "fails", diff: "late", refresh: "late", up: "survives" },
		always: { else: "fails", diff: "late", refresh: "late" },
	},
	write: final,
	verify: final,
};

const oldReads: Readonly<Record<"calls" | "soon", Endings>> = {
	/** One call behind: the change by hand is not seen yet. */
	soon: {
		once: { else: "survives", read: "late", diff: "late", refresh: "late" },
		always: { else: "survives", read: "late", diff: "late", refresh: "late" },
	},
	/** So far behind that neither the last `up` nor this one is seen. */
	calls: {
		once: { else: "survives", read: "late", diff: "late", refresh: "late" },
		always: { else: "fails", read: "late", diff: "late", refresh: "late" },
	},
};

const answers: readonly Row[] = [
	...[40006, 60008, 91000, 60007, 60011, 60018].flatMap((code) => same(answer(code), passing)),
	...[60010, 70009, 60028].flatMap((code) => same(answer(code), final)),
	...[70001, 70052].flatMap((code) => same(answer(code, 1), passing)),
	...same(
		{ fault: "ends every UserSig", effect: { do: "expire-user-sigs" }, extraCalls: 1, extraCallsOnce: 0 },
		passing,
	),
	...at({ fault: "answers 60008, stores", effect: { do: "answer", code: 60008, stored: true } }, { write: harmless }),
	...same({ fault: "answers 40006 for her", effect: { do: "answer-account", code: 40006 } }, passing),
	...at({ fault: "answers 40003 for her", effect: { do: "answer-account", code: 40003 }, extraCalls: 1 }, missing),
];

const delays: readonly Row[] = [
	...same({ fault: "answers a little late", effect: { do: "delay", ms: 5 }, timeoutMs: TIMEOUT_MS * 10 }, harmless),
	...at(
		{ fault: "answers too late", effect: { do: "delay", ms: TIMEOUT_MS * 2 }, timeoutMs: TIMEOUT_MS, extraCalls: BUSY },
		{ read: passing, write: harmless, verify: passing },
	),
];

const connections: readonly Row[] = [
	...unanswered({ fault: "drops the call", effect: { do: "drop", effect: "before" }, extraCallsOnce: 0 }, passing),
	...at({ fault: "drops the answer", effect: { do: "drop", effect: "after" } }, { write: harmless }),
	...unanswered(
		{ fault: "is replaced by a 502", effect: { do: "body", body: "html", status: 502 }, extraCallsOnce: 0 },
		passing,
	),
	...at(
		{ fault: "stores behind a 502", effect: { do: "body", body: "html", status: 502, stored: true } },
		{ write: harmless },
	),
	...at(
		{ fault: "answers half", effect: { do: "body", body: "half" } },
		{ read: final, write: harmless, verify: final },
	),
	...at(
		{ fault: "cuts its answer", effect: { do: "body", body: "cut" } },
		{ read: passing, write: harmless, verify: passing },
	),
	...unanswered({ fault: "answers nothing", effect: { do: "body", body: "empty" } }, final),
	...unanswered({ fault: "answers a page", effect: { do: "body", body: "html" } }, final),
	...same({ fault: "restarts", effect: { do: "restart" } }, passing),
];

const stores: readonly Row[] = [
	...at({ fault: "stores nothing", effect: { do: "lose" }, extraCalls: LOOKS }, { write: final }),
	...at({ fault: "stores some tags", effect: { do: "lose", tags: [TEAM] }, extraCalls: LOOKS }, { write: final }),
	...[40005, 80001, 40008].flatMap((code) =>
		at(
			{ fault: `refuses nick, ${code}`, effect: { do: "refuse-value", tags: { [NICK]: code } }, extraCalls: TAGS },
			{ write: passing },
		),
	),
];

const lags: readonly Row[] = [
	...at({ fault: "is one call behind", effect: { do: "stale", calls: 1 }, extraCalls: LOOKS }, { read: oldReads.soon }),
	...at(
		{ fault: "is 20 calls behind", effect: { do: "stale", calls: 20 }, extraCalls: LOOKS },
		{ read: oldReads.calls },
	),
	...at(
		{ fault: "is a minute behind", effect: { do: "stale", ms: 60_000 }, extraCalls: LOOKS },
		{ read: oldReads.calls },
	),
	...at({ fault: "is one call behind", effect: { do: "stale", calls: 1 }, extraCalls: LOOKS }, { verify: harmless }),
	...at({ fault: "is a minute behind", effect: { do: "stale", ms: 60_000 }, extraCalls: LOOKS }, { verify: passing }),
];

/** Operations of one call have no second one. */
const again: Endings = {
	once: { else: "survives", read: "unmet", diff: "unmet", refresh: "unmet" },
	always: { else: "survives", read: "unmet", diff: "unmet", refresh: "unmet" },
};

const secondCalls: readonly Effect[] = [
	{ fault: "answers 91000 each 2nd", effect: { do: "answer", code: 91000 } },
	{ fault: "drops each 2nd call", effect: { do: "drop", effect: "before" } },
	{ fault: "drops each 2nd answer", effect: { do: "drop", effect: "after" } },
	{ fault: "cuts each 2nd answer", effect: { do: "body", body: "cut" } },
	{ fault: "ends each 2nd UserSig", effect: { do: "expire-user-sigs" } },
];

const recurring: readonly Row[] = [
	...secondCalls.flatMap((each) => at({ ...each, when: { every: 2 } }, { call: again })),
	...at({ fault: "is behind each 3rd time", effect: { do: "stale", calls: 20 }, when: { every: 3 } }, { call: again }),
];

const chances: readonly Effect[] = [
	{ fault: "answers 91000 by chance", effect: { do: "answer", code: 91000 } },
	{ fault: "drops calls by chance", effect: { do: "drop", effect: "before" } },
	{ fault: "is a 502 by chance", effect: { do: "body", body: "html", status: 502 } },
];

/** Two calls in three, drawn from the seed. */
const random: readonly Row[] = chances.flatMap((each) =>
	at({ ...each, when: { probability: 2 / 3 }, extraCalls: LOOKS, extraCallsOnce: 0 }, { call: passing }),
);

/** The matrix: every fault, at every place where it can do something. */
export const rows: readonly Row[] = [
	...[...stores, ...connections, ...answers, ...lags, ...delays],
	...[...recurring, ...random],
];

/** How an operation should end. */
export function endingOf(expected: Expected, operation: OperationName): Ending {
	return typeof expected === "string" ? expected : (expected[operation] ?? expected.else);
}
