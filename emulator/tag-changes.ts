import { isJsonObject } from "./json";
import { isTagValue, type TagChanges } from "./values";

/**
 * Checks changes to tags that come from outside the process; `null` unsets a tag.
 *
 * Errors: `Error` with one line that names the tag.
 */
export function parseTagChanges(value: unknown): TagChanges {
	if (!isJsonObject(value)) throw new Error("must be an object of values by tag");
	const wrong = Object.entries(value).find(([, item]) => item !== null && !isTagValue(item));
	if (wrong !== undefined) throw new Error(`${wrong[0]}: must be a string, a number, { "uint64": "digits" } or null`);
	return Object.fromEntries(
		Object.entries(value).map(([tag, item]) => [tag, item === null ? undefined : item]),
	) as TagChanges;
}
