/** Parses text as a decimal integer. Returns `undefined` if the text is not an integer from `min` to `max`. */
export function parseIntegerInRange(text: string, min: number, max: number): number | undefined {
	const value = Number(text);
	return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
}

/**
 * Replaces control characters, format characters and line separators with visible escapes such as `\u{a}`, so that the
 * text stays on one line and every character is visible.
 */
export function escapeControlCharacters(text: string): string {
	return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
