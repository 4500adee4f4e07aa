import { answers, connections, delays, type Places, random, recurring } from "./call-rows";
import type { Place } from "./operations";
import { answer, at, type Effect, type Endings, final, passing, type Row, same } from "./rows";

const places: Places = { reads: ["read"], looks: 1, refusedLooks: 1 };
const everywhere: readonly Place[] = ["read", "write"];

const imports: Pick<Row, "commands"> = { commands: ["account_import", "multiaccount_import"] };
const deletion: Pick<Row, "commands"> = { commands: ["account_delete"] };

/** One account of the call is answered with a code, the others as ever. */
const forOneAccount = (code: number, account?: string): Effect => ({
	fault: `answers ${code} for her`,
	effect: { do: "answer-account", code, ...(account !== undefined && { account }) },
	extraCalls: 2,
});

/** A list of many is halved until the refusal is one account's own. */
const halving: Pick<Row, "extraCalls" | "extraCallsOnce"> = { extraCalls: 4, extraCallsOnce: 2 };

/** What refuses a list for the sake of one account, or one account in it, is asked again for that account alone. */
const triedApart: Endings = { once: { else: "fails", create: "survives", update: "survives" }, always: "fails" };

/** Reads that say of the account that it is not there: what looks for it fails, and a refresh drops it. */
const unseen: Endings = {
	once: { else: "survives", read: "fails", refresh: "late" },
	always: { else: "survives", read: "fails", refresh: "late" },
};

/** One call behind: that it is gone is not seen yet. */
const staleReads: Endings = {
	once: { else: "survives", update: "late", diff: "late", up: "late" },
	always: { else: "survives", update: "late", diff: "late", up: "late" },
};

const lags: readonly Row[] = [
	...at({ fault: "is one call behind", effect: { do: "stale", calls: 1 } }, { read: staleReads }),
	...at({ fault: "is 20 calls behind", effect: { do: "stale", calls: 20 } }, { read: unseen }),
];

/** A call that is answered and does nothing; the service lets nobody see it but by another read. */
const believed: Endings = { once: "late", always: "late" };

const rest: readonly Row[] = [...lags, ...delays(places), ...random(places)];

/** Of several robots that are made at once, the second UserSig may end for one that has just got it. */
const forSeveral = recurring.filter(({ effect }) => effect.do !== "expire-user-sigs");

/** The rows of accounts: every fault, at every place where it can do something. */
export const accountRows: readonly Row[] = [
	...[...connections(places), ...answers(places)],
	...[70169, 70202, 70500].flatMap((code) => same(answer(code, 1), everywhere, passing)),
	...at({ ...answer(70402), ...halving }, { read: final, write: triedApart }),
	...same(answer(70403), everywhere, final),
	...same(answer(40006, 1), ["write"], passing),
	...same({ ...answer(70398), ...imports }, ["write"], final),
	...at({ ...answer(70399), ...imports, ...halving }, { write: triedApart }),
	...[30006, 30007, 30008].flatMap((code) => same({ ...answer(code, 1), ...deletion }, ["write"], passing)),
	...same({ ...answer(71000), ...deletion }, ["write"], final),
	...at(forOneAccount(70107), { read: unseen }),
	...same(forOneAccount(70169), everywhere, passing),
	...at(forOneAccount(70402), { read: final, write: triedApart }),
	...at({ ...forOneAccount(70399), ...imports }, { write: triedApart }),
	...at({ fault: "imports nothing", effect: { do: "lose" }, ...imports }, { write: believed }),
	...[...rest, ...recurring],
];

/** The rows of robots, alike. */
export const robotRows: readonly Row[] = [
	...[...connections(places), ...answers(places)],
	...[10002, 10006].flatMap((code) => same(answer(code, 1), everywhere, passing)),
	...[10004, 10007, 10008].flatMap((code) => same(answer(code, 1), everywhere, final)),
	...same(forOneAccount(10002, "@RBT#alice"), ["write"], passing),
	...same(forOneAccount(10008, "@RBT#alice"), ["write"], final),
	...at({ fault: "creates nothing", effect: { do: "lose" }, commands: ["create_robot"] }, { write: believed }),
	...[...rest, ...forSeveral],
];
