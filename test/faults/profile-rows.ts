import {
	codeRows,
	connectionRows,
	delayRows,
	everySecondCall,
	type FaultPlaces,
	randomRows,
	recurringRows,
} from "./call-rows";
import type { FaultPlace } from "./operations";
import {
	answerCode,
	createEqualRows,
	createRows,
	harmless,
	permanent,
	type Row,
	type RowResults,
	temporary,
} from "./rows";

const NICK = "Tag_Profile_IM_Nick";
const TEAM = "Tag_Profile_Custom_Team";
/** The number of declared tags, which the provider writes in separate calls after a rejected write. */
export const TAG_COUNT = 4;
/** The most additional reads that verify a write whose values are not visible yet. */
export const MAX_VERIFY_READS = 3;

const places: FaultPlaces = { reads: ["read", "verify"], verifyReads: MAX_VERIFY_READS };
const everywhere: readonly FaultPlace[] = ["read", "write", "verify"];

/**
 * Expected results, by place, for calls that report an existing account as missing. A refresh removes the profile from
 * the state, and the next `up` creates it again.
 */
const missing: Readonly<Partial<Record<FaultPlace, RowResults>>> = {
	read: {
		once: { else: "fails", diff: "late", refresh: "late", up: "survives" },
		always: { else: "fails", diff: "late", refresh: "late" },
	},
	write: permanent,
	verify: permanent,
};

const staleReads: Readonly<Record<"manyCalls" | "oneCall", RowResults>> = {
	/** Expected results for data that is one call old, from before the level was changed outside Pulumi. */
	oneCall: {
		once: { else: "survives", read: "late", diff: "late", refresh: "late" },
		always: { else: "survives", read: "late", diff: "late", refresh: "late" },
	},
	/** Expected results for data that is many calls old, from before the previous `up` and this one. */
	manyCalls: {
		once: { else: "survives", read: "late", diff: "late", refresh: "late" },
		always: { else: "fails", read: "late", diff: "late", refresh: "late" },
	},
};

const profileAnswers: readonly Row[] = [
	...createEqualRows(answerCode(40006), everywhere, temporary),
	...createEqualRows(
		{ fault: "rejects account (40006)", effect: { do: "answer-account", code: 40006 } },
		everywhere,
		temporary,
	),
	...createRows(
		{ fault: "rejects account (40003)", effect: { do: "answer-account", code: 40003 }, extraCalls: 1 },
		missing,
	),
];

const lossRows: readonly Row[] = [
	...createRows(
		{ fault: "stores nothing", effect: { do: "lose" }, extraCalls: MAX_VERIFY_READS },
		{ write: permanent },
	),
	...createRows(
		{ fault: "stores some tags", effect: { do: "lose", tags: [TEAM] }, extraCalls: MAX_VERIFY_READS },
		{ write: permanent },
	),
	...[40005, 80001, 40008].flatMap((code) =>
		createRows(
			{
				fault: `rejects nick (${code})`,
				effect: { do: "refuse-value", tags: { [NICK]: code } },
				extraCalls: TAG_COUNT,
			},
			{ write: temporary },
		),
	),
];

const staleRows: readonly Row[] = [
	...createRows(
		{ fault: "lags by one call", effect: { do: "stale", calls: 1 }, extraCalls: MAX_VERIFY_READS },
		{ read: staleReads.oneCall },
	),
	...createRows(
		{ fault: "lags by 20 calls", effect: { do: "stale", calls: 20 }, extraCalls: MAX_VERIFY_READS },
		{ read: staleReads.manyCalls },
	),
	...createRows(
		{ fault: "lags by a minute", effect: { do: "stale", ms: 60_000 }, extraCalls: MAX_VERIFY_READS },
		{ read: staleReads.manyCalls },
	),
	...createRows(
		{ fault: "lags by one call", effect: { do: "stale", calls: 1 }, extraCalls: MAX_VERIFY_READS },
		{ verify: harmless },
	),
	...createRows(
		{ fault: "lags by a minute", effect: { do: "stale", ms: 60_000 }, extraCalls: MAX_VERIFY_READS },
		{ verify: temporary },
	),
];

const recurringStaleRows: readonly Row[] = createRows(
	{ fault: "lags at each 3rd call", effect: { do: "stale", calls: 20 }, when: { every: 3 } },
	{ call: everySecondCall },
);

/** The rows of the fault matrix of a profile: each fault at each place at which it has an effect. */
export const profileRows: readonly Row[] = [
	...[
		...lossRows,
		...connectionRows(places),
		...codeRows(places),
		...profileAnswers,
		...staleRows,
		...delayRows(places),
	],
	...[...recurringRows, ...recurringStaleRows, ...randomRows(places)],
];
