import { customField } from "../../provider/model/fields";
import { pathSchema, visibleNames } from "../../provider/model/input-paths";

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
 * Returns whether there is an input or a tag that a glob matches. Returns `true` for a glob with braces, groups or other
 * constructs of regular expressions.
 */
export function canMatchTag(glob: string): boolean {
	if (/[{(]|\[\[|\[:|\]\+/.test(glob)) return true;
	const pattern = parseGlob(glob);
	return findingPatterns().some((each) => haveCommonText(pattern, each));
}

/** Returns patterns that match the paths of all inputs and the names of all tags. */
function findingPatterns(): readonly Pattern[] {
	const names = (["profile", "profileSet"] as const).flatMap((kind) => visibleNames(pathSchema(kind)));
	const tag: Pattern = [...literal("Tag_"), { allowed: wordCharacters, isRepeated: true }];
	const optionalLetters = Array.from({ length: customField.maxKeywordBytes - 1 }, () => ({
		allowed: letters,
		isOptional: true,
	}));
	const custom: Pattern = [...literal("custom."), { allowed: letters }, ...optionalLetters];
	return [...names.map(literal), custom, tag, [...literal("tags."), ...tag]];
}

function literal(text: string): Pattern {
	return [...text].map((allowed) => ({ allowed }));
}

const globPart = /\\([\s\S])|\[([!^]?)(\]?[^\]]*)\]|(\*+)|(\?)|([\s\S])/gu;

function parseGlob(glob: string): Pattern {
	return [...glob.matchAll(globPart)].map(([, escaped, negation, members, stars, question, plain = ""]) => {
		if (stars !== undefined) return { allowed: printable, isOptional: true, isRepeated: true };
		if (question !== undefined) return { allowed: printable };
		if (members === undefined) return { allowed: escaped ?? plain };
		const allowed = [...printable].filter((character) => isMember(character, members) === (negation === ""));
		return { allowed: allowed.join("") };
	});
}

/** Returns whether a character is in a list of characters and ranges, such as `a-z_`. */
function isMember(character: string, members: string): boolean {
	const parts = [...members.matchAll(/([\s\S])-([\s\S])|([\s\S])/gu)];
	return parts.some(([, first, last, single]) =>
		first !== undefined && last !== undefined ? first <= character && character <= last : single === character,
	);
}

/** Returns whether there is a text that two patterns match. Follows both patterns character by character. */
function haveCommonText(a: Pattern, b: Pattern): boolean {
	const visited = new Set<string>();
	const pending: (readonly [number, number])[] = [[0, 0]];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		const [i, j] = next;
		if (i === a.length && j === b.length) return true;
		if (visited.has(next.join())) continue;
		visited.add(next.join());
		pending.push(...stepsAfter([i, a[i]], [j, b[j]]));
	}
	return false;
}

type Position = readonly [index: number, characters: Characters | undefined];

/** Returns the positions in two patterns after one more character, or after an optional part of one of them. */
function stepsAfter([i, x]: Position, [j, y]: Position): readonly (readonly [number, number])[] {
	const skips = [...(x?.isOptional ? [[i + 1, j] as const] : []), ...(y?.isOptional ? [[i, j + 1] as const] : [])];
	if (x === undefined || y === undefined || ![...x.allowed].some((each) => y.allowed.includes(each))) return skips;
	return [
		...skips,
		[i + 1, j + 1],
		...(x.isRepeated ? [[i, j + 1] as const] : []),
		...(y.isRepeated ? [[i + 1, j] as const] : []),
	];
}
