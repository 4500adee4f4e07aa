/** A text with its control, format and other invisible characters spelled out, so that it stays on one line and shows what is in it. */
export function escapeControlCharacters(text: string): string {
	return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
