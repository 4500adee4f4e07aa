import assert from "node:assert/strict";
import { basename } from "node:path";
import ts from "typescript";
import { containsNode, type Source, sourcesBelow } from "./sources";

const MOST_LINES = 250;
const MOST_FUNCTION_LINES = 50;

const shipped = sourcesBelow("provider", "cli", "emulator");
const all = [...shipped, ...sourcesBelow("tools", "test", "examples", "bench")];
const paths = (sources: readonly Source[]) => sources.map(({ path }) => path);

describe("the files", () => {
	it(`have at most ${MOST_LINES} lines where users or a checkout run them`, () => {
		const long = [...shipped, ...sourcesBelow("tools")].filter(({ text }) => text.split("\n").length > MOST_LINES + 1);
		assert.deepEqual(paths(long), []);
	});

	it("have names in kebab-case", () => {
		const isKebab = ({ path }: Source) => /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?\.(ts|mjs|cjs)$/.test(basename(path));
		assert.deepEqual(paths(all.filter((source) => !isKebab(source))), []);
	});

	it("have names that say what is in them", () => {
		const isDrawer = ({ path }: Source) => /(^|\/|-)(utils?|helpers?|common|misc|shared)(-|\.|\/)/.test(path);
		assert.deepEqual(paths(all.filter(isDrawer)), []);
	});

	it("leave nothing for later", () => {
		const later = /\b(TOD[O]|FIXM[E])\b/;
		assert.deepEqual(paths(all.filter(({ text }) => later.test(text))), []);
	});

	it("export by name, and nothing by default", () => {
		const isDefault = (node: ts.Node) => ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword;
		assert.deepEqual(paths(shipped.filter((source) => containsNode(source, isDefault))), []);
	});

	it("have no any", () => {
		const isAny = ({ kind }: ts.Node) => kind === ts.SyntaxKind.AnyKeyword;
		assert.deepEqual(paths(all.filter((source) => containsNode(source, isAny))), []);
	});

	it(`have functions of at most ${MOST_FUNCTION_LINES} lines where users run them`, () => {
		const long = shipped.filter((source) =>
			containsNode(source, (node) => linesOfFunction(node) > MOST_FUNCTION_LINES),
		);
		assert.deepEqual(paths(long), []);
	});
});

function linesOfFunction(node: ts.Node): number {
	return ts.isFunctionLike(node) && "body" in node && node.body ? node.getText().split("\n").length : 0;
}

describe("an exported name", () => {
	for (const source of shipped) {
		it(`has a docstring in ${source.path}`, () => {
			const bare = source.tree.statements.filter((node) => isExported(node) && !hasDocstring(node));
			assert.deepEqual(bare.map(firstLine), []);
		});
	}
});

describe("a docstring", () => {
	it("starts with a sentence that a reader can stop at", () => {
		const texts = shipped.flatMap(({ tree, path }) =>
			tree.statements
				.filter((node) => isExported(node) && hasDocstring(node))
				.map((node) => ({ path, first: sentenceOf(node) })),
		);
		const odd = texts.filter(({ first }) => !/^[A-Z0-9`{"].*[.:]/s.test(first));
		assert.deepEqual(odd, []);
	});
});

function isExported(node: ts.Statement): boolean {
	const isOwn = ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
	return isOwn === true;
}

function docstringOf(node: ts.Statement): ts.JSDoc | undefined {
	return ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
}

function hasDocstring(node: ts.Statement): boolean {
	return docstringOf(node) !== undefined;
}

function sentenceOf(node: ts.Statement): string {
	return ts.getTextOfJSDocComment(docstringOf(node)?.comment)?.trim() ?? "";
}

function firstLine(node: ts.Statement): string {
	return node.getText().split("\n")[0] ?? "";
}
