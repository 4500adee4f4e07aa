/**
 * The policies of a `Profile` or a `ProfileSet`. Policies are inputs of the resource. A change of a policy alone writes
 * nothing to the service.
 */
export interface Policies {
	/**
	 * Policy for a create if the account already has a value that differs from the declared one: `overwrite` the value,
	 * or `fail` before any write.
	 *
	 * @defaultValue "overwrite"
	 */
	readonly onConflict?: "fail" | "overwrite";
	/**
	 * Policy for the owned tags when the resource is deleted: `retain` keeps their values, `reset` sets them to zero,
	 * `restore` sets them to the values from before they were managed.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: "reset" | "restore" | "retain";
	/**
	 * Policy for a tag, or an account of a set, that is removed from the program: `keep` keeps the live values, `reset`
	 * sets them to zero, `restore` sets them to the values from before they were managed.
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

/** All policies of profiles. The input schema and the tables of the documentation are derived from this object. */
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
 * Action for a released tag: `keep` the live value, `reset` it to zero, or `restore` the value from before the tag was
 * managed.
 */
export type ReleaseAction = NonNullable<Policies["onRelease"]>;

/** Returns the JSON Schemas of the policies, keyed by policy name. */
export function policySchemas(): Readonly<Record<string, object>> {
	const rows = Object.entries(policies);
	return Object.fromEntries(rows.map(([name, { values }]) => [name, { type: "string", enum: values }]));
}

/** Splits inputs into policies and other inputs. */
export function splitPolicies<T extends Policies>(
	inputs: T,
): readonly [policies: Policies, rest: Omit<T, keyof Policies>] {
	const { onConflict, onDelete, onRelease, ...rest } = inputs;
	return [{ ...(onConflict && { onConflict }), ...(onDelete && { onDelete }), ...(onRelease && { onRelease }) }, rest];
}

/** Returns the names of the policies that differ. An absent policy equals its default value. */
export function differingPolicies(a: Policies = {}, b: Policies = {}): readonly (keyof Policies)[] {
	const names = Object.keys(policies) as readonly (keyof Policies)[];
	return names.filter((name) => (a[name] ?? policies[name].values[0]) !== (b[name] ?? policies[name].values[0]));
}

/**
 * Returns whether live values are remembered even if they equal the declared values. This is required if a policy is
 * `restore`.
 */
export function remembersAll({ onDelete, onRelease }: Policies = {}): boolean {
	return onDelete === "restore" || onRelease === "restore";
}

/**
 * The policy `onDelete` of accounts and robots. The input schema and the tables of the documentation are derived from
 * this object.
 */
export const accountOnDelete = {
	/** The allowed values. The first value is the default. */
	values: ["retain", "delete"],
	/** Descriptions of the policy, for the documentation. */
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
 * Policy for an account or a robot when its resource is deleted: `retain` keeps it, `delete` deletes it permanently.
 */
export type AccountOnDelete = "delete" | "retain";
