/**
 * The policies of a `Profile` or a `ProfileSet`. Policies are inputs of the resource. An update in which only policies
 * change writes nothing to the service.
 */
export interface Policies {
	/**
	 * Policy that applies when the resource is created and the account already has a value that is not zero and differs
	 * from the declared value: `overwrite` replaces the existing value, `fail` rejects the account before any write.
	 *
	 * @defaultValue "overwrite"
	 */
	readonly onConflict?: "fail" | "overwrite";
	/**
	 * Policy for the owned tags when the resource is deleted: `retain` keeps the values of the tags, `reset` sets the
	 * tags to their zero values, `restore` sets the tags to the values that they had before the resource managed them.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: "reset" | "restore" | "retain";
	/**
	 * Policy for a tag, or an account of a set, that is removed from the program: `keep` keeps the live values, `reset`
	 * sets the tags to their zero values, `restore` sets the tags to the values that they had before the resource managed
	 * them.
	 *
	 * @defaultValue "keep"
	 */
	readonly onRelease?: "keep" | "reset" | "restore";
}

/** Allowed values and description of a policy. */
export interface Policy {
	/** The allowed values. The first value is the default. */
	readonly values: readonly string[];
	/** Description of the policy, for the documentation. */
	readonly doc: string;
}

/**
 * Allowed values and descriptions of all policies of `Profile` and `ProfileSet` resources. The input schema and the
 * tables of the documentation are derived from this object.
 */
export const policies = {
	onConflict: {
		values: ["overwrite", "fail"],
		doc: "When the resource is created and the account already has another value that is not zero: `overwrite` the value, or `fail` before any write.",
	},
	onDelete: {
		values: ["retain", "reset", "restore"],
		doc: "When the resource is deleted: `retain` the values of its tags, `reset` them to zero, or `restore` the values from before they were managed.",
	},
	onRelease: {
		values: ["keep", "reset", "restore"],
		doc: "When a tag, or an account of a set, is removed from the program: `keep` the values, `reset` them to zero, or `restore` the values from before they were managed.",
	},
} as const satisfies Readonly<Record<keyof Policies, Policy>>;

/**
 * Action for a tag that a resource stops managing: `keep` the live value, `reset` it to zero, or `restore` the value
 * from before the tag was managed.
 */
export type ReleaseAction = NonNullable<Policies["onRelease"]>;

/** Returns the JSON Schemas of the policies, keyed by policy name. */
export function policySchemas(): Readonly<Record<string, object>> {
	const rows = Object.entries(policies);
	return Object.fromEntries(rows.map(([name, { values }]) => [name, { type: "string", enum: values }]));
}

/** Splits the inputs of a resource into the policies and all other inputs. */
export function splitPolicies<T extends Policies>(
	inputs: T,
): readonly [policies: Policies, rest: Omit<T, keyof Policies>] {
	const { onConflict, onDelete, onRelease, ...rest } = inputs;
	return [{ ...(onConflict && { onConflict }), ...(onDelete && { onDelete }), ...(onRelease && { onRelease }) }, rest];
}

/**
 * Returns the names of the policies whose values differ between `a` and `b`. An absent policy equals its default value.
 */
export function differingPolicies(a: Policies = {}, b: Policies = {}): readonly (keyof Policies)[] {
	const names = Object.keys(policies) as readonly (keyof Policies)[];
	return names.filter((name) => (a[name] ?? policies[name].values[0]) !== (b[name] ?? policies[name].values[0]));
}

/**
 * Returns whether a resource must remember all live values of adopted tags, including those that equal the declared
 * values. This is the case if `onDelete` or `onRelease` is `restore`.
 */
export function remembersAll({ onDelete, onRelease }: Policies = {}): boolean {
	return onDelete === "restore" || onRelease === "restore";
}

/**
 * Allowed values and descriptions of the policy `onDelete` of `Account` and `Robot` resources. The input schema and the
 * tables of the documentation are derived from this object.
 */
export const accountOnDelete = {
	/** The allowed values. The first value is the default. */
	values: ["retain", "delete"],
	/** Descriptions of the policy for each kind of resource, for the documentation. */
	docs: {
		account:
			"When the resource is deleted: `retain` the account, or `delete` it permanently with its profile, relations, groups and conversations.",
		robot:
			"When the resource is deleted: `retain` the robot, or `delete` it. The UserID of a deleted robot cannot be used again.",
	},
} as const satisfies {
	readonly values: readonly AccountOnDelete[];
	readonly docs: Readonly<Record<"account" | "robot", string>>;
};

/**
 * Policy for an account or a robot when its resource is deleted: `retain` keeps the account or robot, `delete` deletes
 * the account or robot permanently.
 */
export type AccountOnDelete = "delete" | "retain";
