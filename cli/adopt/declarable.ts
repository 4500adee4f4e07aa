import { isZero } from "../../provider/profile/canonical";
import { failuresOf, type InputFailure } from "../../provider/profile/failures";
import { attributesOf, withValues } from "../../provider/profile/owned";
import { attributesSchema, compileSchema, type SchemaError } from "../../provider/profile/schema";
import type { ProfileAttributes, TagValues } from "../../provider/profile/types";

/** What of a live profile a program can declare. */
export interface Declarable {
	/** The tags that have a value: custom fields and other tags in the order they were asked for. */
	readonly attributes: ProfileAttributes;
	/** Live values that no program may declare, such as one of a later version of the service: where, and why. */
	readonly leftOut: readonly InputFailure[];
}

/**
 * Makes the function that says what of live values a program declares, so that its first `up` finds nothing to write: every
 * value that is not zero, spelled as it is live.
 */
export function createDeclarer(): (tags: readonly string[], live: TagValues) => Declarable {
	const validate = compileSchema({ type: "object", additionalProperties: false, properties: attributesSchema() });
	return (tags, live) => {
		const set = tags.flatMap((tag) => (isZero(tag, live[tag]) ? [] : [[tag, live[tag]] as const]));
		const attributes = attributesOf(Object.fromEntries(set) as TagValues);
		if (validate(attributes)) return { attributes, leftOut: [] };
		const leftOut = failuresOf((validate.errors ?? []) as readonly SchemaError[]);
		return { attributes: without(attributes, leftOut), leftOut };
	};
}

function without(attributes: ProfileAttributes, failures: readonly InputFailure[]): ProfileAttributes {
	const paths = new Set(failures.map(({ path }) => path));
	const { custom, tags, ...rest } = withValues(attributes, (owned) =>
		paths.has(owned.path) ? undefined : owned.value,
	);
	return { ...rest, ...filled({ custom }), ...filled({ tags }) };
}

function filled<T extends object>(maps: T): Partial<T> {
	return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map ?? {}).length > 0)) as Partial<T>;
}
