import stringWidth from "string-width";

/** Signs that a reader would not see, or would see somewhere else than they stand: written as escapes. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Zs}]/gu;

/** A plain space, and the two joiners that words of some languages and many emoji are made with. */
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
 * A text as a literal of TypeScript, in the quotes that Prettier and Biome would choose: double ones, unless single ones
 * take fewer escapes.
 *
 * Shape: what is between the quotes can be read as it stands; line ends, control signs, halves of surrogate pairs and
 * other signs without a look of their own are escapes.
 */
export function stringLiteral(text: string): string {
	const quote = count(text, '"') > count(text, "'") ? "'" : '"';
	const inner = text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
	return (
		quote + inner.replaceAll(invisible, (sign) => (allowedInvisible.includes(sign) ? sign : escapeOf(sign))) + quote
	);
}

function escapeOf(sign: string): string {
	const code = sign.codePointAt(0) ?? 0;
	const hex = code.toString(16).toUpperCase();
	if (code > 0xffff) return `\\u{${hex}}`;
	return escapes[sign] ?? (code > 0xff ? `\\u${hex.padStart(4, "0")}` : `\\x${hex.padStart(2, "0")}`);
}

function count(text: string, sign: string): number {
	return text.split(sign).length - 1;
}

/** A piece of a TypeScript program: code as it stands, a text, a number, a list, a map, or the making of an object. */
export type Expression =
	| string
	| number
	| { readonly code: string }
	| { readonly list: readonly Expression[] }
	| ObjectLiteral
	| { readonly create: string; readonly arguments: readonly Expression[] };

/** A map. `open` gives each entry a line of its own, however short the map is. */
export interface ObjectLiteral {
	readonly entries: readonly (readonly [key: string, value: Expression])[];
	readonly open?: boolean;
}

/** Where an expression stands. */
interface Layout {
	/** Tabs before the line. */
	readonly indent: number;
	/** What is on the line before the expression. */
	readonly before: string;
	/** What is on the line after it. */
	readonly after: string;
}

/** The defaults of Prettier and of Biome. */
const LINE_WIDTH = 80;

const TAB_WIDTH = 2;

/** Both leave a text beside its key where the key is about as short as a tab. */
const SHORT_KEY = TAB_WIDTH + 2;

/**
 * An expression as a statement, laid out as Biome does with its defaults, which are Prettier's with tabs: 80 columns, what
 * does not fit takes a line for each part.
 *
 * Shape: `before` is the beginning of the statement, such as `const faqRobot = `.
 */
export function statementOf(expression: Expression, before = ""): string {
	return `${before}${print(expression, { indent: 0, before, after: ";" })};`;
}

function print(expression: Expression, place: Layout): string {
	const flat = flatten(expression);
	if (flat !== undefined && fits(flat, place)) return flat;
	if (typeof expression !== "object" || "code" in expression) return flat ?? "";
	if ("list" in expression) return enclosed("[", expression.list.map(asItem), { place, close: "]" });
	if ("entries" in expression) return enclosed("{", expression.entries.map(asEntry), { place, close: "}" });
	return printedCreation(expression.create, expression.arguments, place);
}

/** A map as last argument opens on the line of the others where it is the only one that is not flat. */
function printedCreation(create: string, values: readonly Expression[], place: Layout): string {
	const start = `new ${create}(`;
	const last = values.at(-1);
	const others = values.slice(0, -1).map(flatten);
	const head = `${start}${others.map((other) => `${other}, `).join("")}`;
	const hugs = isMap(last) && !values.slice(0, -1).some(isMap) && fits(`${head}{`, { ...place, after: "" });
	if (!hugs) return enclosed(start, values.map(asItem), { place, close: ")" });
	return `${head}${enclosed("{", last.entries.map(asEntry), { place, close: "}" })})`;
}

type Line = (indent: number) => string;

function enclosed(
	start: string,
	lines: readonly Line[],
	{ place: { indent }, close }: { readonly place: Layout; readonly close: string },
): string {
	const inner = lines.map((line) => `${"\t".repeat(indent + 1)}${line(indent + 1)},\n`);
	return `${start}\n${inner.join("")}${"\t".repeat(indent)}${close}`;
}

function asItem(item: Expression): Line {
	return (indent) => print(item, { indent, before: "", after: "," });
}

function asEntry([name, value]: ObjectLiteral["entries"][number]): Line {
	const key = keyOf(name);
	const before = `${key}: `;
	return (indent) => {
		const place = { indent, before, after: "," };
		const goesBelow = typeof value === "string" && key.length > SHORT_KEY && !fits(stringLiteral(value), place);
		return goesBelow ? `${key}:\n${"\t".repeat(indent + 1)}${stringLiteral(value)}` : `${before}${print(value, place)}`;
	};
}

/** An expression on one line; nothing where a map in it is to be open. */
function flatten(expression: Expression): string | undefined {
	if (typeof expression === "string") return stringLiteral(expression);
	if (typeof expression === "number") return String(expression);
	if ("code" in expression) return expression.code;
	if ("list" in expression) return joined(expression.list.map(flatten), ["[", "]"]);
	if ("create" in expression) return joined(expression.arguments.map(flatten), [`new ${expression.create}(`, ")"]);
	if (expression.entries.length === 0) return "{}";
	if (expression.open) return undefined;
	const entries = expression.entries.map(([key, value]) => {
		const flat = flatten(value);
		return flat === undefined ? undefined : `${keyOf(key)}: ${flat}`;
	});
	return joined(entries, ["{ ", " }"]);
}

function joined(parts: readonly (string | undefined)[], [open, close]: readonly [string, string]): string | undefined {
	return parts.includes(undefined) ? undefined : `${open}${parts.join(", ")}${close}`;
}

function fits(text: string, { indent, before, after }: Layout): boolean {
	return indent * TAB_WIDTH + stringWidth(before + text + after) <= LINE_WIDTH;
}

/** As a plain key, `__proto__` would be no entry. */
function keyOf(name: string): string {
	if (name === "__proto__") return '["__proto__"]';
	return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

function isMap(expression: Expression | undefined): expression is ObjectLiteral {
	return typeof expression === "object" && "entries" in expression;
}
