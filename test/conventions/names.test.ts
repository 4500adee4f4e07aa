import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { lineAt, readDeclarations } from "./declarations";
import {
	nameExceptions,
	type OldIdentifiers,
	oldFiles,
	oldFolders,
	oldIdentifiers,
	oldPhrases,
	singleMeaning,
} from "./old-names";
import { readComments, readDocstrings, readStrings, readTitles, type Span, typeTextOf } from "./prose";
import { parseSource, readSources, root, type Source } from "./sources";

/** A place in a file that contains an old name or phrase. */
interface Hit {
	readonly file: string;
	readonly line: number;
	/** The old name or phrase. */
	readonly name: string;
	readonly instead: string;
}

const shipped = readSources("provider", "cli", "emulator", "tools", "bench", "examples");
const tests = readSources("test");
const all = [...shipped, ...tests];
const texts = readTexts();
/**
 * Each file with the parts of its text that are prose. Prose is the comments and strings of shipped code, the comments
 * and titles of tests, and the whole text of documents.
 */
const prose = [
	...shipped.map((source) => ({ source, spans: [...readComments(source), ...readStrings(source)] })),
	...tests.map((source) => ({ source, spans: [...readComments(source), ...readTitles(source)] })),
	...texts.map((source) => ({ source, spans: [{ start: 0, end: source.text.length }] })),
];

describe("the source code", () => {
	for (const row of oldIdentifiers) {
		it(`declares no old identifier in ${row.folders.join(" or ")}`, () => {
			assertNone(
				all.filter(({ path }) => isBelow(path, row.folders)).flatMap((source) => findIdentifiers(source, row)),
			);
		});
	}

	for (const [name, files] of Object.entries(singleMeaning)) {
		const allowed = files.length > 0 ? `only in ${files.join(", ")}` : "nowhere";
		it(`declares the name ${name} ${allowed}`, () => {
			const instead = files.length > 0 ? "a name with a prefix" : "another name";
			const others = all.filter(({ path }) => !isBelow(path, files));
			assertNone(others.flatMap((source) => findNames(source, (each) => each === name, instead)));
		});
	}

	it("has no folder with an old name", () => {
		assert.deepEqual(
			oldFolders.filter((folder) => existsSync(join(root, folder))),
			[],
		);
	});

	for (const [folder, names] of Object.entries(oldFiles)) {
		it(`has no file with an old name in ${folder}`, () => {
			const left = names
				.trim()
				.split(/\s+/)
				.flatMap((name) => [".ts", ".mjs"].map((extension) => `${folder}/${name}${extension}`));
			assertNone(
				left
					.filter((file) => existsSync(join(root, file)))
					.map((file) => ({ file, line: 1, name: basename(file), instead: "the file of the target layout" })),
			);
		});
	}
});

describe("the prose of code and documents", () => {
	for (const { pattern, instead } of oldPhrases) {
		it(`does not contain the old phrase: ${pattern}`, () => {
			const hits = prose.flatMap(({ source, spans }) => findPhrase(source, pattern, spans));
			assertNone(hits.map((hit) => ({ ...hit, instead })));
		});
	}
});

describe("a docstring", () => {
	for (const word of ["What", "Who", "Whom"]) {
		it(`does not start with the word ${word}`, () => {
			assertNone(all.flatMap((source) => findOpening(source, word, () => true)));
		});
	}

	it("starts with Whether only if the declaration is a boolean", () => {
		const isOther = (type: string | undefined) => type !== undefined && !/\bboolean\b|\bis\b|\basserts\b/.test(type);
		assertNone(all.flatMap((source) => findOpening(source, "Whether", isOther)));
	});
});

describe("the list of exceptions from old names", () => {
	it("contains only names that still occur in their files", () => {
		const isUsed = ({ file, name }: (typeof nameExceptions)[number]) =>
			[...all, ...texts].some((source) => source.path === file && findAny(source, name));
		assert.deepEqual(
			nameExceptions.filter((exception) => !isUsed(exception)),
			[],
		);
	});
});

describe("the search for old names", () => {
	const declaring = (text: string, names: Readonly<Record<string, string>>) =>
		findIdentifiers(parseSource("provider/crowd.ts", text), { folders: ["provider/"], names }).map(({ name }) => name);

	const declarations: readonly { readonly name: string; readonly text: string }[] = [
		{ name: "a function", text: "function watch() {}" },
		{ name: "a constant", text: "const watch = 1;" },
		{ name: "a destructured constant", text: "const { a: watch } = b;" },
		{ name: "a member of an exported interface", text: "export interface A { watch(): void }" },
		{ name: "a member of a union of exported type literals", text: "export type A = { b: 1 } | { watch: 1 };" },
		{ name: "a member of an exported class", text: "export class A { watch = 1 }" },
	];
	for (const { name, text } of declarations) {
		it(`finds ${name}`, () => assert.deepEqual(declaring(text, { watch: "observe" }), ["watch"]));
	}

	it("finds the name of a file", () => assert.deepEqual(declaring("", { crowd: "tracker" }), ["crowd"]));

	it("finds a name that matches a pattern", () =>
		assert.deepEqual(declaring("const FLOOR_MS = 1;", { "FLOOR_*": "" }), ["FLOOR_MS"]));

	it("finds a member only in the type that the old name contains", () => {
		const text = "export interface A { words: string } export interface B { words: string }";
		assert.deepEqual(declaring(text, { "B.words": "reason" }), ["B.words"]);
	});

	const passed: readonly string[] = [
		"function other() { const watch = 1; }",
		"interface A { watch(): void }",
		"const other = { watch: 1 };",
		'import { watch } from "node:fs";',
	];
	for (const text of passed) {
		it(`ignores ${text}`, () => assert.deepEqual(declaring(text, { watch: "observe" }), []));
	}

	const isNo = oldPhrases.find(({ pattern }) => pattern.includes("are) no"))?.pattern ?? "";
	const examples: readonly { readonly text: string; readonly pattern: string; readonly lines: readonly number[] }[] = [
		{ text: "/** Waits for\n * ever. */", pattern: "for ever", lines: [1] },
		{ text: "const a = 1;\n// one\n// told", pattern: "told", lines: [3] },
		{ text: `const a = \`told \${b} told\`;`, pattern: "told", lines: [1, 1] },
		{ text: "told();", pattern: "told", lines: [] },
		{ text: 'import "told";', pattern: "told", lines: [] },
		{ text: "// It is no number", pattern: isNo, lines: [1] },
		{ text: "// If there is no number, it is no longer read", pattern: isNo, lines: [] },
	];
	for (const { text, pattern, lines } of examples) {
		it(`finds the phrase ${lines.length} times in ${JSON.stringify(text)}`, () => {
			const source = parseSource("a.ts", text);
			const hits = findPhrase(source, pattern, [...readComments(source), ...readStrings(source)]);
			assert.deepEqual(
				hits.map(({ line }) => line),
				lines,
			);
		});
	}

	it("reads the titles of tests, also from the tables of their cases", () => {
		const source = parseSource("a.ts", 'const b = { name: "told" }; it(`told`, () => c("told")); it.skip("told", d);');
		assert.equal(findPhrase(source, "told", readTitles(source)).length, 3);
	});
});

/** Reads the tracked Markdown files, and the JSON and YAML files of schemas and examples. */
function readTexts(): readonly Source[] {
	const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
		cwd: root,
		encoding: "utf8",
	});
	const isText = (path: string) => extname(path) === ".md" || /^(schema|examples)\/.*\.(json|ya?ml)$/.test(path);
	const isFile = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
	const paths = listed.split("\0").filter((path) => isText(path) && isFile(path));
	return paths.map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

function isBelow(path: string, folders: readonly string[]): boolean {
	return folders.some((folder) => path.startsWith(folder));
}

function findIdentifiers(source: Source, { names }: OldIdentifiers): readonly Hit[] {
	return Object.entries(names).flatMap(([old, instead]) => {
		const [type, member] = old.includes(".") ? old.split(".") : [undefined, old];
		const pattern = new RegExp(`^${(member ?? old).replaceAll("*", "\\w+")}$`);
		return findNames(source, (name) => pattern.test(name), instead, type);
	});
}

/**
 * Returns the declarations in a file whose name matches `isOld`. With `type`, returns only members of that type.
 * Without `type`, also compares the name of the file.
 */
function findNames(source: Source, isOld: (name: string) => boolean, instead: string, type?: string): readonly Hit[] {
	const file = source.path;
	const fileName = basename(file).replace(/\..*$/, "");
	const declared = readDeclarations(source)
		.filter((each) => isOld(each.name) && (type === undefined || each.type === type))
		.map(({ name, line }) => ({ file, line, name: type === undefined ? name : `${type}.${name}`, instead }));
	const named = type === undefined && isOld(fileName) ? [{ file, line: 1, name: fileName, instead }] : [];
	return [...named, ...declared];
}

function findPhrase({ path, text, tree }: Source, pattern: string, spans: readonly Span[]): readonly Hit[] {
	const spaced = pattern.replaceAll(" ", "\\s+(?:(?:\\*|//)\\s*)?");
	return [...text.matchAll(new RegExp(`\\b${spaced}\\b`, "gi"))]
		.filter(({ index }) => spans.some(({ start, end }) => start <= index && index < end))
		.map((match) => ({ file: path, line: lineAt(tree, match.index), name: match[0], instead: pattern }));
}

function findOpening(source: Source, word: string, isWrong: (type: string | undefined) => boolean): readonly Hit[] {
	return readDocstrings(source)
		.filter(({ node, text }) => text.split(/\W/)[0] === word && isWrong(typeTextOf(node)))
		.map(({ start, text }) => ({
			...{ file: source.path, line: lineAt(source.tree, start), name: text.split("\n")[0] ?? word },
			instead: "a verb for a function, a noun phrase for a type or value",
		}));
}

function findAny({ text }: Source, name: string): boolean {
	return text.includes(name.split(".").at(-1) ?? name);
}

/** Asserts that each hit is in the list of exceptions. The error has one line for each hit that is not. */
function assertNone(hits: readonly Hit[]): void {
	const isExcused = ({ file, name }: Hit) => nameExceptions.some((each) => each.file === file && each.name === name);
	const left = [...new Set(hits.filter((hit) => !isExcused(hit)).map(formatHit))];
	if (left.length > 0) assert.fail(`${left.length} found:\n${left.join("\n")}`);
}

function formatHit({ file, line, name, instead }: Hit): string {
	return `${file}:${line}  ${name}  (instead: ${instead})`;
}
