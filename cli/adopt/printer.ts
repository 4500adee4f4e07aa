import stringWidth from "string-width";
import { escapeCiCommands, jsonEscapes } from "../ci-commands";

/**
 * An expression to print in a TypeScript program: verbatim code, a string, a number, an array, an object literal, or a
 * `new` expression.
 */
export type Expression =
	| string
	| number
	| { readonly code: string }
	| { readonly list: readonly Expression[] }
	| ObjectLiteral
	| { readonly create: string; readonly arguments: readonly Expression[] };

/** An object literal to print in a TypeScript program. */
export interface ObjectLiteral {
	readonly entries: readonly (readonly [key: string, value: Expression])[];
	/** Whether each entry is printed on a separate line even if all entries fit on one line. */
	readonly isExpanded?: boolean;
}

/** The text around an expression. It determines whether the expression fits on one line. */
interface Layout {
	/** Number of tabs at the start of the line. */
	readonly indent: number;
	/** Text before the expression on the same line. */
	readonly before: string;
	/** Text after the expression on the same line. */
	readonly after: string;
}

/** The default line width and tab width of Prettier and Biome, in columns. */
const LINE_WIDTH = 80;
const TAB_WIDTH = 2;

/**
 * Maximum length of a property name that a long string follows on the same line. After a longer name, Prettier and
 * Biome break the line.
 */
const SHORT_KEY = TAB_WIDTH + 2;

/** Characters that are escaped because they are invisible or change the display order of the text around them. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Zs}]/gu;

/** Invisible characters that are not escaped: the space, and the two joiners that many words and emoji contain. */
const allowedInvisible: readonly string[] = [" ", "\u200c", "\u200d"];

const escapes: Readonly<Record<string, string>> = {
	"\n": "\\n",
	"\r": "\\r",
	"\t": "\\t",
	"\b": "\\b",
	"\f": "\\f",
	"\v": "\\v",
};

/**
 * Formats an expression as a statement in Biome's default format, which equals Prettier's format with tabs. If an
 * expression is wider than 80 columns, each of its parts is on a separate line.
 *
 * @param before the start of the statement, such as `const faqRobot = `
 */
export function printStatement(expression: Expression, before = ""): string {
	return `${before}${print(expression, { indent: 0, before, after: ";" })};`;
}

/**
 * Formats a text as a string literal, in the quotes that Prettier and Biome choose: double quotes, unless single quotes
 * need fewer escapes. Escapes line breaks, control characters, lone surrogates and other invisible characters.
 */
export function stringLiteral(text: string): string {
	const quote = countOf(text, '"') > countOf(text, "'") ? "'" : '"';
	const quoted = text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
	const visible = quoted.replaceAll(invisible, (character) =>
		allowedInvisible.includes(character) ? character : toEscape(character),
	);
	return quote + escapeCiCommands(visible, jsonEscapes) + quote;
}

function print(expression: Expression, layout: Layout): string {
	const flat = flatten(expression);
	if (flat !== undefined && fits(flat, layout)) return flat;
	if (typeof expression !== "object" || "code" in expression) return flat ?? "";
	if ("list" in expression) return enclose("[", expression.list.map(toItem), { layout, close: "]" });
	if ("entries" in expression) return enclose("{", expression.entries.map(toEntry), { layout, close: "}" });
	return printNew(expression.create, expression.arguments, layout);
}

/**
 * Formats a `new` expression. If only the last argument is an object literal, the literal starts on the line of the
 * other arguments.
 */
function printNew(create: string, values: readonly Expression[], layout: Layout): string {
	const start = `new ${create}(`;
	const last = values.at(-1);
	const others = values.slice(0, -1);
	const head = `${start}${others.map((other) => `${flatten(other)}, `).join("")}`;
	const hugs = isObjectLiteral(last) && !others.some(isObjectLiteral) && fits(`${head}{`, { ...layout, after: "" });
	if (!hugs) return enclose(start, values.map(toItem), { layout, close: ")" });
	return `${head}${enclose("{", last.entries.map(toEntry), { layout, close: "}" })})`;
}

type Line = (indent: number) => string;

function enclose(
	start: string,
	lines: readonly Line[],
	{ layout: { indent }, close }: { readonly layout: Layout; readonly close: string },
): string {
	const inner = lines.map((line) => `${"\t".repeat(indent + 1)}${line(indent + 1)},\n`);
	return `${start}\n${inner.join("")}${"\t".repeat(indent)}${close}`;
}

function toItem(item: Expression): Line {
	return (indent) => print(item, { indent, before: "", after: "," });
}

function toEntry([name, value]: ObjectLiteral["entries"][number]): Line {
	const key = toKey(name);
	const before = `${key}: `;
	return (indent) => {
		const layout = { indent, before, after: "," };
		const isBelow = typeof value === "string" && key.length > SHORT_KEY && !fits(stringLiteral(value), layout);
		return isBelow ? `${key}:\n${"\t".repeat(indent + 1)}${stringLiteral(value)}` : `${before}${print(value, layout)}`;
	};
}

/**
 * Formats an expression on one line. Returns `undefined` if the expression contains an object literal that has
 * `isExpanded`.
 */
function flatten(expression: Expression): string | undefined {
	if (typeof expression === "string") return stringLiteral(expression);
	if (typeof expression === "number") return String(expression);
	if ("code" in expression) return expression.code;
	if ("list" in expression) return join(expression.list.map(flatten), ["[", "]"]);
	if ("create" in expression) return join(expression.arguments.map(flatten), [`new ${expression.create}(`, ")"]);
	if (expression.entries.length === 0) return "{}";
	if (expression.isExpanded) return undefined;
	const entries = expression.entries.map(([key, value]) => {
		const flat = flatten(value);
		return flat === undefined ? undefined : `${toKey(key)}: ${flat}`;
	});
	return join(entries, ["{ ", " }"]);
}

function join(parts: readonly (string | undefined)[], [open, close]: readonly [string, string]): string | undefined {
	return parts.includes(undefined) ? undefined : `${open}${parts.join(", ")}${close}`;
}

function fits(text: string, { indent, before, after }: Layout): boolean {
	return indent * TAB_WIDTH + widthOf(before + text + after) <= LINE_WIDTH;
}

/** Returns the width of a text in columns. `stringWidth` takes many times as long, so it is only called if necessary. */
function widthOf(text: string): number {
	return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** Formats a property name. `__proto__` becomes a computed name, because the plain name would set the prototype. */
function toKey(name: string): string {
	if (name === "__proto__") return '["__proto__"]';
	return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

function isObjectLiteral(expression: Expression | undefined): expression is ObjectLiteral {
	return typeof expression === "object" && "entries" in expression;
}

function toEscape(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const hex = code.toString(16).toUpperCase();
	if (code > 0xffff) return `\\u{${hex}}`;
	return escapes[character] ?? (code > 0xff ? `\\u${hex.padStart(4, "0")}` : `\\x${hex.padStart(2, "0")}`);
}

function countOf(text: string, character: string): number {
	return text.includes(character) ? text.split(character).length - 1 : 0;
}
