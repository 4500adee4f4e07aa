import { customField } from "../../provider/model/fields";
import { pathSchema, visibleNames } from "../../provider/model/input-paths";
import { once } from "../../provider/util/core";
import { type Part, parseGlob } from "./glob";

/*
 * Determines whether a glob for the tag of an ignore rule can match any finding: whether there is a text that the glob
 * matches and that is the path of an input or the name of a tag.
 */

/** A set of characters in a pattern. */
interface Characters {
	readonly allowed: string;
	/** Whether the pattern also matches without these characters. */
	readonly isOptional?: boolean;
	/** Whether the pattern matches any number of these characters. */
	readonly isRepeated?: boolean;
}

type Pattern = readonly Characters[];

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const wordCharacters = `${letters}0123456789_`;
const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 0x20 + index));

/**
 * Returns whether there is an input or a tag that a glob matches.
 *
 * @throws Error with a one-line message if the glob contains braces or groups, or is incomplete.
 */
export function canMatchTag(glob: string): boolean {
	const pattern = parseGlob(glob).map(toCharacters);
	return findingPatterns().some((each) => haveCommonText(pattern, each));
}

/** Returns patterns that match the paths of all inputs and the names of all tags. */
const findingPatterns = once((): readonly Pattern[] => {
	const names = (["profile", "profileSet"] as const).flatMap((kind) => visibleNames(pathSchema(kind)));
	const tag: Pattern = [...literal("Tag_"), { allowed: wordCharacters, isRepeated: true }];
	const optionalLetters = Array.from({ length: customField.maxKeywordBytes - 1 }, () => ({
		allowed: letters,
		isOptional: true,
	}));
	const custom: Pattern = [...literal("custom."), { allowed: letters }, ...optionalLetters];
	return [...names.map(literal), custom, tag, [...literal("tags."), ...tag]];
});

function literal(text: string): Pattern {
	return [...text].map((allowed) => ({ allowed }));
}

/** Converts a part of a glob. Only printable characters are in inputs and tags. */
function toCharacters(part: Part): Characters {
	if (part === "*") return { allowed: printable, isOptional: true, isRepeated: true };
	return { allowed: [...printable].filter(part).join("") };
}

/** Returns whether there is a text that two patterns match. Follows both patterns character by character. */
function haveCommonText(a: Pattern, b: Pattern): boolean {
	const visited = new Set<number>();
	const pending: (readonly [number, number])[] = [[0, 0]];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		const [i, j] = next;
		if (i === a.length && j === b.length) return true;
		const id = i * (b.length + 1) + j;
		if (visited.has(id)) continue;
		visited.add(id);
		pending.push(...stepsAfter([i, a[i]], [j, b[j]]));
	}
	return false;
}

function haveCommonCharacter(a: string, b: string): boolean {
	for (const character of a) if (b.includes(character)) return true;
	return false;
}

type Position = readonly [index: number, characters: Characters | undefined];

/** Returns the positions in two patterns after one more character, or after an optional part of one of them. */
function stepsAfter([i, x]: Position, [j, y]: Position): readonly (readonly [number, number])[] {
	const skips = [...(x?.isOptional ? [[i + 1, j] as const] : []), ...(y?.isOptional ? [[i, j + 1] as const] : [])];
	if (x === undefined || y === undefined || !haveCommonCharacter(x.allowed, y.allowed)) return skips;
	return [
		...skips,
		[i + 1, j + 1],
		...(x.isRepeated ? [[i, j + 1] as const] : []),
		...(y.isRepeated ? [[i + 1, j] as const] : []),
	];
}
