/** What a profile does beside being set: each is an input whose change alone writes nothing. */
export interface Policies {
	/**
	 * What a creation does where the account has another value that somebody set: write over it, or fail before anything is
	 * written. @default "overwrite"
	 */
	readonly onConflict?: "fail" | "overwrite";
	/**
	 * What happens to the owned tags when the resource is deleted: they stay, become "not set", or become what they were
	 * before they were managed. @default "retain"
	 */
	readonly onDelete?: "reset" | "restore" | "retain";
	/** The same for a tag, or an account of a set, that the program names no more. @default "keep" */
	readonly onRelease?: "keep" | "reset" | "restore";
}

/** One policy: what may be said, and what it means. */
export interface Policy {
	/** Its values; the first applies when it is not given. */
	readonly values: readonly string[];
	/** What it decides, for the documentation. */
	readonly doc: string;
}

/** Every policy. The schema and the README's table are made from it. */
export const policies = {
	onConflict: {
		values: ["overwrite", "fail"],
		doc: "Creation, where the account has another value that is not zero: write over it, or fail before anything is written.",
	},
	onDelete: {
		values: ["retain", "reset", "restore"],
		doc: "Deletion of the resource: its tags stay, get their zero value, or what they were before they were managed.",
	},
	onRelease: {
		values: ["keep", "reset", "restore"],
		doc: "The same for a tag, or an account of a set, that the program no longer names.",
	},
} as const satisfies Readonly<Record<keyof Policies, Policy>>;

/** How a tag is left when it is managed no more: as it is, at its zero value, or as it was before. */
export type ReleaseAction = "keep" | "reset" | "restore";

/** JSON Schema of the policies. */
export function policySchemas(): Readonly<Record<string, object>> {
	const rows = Object.entries(policies);
	return Object.fromEntries(rows.map(([name, { values }]) => [name, { type: "string", enum: values }]));
}

/** The policies of a resource's inputs, and what else they hold. */
export function splitPolicies<T extends Policies>(
	inputs: T,
): readonly [policies: Policies, rest: Omit<T, keyof Policies>] {
	const { onConflict, onDelete, onRelease, ...rest } = inputs;
	return [{ ...(onConflict && { onConflict }), ...(onDelete && { onDelete }), ...(onRelease && { onRelease }) }, rest];
}

/** Returns the names of the policies that differ. An absent policy equals its default. */
export function differingPolicies(a: Policies = {}, b: Policies = {}): readonly (keyof Policies)[] {
	const names = Object.keys(policies) as readonly (keyof Policies)[];
	return names.filter((name) => (a[name] ?? policies[name].values[0]) !== (b[name] ?? policies[name].values[0]));
}

/** Whether what was live must be remembered in full: also where it equals what is declared. */
export function remembersAll({ onDelete, onRelease }: Policies = {}): boolean {
	return onDelete === "restore" || onRelease === "restore";
}

/** What may stand in `onDelete` of an account or a robot, and what it means. Schema and README's table are made from it. */
export const accountOnDelete = {
	/** The first applies when it is not given. */
	values: ["retain", "delete"],
	/** What it decides for each of the two, for the documentation. */
	docs: {
		account:
			"Deletion of the resource: the account stays, or is deleted with its profile, relations, groups and conversations, for ever.",
		robot: "The same: the robot stays, or is made invalid; the service keeps its id.",
	},
} as const satisfies {
	readonly values: readonly AccountOnDelete[];
	readonly docs: Readonly<Record<"account" | "robot", string>>;
};

/** What happens to an account or a robot when its resource is deleted: it stays, or it is deleted too. */
export type AccountOnDelete = "delete" | "retain";
