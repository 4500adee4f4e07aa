import { isZero } from "../../provider/model/compare";
import { replaceValues, toAttributes } from "../../provider/model/managed-profiles";
import { attributesSchema } from "../../provider/model/schema";
import type { ProfileAttributes, TagValues } from "../../provider/model/types";
import { compileSchema, type InputFailure, type SchemaError, toFailures } from "../../provider/model/validation";

/** What of a live profile a program can declare. */
export interface DeclarableProfile {
	/** The tags that have a value: custom fields and other tags in the order they were asked for. */
	readonly attributes: ProfileAttributes;
	/** Live values that no program may declare, such as one of a later version of the service: where, and why. */
	readonly omitted: readonly InputFailure[];
}

/**
 * Makes the function that says what of live values a program declares, so that its first `up` finds nothing to write: every
 * value that is not zero, spelled as it is live.
 */
export function createDeclarableFilter(): (tags: readonly string[], live: TagValues) => DeclarableProfile {
	const validate = compileSchema({ type: "object", additionalProperties: false, properties: attributesSchema() });
	return (tags, live) => {
		const set = tags.flatMap((tag) => (isZero(tag, live[tag]) ? [] : [[tag, live[tag]] as const]));
		const attributes = toAttributes(Object.fromEntries(set) as TagValues);
		if (validate(attributes)) return { attributes, omitted: [] };
		const leftOut = toFailures((validate.errors ?? []) as readonly SchemaError[]);
		return { attributes: without(attributes, leftOut), omitted: leftOut };
	};
}

function without(attributes: ProfileAttributes, failures: readonly InputFailure[]): ProfileAttributes {
	const paths = new Set(failures.map(({ path }) => path));
	const { custom, tags, ...rest } = replaceValues(attributes, (owned) =>
		paths.has(owned.path) ? undefined : owned.value,
	);
	return { ...rest, ...filled({ custom }), ...filled({ tags }) };
}

function filled<T extends object>(maps: T): Partial<T> {
	return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map ?? {}).length > 0)) as Partial<T>;
}
