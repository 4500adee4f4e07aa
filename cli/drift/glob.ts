/** A part of a glob: `*`, or a test of one character. */
type Part = "*" | ((character: string) => boolean);

/**
 * Compiles a glob. `*` matches any text, `?` one character, `[a-z]` and `[!a-z]` one character of a set, and a backslash
 * makes the next character literal. Every other character matches itself. The time of a match is proportional to the
 * length of the text, whatever the glob is.
 *
 * @throws Error with a one-line message if the glob contains braces or groups, or is incomplete.
 */
export function compileGlob(glob: string): (text: string) => boolean {
	const parts = parseGlob([...glob]);
	return (text) => matches(parts, [...text]);
}

function parseGlob(characters: readonly string[]): readonly Part[] {
	const parts: Part[] = [];
	for (let index = 0; index < characters.length; index += 1) {
		const character = characters[index] ?? "";
		if ("{}()".includes(character)) {
			throw new Error(`"${character}" is not supported in a glob; use one rule for each case, or write \\${character}`);
		}
		if (character === "*") parts.push("*");
		else if (character === "?") parts.push(() => true);
		else if (character === "[") {
			const end = characters.indexOf("]", index + 2 + Number(isNegation(characters[index + 1])));
			if (end < 0) throw new Error('"[" has no "]" in a glob; add it, or write \\[');
			parts.push(parseSet(characters.slice(index + 1, end)));
			index = end;
		} else {
			if (character === "\\") index += 1;
			const literal = characters[index];
			if (literal === undefined) throw new Error('the glob ends with "\\"; write \\\\ for a backslash');
			parts.push((each) => each === literal);
		}
	}
	return parts;
}

function isNegation(character: string | undefined): boolean {
	return character === "!" || character === "^";
}

function parseSet(characters: readonly string[]): (character: string) => boolean {
	const isNegated = isNegation(characters[0]);
	const members = characters.slice(isNegated ? 1 : 0);
	const ranges: (readonly [first: string, last: string])[] = [];
	for (let index = 0; index < members.length; index += 1) {
		const first = members[index] ?? "";
		const last = members[index + 1] === "-" ? members[index + 2] : undefined;
		ranges.push([first, last ?? first]);
		if (last !== undefined) index += 2;
	}
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
