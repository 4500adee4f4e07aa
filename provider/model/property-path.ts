/*
 * Property paths in the syntax of Pulumi, as in the resource option `ignoreChanges`: `nick`, `custom.Team`,
 * `custom["Team"]`, `profiles["desk.2"].nick`, `tags.*`, `*`.
 *
 * Source: ParsePropertyPath in sdk/go/common/resource/properties_path.go of Pulumi 3.259.0
 */

const NAME = "[^.[]+";

/** The text between the quotes of a key. A quotation mark is escaped by a backslash; other backslashes are literal. */
const QUOTED_TEXT = String.raw`(?:\\"|[^"\\]|\\(?!"))*`;

const BRACKETS = String.raw`\["${QUOTED_TEXT}"\]|\[\*\]`;

const part = new RegExp(String.raw`\["(${QUOTED_TEXT})"\]|\[([^\]]*)\]|${NAME}`, "g");

const wholePath = new RegExp(String.raw`^(?:${NAME}|${BRACKETS})(?:\.${NAME}|\.?(?:${BRACKETS}))*$`);

/**
 * Splits a property path into its keys. A wildcard is the key `*`. Text that is not a property path is split as far as
 * possible, because older states can contain such text.
 */
export function parsePropertyPath(path: string): readonly string[] {
	return [...withoutOpenBrackets(path).matchAll(part)].map(
		([plain, quoted, bracketed]) => quoted?.replaceAll('\\"', '"') ?? bracketed ?? plain,
	);
}

/**
 * Replaces each opening bracket that no closing bracket follows by a dot, which also separates keys. For such brackets,
 * the time of a match would be quadratic.
 */
function withoutOpenBrackets(path: string): string {
	const end = path.lastIndexOf("]") + 1;
	return path.slice(0, end) + path.slice(end).replaceAll("[", ".");
}

/** Returns whether text is a property path. Pulumi ignores the text in `ignoreChanges` if it is not a property path. */
export function isPropertyPath(text: string): boolean {
	return wholePath.test(text);
}

/** Formats keys as a property path. The result of {@link parsePropertyPath} is equal to the keys. */
export function formatPropertyPath(keys: readonly string[]): string {
	const parts = keys.map((key) => (/^[^.[\]"]+$/.test(key) ? `.${key}` : `["${key.replaceAll('"', '\\"')}"]`));
	return parts.join("").replace(/^\./, "");
}
