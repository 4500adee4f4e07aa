/*
 * CI systems read commands from the log of a job: GitHub Actions (`::add-mask::…` at the start of a line, `##[…]`), Azure
 * Pipelines (`##vso[…]`, `##[…]`) and TeamCity (`##teamcity[…]`). A value in a report must not become a command.
 */

/** The escapes of a format for the first character of a command. */
export interface CommandEscapes {
	readonly hash: string;
	readonly colon: string;
}

/** The escapes for plain text, in the notation with which reports show control characters, such as `\u{7}`. */
export const textEscapes: CommandEscapes = { hash: "\\u{23}", colon: "\\u{3a}" };

/** The escapes for strings in JSON, JavaScript and TypeScript. */
export const jsonEscapes: CommandEscapes = { hash: "\\u0023", colon: "\\u003a" };

/** The escapes for XML. */
export const xmlEscapes: CommandEscapes = { hash: "&#35;", colon: "&#58;" };

/** A hash sign that starts a command when it is followed by another one. */
const hashCommand = /#(?=#(?:\[|vso\[|teamcity\[))/gi;

/**
 * Two colons at the start of a line, after spaces and the codes that select a colour. The spaces contain no line breaks:
 * otherwise, the time of a match would be quadratic in the number of blank lines.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes start with the escape character
const colonCommand = /^((?:[^\S\n\r\u2028\u2029]|\u001b\[[\d;]*m)*):(?=:)/gm;

/** Escapes the first character of every CI command in a text that has several lines. */
export function escapeCiCommands(text: string, { hash, colon }: CommandEscapes): string {
	return text.replaceAll(hashCommand, hash).replaceAll(colonCommand, (_, indent: string) => indent + colon);
}
