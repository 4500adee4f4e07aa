import { again, answers, connections, delays, type Places, random, recurring } from "./call-rows";
import type { Place } from "./operations";
import { answer, at, type Endings, final, harmless, passing, type Row, same } from "./rows";

const NICK = "Tag_Profile_IM_Nick";
const TEAM = "Tag_Profile_Custom_Team";
/** Calls that a refused batch asks for: its tags, each by itself. */
export const TAGS = 4;
/** Further looks at a write that is not to be seen. */
export const VERIFY_DELAYS_MS = 3;

const places: Places = { reads: ["read", "verify"], looks: VERIFY_DELAYS_MS };
const everywhere: readonly Place[] = ["read", "write", "verify"];

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

const ownAnswers: readonly Row[] = [
	...same(answer(40006), everywhere, passing),
	...same({ fault: "answers 40006 for her", effect: { do: "answer-account", code: 40006 } }, everywhere, passing),
	...at({ fault: "answers 40003 for her", effect: { do: "answer-account", code: 40003 }, extraCalls: 1 }, missing),
];

const stores: readonly Row[] = [
	...at({ fault: "stores nothing", effect: { do: "lose" }, extraCalls: VERIFY_DELAYS_MS }, { write: final }),
	...at(
		{ fault: "stores some tags", effect: { do: "lose", tags: [TEAM] }, extraCalls: VERIFY_DELAYS_MS },
		{ write: final },
	),
	...[40005, 80001, 40008].flatMap((code) =>
		at(
			{ fault: `refuses nick, ${code}`, effect: { do: "refuse-value", tags: { [NICK]: code } }, extraCalls: TAGS },
			{ write: passing },
		),
	),
];

const lags: readonly Row[] = [
	...at(
		{ fault: "is one call behind", effect: { do: "stale", calls: 1 }, extraCalls: VERIFY_DELAYS_MS },
		{ read: oldReads.soon },
	),
	...at(
		{ fault: "is 20 calls behind", effect: { do: "stale", calls: 20 }, extraCalls: VERIFY_DELAYS_MS },
		{ read: oldReads.calls },
	),
	...at(
		{ fault: "is a minute behind", effect: { do: "stale", ms: 60_000 }, extraCalls: VERIFY_DELAYS_MS },
		{ read: oldReads.calls },
	),
	...at(
		{ fault: "is one call behind", effect: { do: "stale", calls: 1 }, extraCalls: VERIFY_DELAYS_MS },
		{ verify: harmless },
	),
	...at(
		{ fault: "is a minute behind", effect: { do: "stale", ms: 60_000 }, extraCalls: VERIFY_DELAYS_MS },
		{ verify: passing },
	),
];

const behind: readonly Row[] = at(
	{ fault: "is behind each 3rd time", effect: { do: "stale", calls: 20 }, when: { every: 3 } },
	{ call: again },
);

/** The rows of a profile: every fault, at every place where it can do something. */
export const profileRows: readonly Row[] = [
	...[...stores, ...connections(places), ...answers(places), ...ownAnswers, ...lags, ...delays(places)],
	...[...recurring, ...behind, ...random(places)],
];
