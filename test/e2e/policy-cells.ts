import type { TagValues } from "@/provider/model/types";

/** The live nick and level of an account after a phase. A tag that is not set is shown with its zero value. */
export interface Live {
	readonly nick: string;
	readonly level: number;
}

/** A resource that the program declares in a phase. */
export interface Declaration {
	readonly kind: "Profile" | "ProfileSet";
	readonly name: string;
	readonly args: object;
	readonly options?: object;
}

/** A policy in one flow. Each cell has an account and resources that no other cell uses. */
export interface PolicyCell {
	readonly policy: string;
	readonly flow: Flow;
	readonly account: string;
	/** The account's tags on the service before the first phase. */
	readonly before: TagValues;
	/** The declared resources: `first` in the first phase, `second` from the second phase on. */
	readonly first: readonly Declaration[];
	readonly second: readonly Declaration[];
	/** Whether the service rejects writes of the account in the second phase. */
	readonly refused: boolean;
	/** The phase in which `up` fails for the account. Absent when no phase fails. */
	readonly fails?: "first" | "second";
	/** The expected live values after each phase: first `up`, `up` of the changed program, a further `up`, destroy. */
	readonly live: readonly [Live, Live, Live, Live];
}

/**
 * The flows, in the order of the table's columns. A flow is the change of a resource between its creation and its
 * destroy.
 */
export const flows = [
	...(["create", "adopt", "equal", "update", "release", "rename", "move", "replace", "remove", "failure"] as const),
] as const;

export type Flow = (typeof flows)[number];

const [NICK, LEVEL] = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"] as const;
const before = { [NICK]: "Before", [LEVEL]: 7 };
const earlier: Live = { nick: "Before", level: 7 };
const unset: Live = { nick: "", level: 0 };
const mine: Live = { nick: "Mine", level: 5 };

type Args = Readonly<Record<string, unknown>>;

function profile(name: string, account: string, args: Args, options: object = {}): Declaration {
	return { kind: "Profile", name, args: { account, ...args }, options };
}

function set(name: string, args: Args, ...accounts: readonly string[]): Declaration {
	const profiles = Object.fromEntries(accounts.map((account) => [account, { nick: "Mine", level: 5 }]));
	return { kind: "ProfileSet", name, args: { ...args, profiles } };
}

/**
 * The live values after a deletion, by the policy `onDelete`. `withEarlier`: the account had values before its profile
 * was adopted. `withoutEarlier`: it had none.
 */
const valuesAfterDelete = {
	retain: { withEarlier: mine, withoutEarlier: mine },
	reset: { withEarlier: unset, withoutEarlier: unset },
	restore: { withEarlier: earlier, withoutEarlier: unset },
} as const;

function deletionCells(onDelete: keyof typeof valuesAfterDelete): readonly PolicyCell[] {
	const policy = `onDelete ${onDelete}`;
	const { withEarlier, withoutEarlier } = valuesAfterDelete[onDelete];
	const args = { nick: "Mine", level: 5, onDelete };
	const of = (flow: Flow, rest: Partial<PolicyCell> & Pick<PolicyCell, "live">): PolicyCell => {
		const account = `delete_${onDelete}_${flow}`;
		const first = [profile(account, account, args)];
		return { policy, flow, account, before, first, second: first, refused: false, ...rest };
	};
	const named = (flow: Flow) => `delete_${onDelete}_${flow}`;
	const again = { ...mine, nick: "Again" };
	const afterEqual = { retain: mine, reset: unset, restore: mine }[onDelete];
	return [
		of("create", { before: {}, live: [mine, mine, mine, withoutEarlier] }),
		of("adopt", { live: [mine, mine, mine, withEarlier] }),
		of("equal", { before: { [NICK]: "Mine", [LEVEL]: 5 }, live: [mine, mine, mine, afterEqual] }),
		of("update", {
			second: [profile(named("update"), named("update"), { ...args, nick: "Again" })],
			live: [mine, again, again, onDelete === "retain" ? again : withEarlier],
		}),
		of("rename", {
			second: [profile(`${named("rename")}_new`, named("rename"), args)],
			live: [mine, mine, mine, afterEqual],
		}),
		of("move", {
			second: [set(`${named("move")}_set`, { onDelete }, named("move"))],
			live: [mine, mine, mine, afterEqual],
		}),
		of("replace", {
			second: [profile(named("replace"), `${named("replace")}_2`, args, { deleteBeforeReplace: true })],
			live: [mine, withEarlier, withEarlier, withEarlier],
		}),
		of("remove", { second: [], live: [mine, withEarlier, withEarlier, withEarlier] }),
		of("failure", {
			second: [],
			refused: true,
			...(onDelete !== "retain" && { fails: "second" as const }),
			live: [mine, mine, withEarlier, withEarlier],
		}),
	];
}

function releaseCells(onRelease: "keep" | "reset" | "restore"): readonly PolicyCell[] {
	const policy = `onRelease ${onRelease}`;
	const level = { keep: 5, reset: 0, restore: 7 }[onRelease];
	const released = { nick: "Mine", level };
	const of = (flow: Flow, rest: Partial<PolicyCell> & Pick<PolicyCell, "live">): PolicyCell => {
		const account = `release_${onRelease}_${flow}`;
		const first = [profile(account, account, { nick: "Mine", level: 5, onRelease })];
		const second = [profile(account, account, { nick: "Mine", onRelease })];
		return { policy, flow, account, before, first, second, refused: false, ...rest };
	};
	const [away, stays] = [`release_${onRelease}_move`, `release_${onRelease}_stay`];
	const removed = { keep: mine, reset: unset, restore: earlier }[onRelease];
	return [
		of("release", { live: [mine, released, released, released] }),
		of("move", {
			first: [set(`${away}_a`, { onRelease }, stays, away)],
			second: [set(`${away}_a`, { onRelease }, stays), set(`${away}_b`, { onRelease }, away)],
			live: [mine, mine, mine, mine],
		}),
		of("remove", {
			first: [
				set(`release_${onRelease}_remove`, { onRelease }, stays.replace("stay", "keep"), `release_${onRelease}_remove`),
			],
			second: [set(`release_${onRelease}_remove`, { onRelease }, stays.replace("stay", "keep"))],
			live: [mine, removed, removed, removed],
		}),
		of("failure", {
			refused: true,
			...(onRelease !== "keep" && { fails: "second" as const }),
			live: [mine, mine, released, released],
		}),
	];
}

function conflictCells(onConflict: "fail" | "overwrite"): readonly PolicyCell[] {
	const policy = `onConflict ${onConflict}`;
	const of = (flow: Flow, rest: Partial<PolicyCell> & Pick<PolicyCell, "live">): PolicyCell => {
		const account = `conflict_${onConflict}_${flow}`;
		const first = [profile(account, account, { nick: "Mine", level: 5, onConflict })];
		return { policy, flow, account, before, first, second: first, refused: false, ...rest };
	};
	const declared = profile(`conflict_${onConflict}_adopt`, `conflict_${onConflict}_adopt`, {
		...earlier,
		onConflict,
	});
	return [
		of("create", { before: {}, live: [mine, mine, mine, mine] }),
		of("equal", { before: { [NICK]: "Mine" }, live: [mine, mine, mine, mine] }),
		onConflict === "fail"
			? of("adopt", { fails: "first", second: [declared], live: [earlier, earlier, earlier, earlier] })
			: of("adopt", { live: [mine, mine, mine, mine] }),
		of("update", {
			second: [
				profile(`conflict_${onConflict}_update`, `conflict_${onConflict}_update`, {
					nick: "Again",
					level: 5,
					onConflict,
				}),
			],
			before: {},
			live: [mine, { ...mine, nick: "Again" }, { ...mine, nick: "Again" }, { ...mine, nick: "Again" }],
		}),
	];
}

/** The cells of the table: each policy in every flow in which the policy has an effect. */
export const policyCells: readonly PolicyCell[] = [
	...(["retain", "reset", "restore"] as const).flatMap(deletionCells),
	...(["keep", "reset", "restore"] as const).flatMap(releaseCells),
	...(["overwrite", "fail"] as const).flatMap(conflictCells),
];

/** The accounts that the program declares in addition to the account of each cell. */
export const companions: readonly string[] = ["keep", "reset", "restore"]
	.flatMap((value) => [`release_${value}_stay`, `release_${value}_keep`])
	.concat(["retain", "reset", "restore"].map((value) => `delete_${value}_replace_2`));
