/** The policies of a profile or a set. They are inputs; changing one writes nothing. */
export interface Policies {
	/**
	 * The policy for a create when someone else set another value: overwrite it, or fail before anything is written.
	 *
	 * @defaultValue "overwrite"
	 */
	readonly onConflict?: "fail" | "overwrite";
	/**
	 * The treatment of the owned tags on delete: they are kept, reset to zero, or restored to their earlier values.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: "reset" | "restore" | "retain";
	/**
	 * The same for a tag, or an account of a set, that is removed from the program.
	 *
	 * @defaultValue "keep"
	 */
	readonly onRelease?: "keep" | "reset" | "restore";
}

/** A policy. */
export interface Policy {
	/** The accepted values; the first is the default. */
	readonly values: readonly string[];
	/** The description for the documentation. */
	readonly doc: string;
}

/** Every policy. The schema and the tables of the documentation are made from it. */
export const policies = {
	onConflict: {
		values: ["overwrite", "fail"],
		doc: "On create, if the account has another value that is not zero: overwrite it, or fail before anything is written.",
	},
	onDelete: {
		values: ["retain", "reset", "restore"],
		doc: "On delete: keep the tags, reset them to zero, or restore the values they had before they were managed.",
	},
	onRelease: {
		values: ["keep", "reset", "restore"],
		doc: "The same for a tag, or an account of a set, that is removed from the program.",
	},
} as const satisfies Readonly<Record<keyof Policies, Policy>>;

/** The treatment of a released tag: it is kept, reset to zero, or restored to its earlier value. */
export type ReleaseAction = "keep" | "reset" | "restore";

/** Returns the JSON Schemas of the policies, by name. */
export function policySchemas(): Readonly<Record<string, object>> {
	const rows = Object.entries(policies);
	return Object.fromEntries(rows.map(([name, { values }]) => [name, { type: "string", enum: values }]));
}

/** Splits inputs into the policies and the rest. */
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

/** Returns whether all live values are remembered, not only those that differ from the declared ones. */
export function remembersAll({ onDelete, onRelease }: Policies = {}): boolean {
	return onDelete === "restore" || onRelease === "restore";
}

/** The policy `onDelete` of an account or a robot. The schema and the tables of the documentation are made from it. */
export const accountOnDelete = {
	/** The first is the default. */
	values: ["retain", "delete"],
	/** The descriptions for the documentation. */
	docs: {
		account:
			"On delete: keep the account, or delete it permanently with its profile, relations, groups and conversations.",
		robot: "On delete: keep the robot, or delete it; the service keeps its id.",
	},
} as const satisfies {
	readonly values: readonly AccountOnDelete[];
	readonly docs: Readonly<Record<"account" | "robot", string>>;
};

/** The treatment of an account or a robot on delete of its resource: it is kept or deleted. */
export type AccountOnDelete = "delete" | "retain";
