import type { FaultEffect, FaultRule } from "../../emulator/faults";

/** How a resource ends in an `up` under its fault: as declared, in part, or not at all. */
export type End = "done" | "failed" | "partial";

/** A cell on the real engine: one profile, whose account alone meets a fault. */
export interface EngineCell {
	/** The account, and the resource's name. */
	readonly account: string;
	readonly effect: FaultEffect;
	readonly command: string;
	/** How often it happens. @default for ever */
	readonly times?: number;
	/** Only each kth of its calls. @default every call */
	readonly every?: number;
	readonly end: End;
	/** What its error says, where it ends in one. */
	readonly says?: RegExp;
}

const NICK = "Tag_Profile_IM_Nick";
const TEAM = "Tag_Profile_Custom_Team";

type Rest = Omit<EngineCell, "account" | "command" | "effect">;

const write = (account: string, effect: FaultEffect, rest: Rest): EngineCell => ({
	account,
	command: "portrait_set",
	effect,
	...rest,
});
const read = (account: string, effect: FaultEffect, rest: Rest): EngineCell => ({
	account,
	command: "portrait_get",
	effect,
	...rest,
});
const once: Rest = { times: 1, end: "done" };
const refused = (code: number, words: RegExp): Rest => ({
	end: "partial",
	says: new RegExp(`nick: portrait_set \\w+: api ${code} ${words.source}`),
});

/** One of each kind of fault. Each meets its own account alone, for reads of many share their calls. */
export const engineCells: readonly EngineCell[] = [
	write("steady", { do: "delay", ms: 0 }, once),
	write("internal", { do: "answer", code: 91000 }, once),
	write("timeout", { do: "answer", code: 60008, stored: true }, once),
	write("often", { do: "answer", code: 60007 }, once),
	write("expired", { do: "expire-user-sigs" }, once),
	write("late", { do: "delay", ms: 300 }, once),
	write("dropped", { do: "drop", effect: "before" }, once),
	write("unanswered", { do: "drop", effect: "after" }, once),
	write("gateway", { do: "body", body: "html", status: 502 }, once),
	write("half", { do: "body", body: "half" }, { end: "done" }),
	write("cut", { do: "body", body: "cut" }, { end: "done" }),
	write("moody", { do: "refuse-value", tags: { [NICK]: 80001 } }, once),
	read("recurring", { do: "answer-account", code: 40006 }, { every: 2, end: "done" }),
	read("passing", { do: "answer-account", code: 40006 }, once),
	write(
		"forbidden",
		{ do: "answer", code: 60010 },
		{ end: "failed", says: /api 60010 admin rights are needed; use an admin/ },
	),
	write(
		"unsigned",
		{ do: "answer", code: 70009 },
		{ end: "failed", says: /api 70009 UserSig does not verify; check that/ },
	),
	write(
		"empty",
		{ do: "body", body: "empty" },
		{ end: "failed", says: /protocol: the answer of 0 characters is not JSON; check/ },
	),
	write(
		"page",
		{ do: "body", body: "html" },
		{ end: "failed", says: /protocol: the answer of \d+ characters is not JSON; check/ },
	),
	write(
		"lost",
		{ do: "lose" },
		{ end: "failed", says: /nick: portrait_set lost: \w+ was accepted but not stored; run/ },
	),
	write(
		"thin",
		{ do: "lose", tags: [TEAM] },
		{ end: "partial", says: /custom.Team: portrait_set thin: \w+ was accepted but not stored; run/ },
	),
	write(
		"sensitive",
		{ do: "refuse-value", tags: { [NICK]: 80001 } },
		refused(80001, /text was refused as sensitive; choose/),
	),
	write(
		"filtered",
		{ do: "refuse-value", tags: { [NICK]: 40005 } },
		refused(40005, /text was refused as sensitive; choose/),
	),
	write(
		"locked",
		{ do: "refuse-value", tags: { [NICK]: 40008 } },
		refused(40008, /no write permission on the tag; give/),
	),
	read(
		"gone",
		{ do: "answer-account", code: 40003 },
		{ end: "failed", says: /portrait_get gone: account 40003 account does not exist; import/ },
	),
];

/** The rules of some cells. */
export function rulesOf(cells: readonly EngineCell[]): readonly FaultRule[] {
	return cells.map(({ account, command, effect, times, every }) => ({
		when: { account, command, ...(every !== undefined && { every }) },
		effect,
		...(times !== undefined && { times }),
	}));
}
