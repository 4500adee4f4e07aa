/** A part of a glob: `*`, or a test of one character. */
export type Part = "*" | ((character: string) => boolean);

/**
 * Compiles a glob. `*` matches any text, `?` one character, `[a-z]` and `[!a-z]` one character of a set, and a backslash
 * makes the next character literal. Every other character matches itself. No glob matches a text that is longer than
 * {@link MAX_TEXT_LENGTH}, so that the time of a match is limited whatever the glob and the text are.
 *
 * @throws Error with a one-line message if the glob contains braces or groups, or is incomplete.
 */
export function compileGlob(glob: string): (text: string) => boolean {
	const parts = parseGlob(glob);
	const minLength = parts.filter((part) => part !== "*").length;
	return (text) => {
		if (text.length < minLength || text.length > MAX_TEXT_LENGTH) return false;
		return matches(parts, [...text]);
	};
}

/** Maximum length of a text that a glob matches. Account IDs, input paths and tags of the service are shorter. */
export const MAX_TEXT_LENGTH = 512;

/**
 * Parses a glob. See {@link compileGlob} for the syntax.
 *
 * @throws Error with a one-line message if the glob contains braces or groups, or is incomplete.
 */
export function parseGlob(glob: string): readonly Part[] {
	return Array.from(glob.matchAll(globPart), toPart);
}

/** An escaped character, a set of characters with its negation, or another character. */
const globPart = /\\(.)|\[([!^]?)((?:\]|\\.|[^\]\\])(?:\\.|[^\]\\])*)\]|(.)/gsu;

function toPart([, literal, negation, members, character]: readonly (string | undefined)[]): Part {
	if (members !== undefined) return parseSet(members, negation !== "");
	if (literal !== undefined) return (each) => each === literal;
	if (character === "*") return "*";
	if (character === "?") return () => true;
	const problem = problems.get(character ?? "");
	if (problem !== undefined) throw new Error(problem);
	return (each) => each === character;
}

/** Why a character that is not escaped is not part of a valid glob. */
const problems = new Map([
	...[..."{}()"].map((character) => [character, unsupported(character)] as const),
	["[", '"[" has no "]" in a glob; add it, or write \\['],
	["\\", 'the glob ends with "\\"; write \\\\ for a backslash'],
]);

function unsupported(character: string): string {
	return `"${character}" is not supported in a glob; use one rule for each case, or write \\${character}`;
}

/** A range of characters, a character that is escaped by a backslash, or another character. */
const setPart = /(\\.|[^\\])-(\\.|[^\\])|\\?(.)/gsu;

function parseSet(members: string, isNegated: boolean): (character: string) => boolean {
	const ranges = Array.from(members.matchAll(setPart), ([range, from = "", to = "", single = ""]) => {
		const [first = "", last = ""] =
			single === "" ? [from, to].map((each) => each.replace(/^\\/, "")) : [single, single];
		if (first > last) throw new Error(`the range "${range}" of a glob contains no character; exchange its ends`);
		return [first, last] as const;
	});
	const isMember = (character: string) => ranges.some(([first, last]) => first <= character && character <= last);
	return (character) => isMember(character) !== isNegated;
}

/** Matches the parts one after the other. If a part does not match, the last `*` before it matches one more character. */
function matches(parts: readonly Part[], characters: readonly string[]): boolean {
	let part = 0;
	let index = 0;
	let star: { readonly part: number; readonly index: number } | undefined;
	while (index < characters.length) {
		const current = parts[part];
		if (current === "*") {
			star = { part, index };
			part += 1;
		} else if (current?.(characters[index] ?? "")) {
			part += 1;
			index += 1;
		} else {
			if (star === undefined) return false;
			star = { part: star.part, index: star.index + 1 };
			part = star.part + 1;
			index = star.index;
		}
	}
	return parts.slice(part).every((rest) => rest === "*");
}
