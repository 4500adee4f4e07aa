import { customField, fieldOfTag, fields } from "../provider/model/fields";
import { attributesSchema } from "../provider/model/schema";
import { compileSchema, type SchemaError, toFailures } from "../provider/model/validation";

/** The standard tags, which are always asked for. */
const standardTags: readonly string[] = Object.values(fields).map(({ tag }) => tag);

/**
 * The tags to ask for: the standard ones, then custom fields by their keywords, then tags as on the wire.
 *
 * Errors: `Error` with one line for a keyword or tag that cannot be one.
 */
export function parseTagOptions(custom: string | undefined, tags: string | undefined): readonly string[] {
	const keywords = split(custom);
	const others = split(tags);
	const named = {
		custom: emptyValues(keywords),
		tags: emptyValues(others.filter((tag) => fieldOfTag(tag) === undefined)),
	};
	const validate = compileSchema({ type: "object", properties: attributesSchema() });
	if (!validate(named)) throw new Error(wordsOf((validate.errors ?? []) as readonly SchemaError[]));
	return [...new Set([...standardTags, ...keywords.map((keyword) => customField.prefix + keyword), ...others])];
}

function split(text = ""): readonly string[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter(Boolean);
}

/** Each name with a value that is right for every tag that is no standard one. */
function emptyValues(names: readonly string[]): Readonly<Record<string, string>> {
	return Object.fromEntries(names.map((name) => [name, ""]));
}

/** A path such as `custom.x1` begins with the name of the option. */
function wordsOf(errors: readonly SchemaError[]): string {
	return toFailures(errors)
		.map(({ path, reason: words }) => `--${path.replace(".", ": ")}: ${words}`)
		.join("; ");
}
