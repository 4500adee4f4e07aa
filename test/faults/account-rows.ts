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

/** Returns the fault that makes a call reject one of its accounts with an error code. */
const forOneAccount = (code: number, account?: string): Effect => ({
	fault: `rejects account (${code})`,
	effect: { do: "answer-account", code, ...(account !== undefined && { account }) },
	extraCalls: 2,
});

/** The numbers of calls that a bisection adds until a call contains only the rejected account. */
const bisection: Pick<Row, "extraCalls" | "extraCallsOnce"> = { extraCalls: 4, extraCallsOnce: 2 };

/**
 * Expected results for an error code about a single account. The client repeats a call for several accounts as one call
 * for each account.
 */
const triedSingly: RowResults = { once: { else: "fails", create: "survives", update: "survives" }, always: "fails" };

/**
 * Expected results for reads that report an existing account as missing. A look-up fails, and a refresh removes the
 * resource from the state.
 */
const missingReads: RowResults = {
	once: { else: "survives", read: "fails", refresh: "late" },
	always: { else: "survives", read: "fails", refresh: "late" },
};

/** Expected results for reads that return the data of one call earlier, when the account was not deleted yet. */
const staleReads: RowResults = {
	once: { else: "survives", update: "late", diff: "late", up: "late" },
	always: { else: "survives", update: "late", diff: "late", up: "late" },
};

const staleRows: readonly Row[] = [
	...createRows({ fault: "lags by one call", effect: { do: "stale", calls: 1 } }, { read: staleReads }),
	...createRows({ fault: "lags by 20 calls", effect: { do: "stale", calls: 20 } }, { read: missingReads }),
];

/** Expected results for a write that succeeds but stores nothing. Only a later read detects the loss. */
const unnoticed: RowResults = { once: "late", always: "late" };

const commonRows: readonly Row[] = [...staleRows, ...delayRows(places), ...randomRows(places)];

/**
 * The rows of recurring faults for robots. Faults that revoke UserSigs are omitted: robots are created in concurrent
 * calls, and each revocation can also revoke the UserSig that another call has just renewed.
 */
const robotRecurringRows = recurringRows.filter(({ effect }) => effect.do !== "expire-user-sigs");

/** The rows of the fault matrix of accounts: each fault at each place at which it has an effect. */
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

/** The rows of the fault matrix of robots. */
export const robotRows: readonly Row[] = [
	...[...connectionRows(places), ...codeRows(places)],
	...[10002, 10006].flatMap((code) => createEqualRows(answerCode(code, 1), everywhere, temporary)),
	...[10004, 10007, 10008].flatMap((code) => createEqualRows(answerCode(code, 1), everywhere, permanent)),
	...createEqualRows(forOneAccount(10002, "@RBT#alice"), ["write"], temporary),
	...createEqualRows(forOneAccount(10008, "@RBT#alice"), ["write"], permanent),
	...createRows({ fault: "creates nothing", effect: { do: "lose" }, commands: ["create_robot"] }, { write: unnoticed }),
	...[...commonRows, ...robotRecurringRows],
];
