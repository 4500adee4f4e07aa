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
