/** A mistake in a credential that was copied with other text, and the pattern that shows it. */
interface Mistake {
	readonly pattern: RegExp;
	/** The description of the mistake, which continues the name of the setting. */
	readonly problem: string;
}

/**
 * Mistakes in the order in which they are reported. Keys in the console have 64 hexadecimal digits. Other keys are
 * accepted too, unless they contain these characters. `=` at the end is the padding of Base64.
 */
const mistakes: readonly Mistake[] = [
	{ pattern: /[{}[\]]/, problem: "contains brackets, as JSON does" },
	{ pattern: /^(?:\w+\s+)?[$\w:.-]+\s*=\s*[^\s=]/, problem: "has the form NAME=value" },
	{ pattern: /["'`\u2018-\u201f]/, problem: "contains quotation marks" },
	{ pattern: /\s/, problem: "contains spaces or several lines" },
];

/**
 * Returns a description of the mistake in a secret key or a UserSig. The description continues the name of the setting,
 * and repeats no part of the text. Returns `undefined` if the text has no mistake.
 */
export function findKeyMistake(text: string): string | undefined {
	return mistakes.find(({ pattern }) => pattern.test(text))?.problem;
}
