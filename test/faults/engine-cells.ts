import type { FaultEffect, FaultRule } from "@/emulator/faults";

/**
 * The result of a resource after an `up` in which its fault occurred. `done`: applied as declared. `failed`: unchanged.
 * `partial`: some tags are applied.
 */
export type EngineResult = "done" | "failed" | "partial";

/** A resource on the real engine, with a fault that matches only calls about the resource's account. */
export interface EngineCell {
	/** The kind of the resource. @defaultValue a `Profile` */
	readonly kind?: "Account" | "Robot";
	/** The account ID, which is also the name of the resource. */
	readonly account: string;
	readonly effect: FaultEffect;
	readonly command: string | readonly string[];
	/** The number of calls to which the fault is applied. @defaultValue every matching call */
	readonly times?: number;
	/** Applies the fault only to every nth matching call. @defaultValue 1 */
	readonly every?: number;
	readonly result: EngineResult;
	/** Matches the error message of the resource. Absent when the resource does not fail. */
	readonly message?: RegExp;
}

const NICK = "Tag_Profile_IM_Nick";
const TEAM = "Tag_Profile_Custom_Team";

type CellOptions = Omit<EngineCell, "account" | "command" | "effect">;

const write = (account: string, effect: FaultEffect, rest: CellOptions): EngineCell => ({
	account,
	command: "portrait_set",
	effect,
	...rest,
});
const read = (account: string, effect: FaultEffect, rest: CellOptions): EngineCell => ({
	account,
	command: "portrait_get",
	effect,
	...rest,
});
const once: CellOptions = { times: 1, result: "done" };
const refused = (code: number, text: RegExp): CellOptions => ({
	result: "partial",
	message: new RegExp(`nick: portrait_set \\w+: api ${code} ${text.source}`),
});

/**
 * The cells of profiles, one for each kind of fault. Each fault matches only one account, because a single call reads
 * several accounts.
 */
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
	write("half", { do: "body", body: "half" }, { result: "done" }),
	write("cut", { do: "body", body: "cut" }, { result: "done" }),
	write("moody", { do: "refuse-value", tags: { [NICK]: 80001 } }, once),
	read("recurring", { do: "answer-account", code: 40006 }, { every: 2, result: "done" }),
	read("passing", { do: "answer-account", code: 40006 }, once),
	write(
		"forbidden",
		{ do: "answer", code: 60010 },
		{ result: "failed", message: /api 60010 the call requires admin rights; use an admin/ },
	),
	write(
		"unsigned",
		{ do: "answer", code: 70009 },
		{ result: "failed", message: /api 70009 verification of the UserSig failed; check that/ },
	),
	write(
		"empty",
		{ do: "body", body: "empty" },
		{ result: "failed", message: /protocol: the response of 0 characters is not JSON; check/ },
	),
	write(
		"page",
		{ do: "body", body: "html" },
		{ result: "failed", message: /protocol: the response of \d+ characters is not JSON; check/ },
	),
	write(
		"lost",
		{ do: "lose" },
		{ result: "failed", message: /nick: portrait_set lost: \w+ was accepted but not stored; run/ },
	),
	write(
		"thin",
		{ do: "lose", tags: [TEAM] },
		{ result: "partial", message: /custom.Team: portrait_set thin: \w+ was accepted but not stored; run/ },
	),
	write(
		"sensitive",
		{ do: "refuse-value", tags: { [NICK]: 80001 } },
		refused(80001, /the service rejected the text as sensitive; choose/),
	),
	write(
		"filtered",
		{ do: "refuse-value", tags: { [NICK]: 40005 } },
		refused(40005, /the service rejected the text as sensitive; choose/),
	),
	write(
		"locked",
		{ do: "refuse-value", tags: { [NICK]: 40008 } },
		refused(40008, /no write permission on the tag; give/),
	),
	read(
		"gone",
		{ do: "answer-account", code: 40003 },
		{ result: "failed", message: /portrait_get gone: account 40003 account does not exist; import/ },
	),
];

type CreatingCell = Omit<EngineCell, "command" | "kind">;

const account = (cell: CreatingCell): EngineCell => ({
	kind: "Account",
	command: ["account_import", "multiaccount_import"],
	...cell,
});
const robot = (cell: CreatingCell): EngineCell => ({ kind: "Robot", command: "create_robot", ...cell });

/**
 * The cells of accounts and robots that the `up` creates. A single call creates several accounts, so a permanent fault
 * rejects one account of the call instead of the whole call.
 */
export const creatingCells: readonly EngineCell[] = [
	account({ account: "acc_often", effect: { do: "answer", code: 60007 }, ...once }),
	account({ account: "acc_unanswered", effect: { do: "drop", effect: "after" }, ...once }),
	account({ account: "acc_gateway", effect: { do: "body", body: "html", status: 502 }, ...once }),
	account({
		account: "acc_deleted",
		effect: { do: "answer-account", code: 70399 },
		result: "failed",
		message: /account_import acc_deleted: api 70399 the account was deleted less than three months ago; use another/,
	}),
	{
		...account({ account: "acc_passing", effect: { do: "answer-account", code: 70169 }, ...once }),
		command: "account_check",
	},
	robot({ account: "@RBT#expired", effect: { do: "expire-user-sigs" }, ...once }),
	robot({ account: "@RBT#half", effect: { do: "body", body: "half" }, result: "done" }),
	robot({
		account: "@RBT#page",
		effect: { do: "body", body: "html" },
		result: "failed",
		message: /create_robot @RBT#page: protocol: the response of \d+ characters is not JSON; check/,
	}),
	robot({
		account: "@RBT#denied",
		effect: { do: "answer", code: 10007 },
		result: "failed",
		message: /create_robot @RBT#denied: api 10007 the call requires admin rights; use an admin/,
	}),
];

/** The cells of accounts and robots that the `up` deletes. */
export const deletingCells: readonly EngineCell[] = [
	{
		...account({ account: "acc_off", effect: { do: "answer", code: 71000 }, result: "failed" }),
		command: "account_delete",
		message:
			/account_delete acc_off: api 71000 the app does not allow the deletion of accounts; allow account deletion/,
	},
	{
		...account({ account: "acc_left", effect: { do: "drop", effect: "after" }, ...once }),
		command: "account_delete",
	},
	{
		...robot({ account: "@RBT#refused", effect: { do: "answer", code: 10008 }, result: "failed" }),
		command: "delete_robot",
		message: /delete_robot @RBT#refused: api 10008 the request is not allowed, or a limit of the app is reached; use/,
	},
	{ ...robot({ account: "@RBT#left", effect: { do: "body", body: "half" }, result: "done" }), command: "delete_robot" },
];

/** Returns the emulator's fault rules for some cells. */
export function toEngineRules(cells: readonly EngineCell[]): readonly FaultRule[] {
	return cells.map(({ account, command, effect, times, every }) => ({
		when: { account, command, ...(every !== undefined && { every }) },
		effect,
		...(times !== undefined && { times }),
	}));
}
