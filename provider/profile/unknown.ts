/**
 * What a value not yet known arrives as in a preview, at any depth: an output of a resource that is still to be made.
 *
 * Source: `runtime.unknownValue` of @pulumi/pulumi; a contract test holds the two together.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether any value in a tree of maps and lists is unknown. */
export function containsUnknown(value: unknown): boolean {
	if (value === unknownValue) return true;
	return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}
