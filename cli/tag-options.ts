import { customField, fieldOfTag, fields } from "../provider/model/fields";
import { attributesSchema } from "../provider/model/schema";
import { compileSchema, type InputFailure, toFailures } from "../provider/model/validation";

const standardTags: readonly string[] = Object.values(fields).map(({ tag }) => tag);

/**
 * Returns the tags to read: the standard tags, then the custom fields of `--custom`, then the tags of `--tags`.
 *
 * @throws Error with a one-line message if a keyword or tag is invalid.
 */
export function parseTagOptions(custom: string | undefined, tags: string | undefined): readonly string[] {
	const keywords = splitList(custom);
	const others = splitList(tags);
	const attributes = {
		custom: emptyValues(keywords),
		tags: emptyValues(others.filter((tag) => fieldOfTag(tag) === undefined)),
	};
	const validate = compileSchema({ type: "object", properties: attributesSchema() });
	if (!validate(attributes)) throw new Error(toFailures(validate.errors).map(formatFailure).join("; "));
	return [...new Set([...standardTags, ...keywords.map((keyword) => customField.prefix + keyword), ...others])];
}

function splitList(text = ""): readonly string[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter(Boolean);
}

/**
 * Returns a map from each name to the empty text. The empty text is valid for every custom field and tag, so that
 * validation checks only the names.
 */
function emptyValues(names: readonly string[]): Readonly<Record<string, string>> {
	return Object.fromEntries(names.map((name) => [name, ""]));
}

/**
 * Formats a validation failure. The first part of its path is the name of the option: `custom.x1` refers to `--custom`.
 */
function formatFailure({ path, reason }: InputFailure): string {
	return `--${path.replace(".", ": ")}: ${reason}`;
}
