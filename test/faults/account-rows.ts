import { codeRows, connectionRows, delayRows, type FaultPlaces, randomRows, recurringRows } from "./call-rows";
import type { FaultPlace } from "./operations";
import {
	answerCode,
	createEqualRows,
	createRows,
	type Effect,
	permanent,
	type Row,
	type RowResults,
	temporary,
} from "./rows";

const places: FaultPlaces = { reads: ["read"], verifyReads: 1, refusedReads: 1 };
const everywhere: readonly FaultPlace[] = ["read", "write"];

const imports: Pick<Row, "commands"> = { commands: ["account_import", "multiaccount_import"] };
const deletion: Pick<Row, "commands"> = { commands: ["account_delete"] };

/** One account of the call is answered with a code, the others as ever. */
const forOneAccount = (code: number, account?: string): Effect => ({
	fault: `answers ${code} for her`,
	effect: { do: "answer-account", code, ...(account !== undefined && { account }) },
	extraCalls: 2,
});

/** A list of many is halved until the refusal is one account's own. */
const bisection: Pick<Row, "extraCalls" | "extraCallsOnce"> = { extraCalls: 4, extraCallsOnce: 2 };

/** What refuses a list for the sake of one account, or one account in it, is asked again for that account alone. */
const triedSingly: RowResults = { once: { else: "fails", create: "survives", update: "survives" }, always: "fails" };

/** Reads that say of the account that it is not there: what looks for it fails, and a refresh drops it. */
const missingReads: RowResults = {
	once: { else: "survives", read: "fails", refresh: "late" },
	always: { else: "survives", read: "fails", refresh: "late" },
};

/** One call behind: that it is gone is not seen yet. */
const staleReads: RowResults = {
	once: { else: "survives", update: "late", diff: "late", up: "late" },
	always: { else: "survives", update: "late", diff: "late", up: "late" },
};

const staleRows: readonly Row[] = [
	...createRows({ fault: "is one call behind", effect: { do: "stale", calls: 1 } }, { read: staleReads }),
	...createRows({ fault: "is 20 calls behind", effect: { do: "stale", calls: 20 } }, { read: missingReads }),
];

/** A call that is answered and does nothing; the service lets nobody see it but by another read. */
const unnoticed: RowResults = { once: "late", always: "late" };

const commonRows: readonly Row[] = [...staleRows, ...delayRows(places), ...randomRows(places)];

/** Of several robots that are made at once, the second UserSig may end for one that has just got it. */
const robotRecurringRows = recurringRows.filter(({ effect }) => effect.do !== "expire-user-sigs");

/** The rows of accounts: every fault, at every place where it can do something. */
export const accountRows: readonly Row[] = [
	...[...connectionRows(places), ...codeRows(places)],
	...[70169, 70202, 70500].flatMap((code) => createEqualRows(answerCode(code, 1), everywhere, temporary)),
	...createRows({ ...answerCode(70402), ...bisection }, { read: permanent, write: triedSingly }),
	...createEqualRows(answerCode(70403), everywhere, permanent),
	...createEqualRows(answerCode(40006, 1), ["write"], temporary),
	...createEqualRows({ ...answerCode(70398), ...imports }, ["write"], permanent),
	...createRows({ ...answerCode(70399), ...imports, ...bisection }, { write: triedSingly }),
	...[30006, 30007, 30008].flatMap((code) =>
		createEqualRows({ ...answerCode(code, 1), ...deletion }, ["write"], temporary),
	),
	...createEqualRows({ ...answerCode(71000), ...deletion }, ["write"], permanent),
	...createRows(forOneAccount(70107), { read: missingReads }),
	...createEqualRows(forOneAccount(70169), everywhere, temporary),
	...createRows(forOneAccount(70402), { read: permanent, write: triedSingly }),
	...createRows({ ...forOneAccount(70399), ...imports }, { write: triedSingly }),
	...createRows({ fault: "imports nothing", effect: { do: "lose" }, ...imports }, { write: unnoticed }),
	...[...commonRows, ...recurringRows],
];

/** The rows of robots, alike. */
export const robotRows: readonly Row[] = [
	...[...connectionRows(places), ...codeRows(places)],
	...[10002, 10006].flatMap((code) => createEqualRows(answerCode(code, 1), everywhere, temporary)),
	...[10004, 10007, 10008].flatMap((code) => createEqualRows(answerCode(code, 1), everywhere, permanent)),
	...createEqualRows(forOneAccount(10002, "@RBT#alice"), ["write"], temporary),
	...createEqualRows(forOneAccount(10008, "@RBT#alice"), ["write"], permanent),
	...createRows({ fault: "creates nothing", effect: { do: "lose" }, commands: ["create_robot"] }, { write: unnoticed }),
	...[...commonRows, ...robotRecurringRows],
];
