import ts from "typescript";
import type { Source } from "./sources";

/** The start and end offset of prose in a source file: a comment or the text of a string. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A docstring and the declaration that it belongs to. */
export interface Docstring {
	readonly node: ts.Node;
	readonly start: number;
	readonly text: string;
}

/** Returns the comments of a file. */
export function readComments({ tree }: Source): readonly Span[] {
	const spans: Span[] = [];
	const visit = (node: ts.Node) => {
		const children = node.getChildren(tree).filter((child) => !ts.isJSDoc(child));
		if (children.length === 0) addSpan(spans, node.getFullStart(), node.getStart(tree));
		for (const child of children) visit(child);
	};
	visit(tree);
	return spans;
}

/** Returns the strings of a file that can contain prose: all strings except module specifiers. */
export function readStrings(source: Source): readonly Span[] {
	return stringsWhere(source, ({ parent }) => !ts.isImportDeclaration(parent) && !ts.isExportDeclaration(parent));
}

/** Returns the test titles of a file: arguments of `describe` and `it`, and values of `name` or `title` in tables. */
export function readTitles(source: Source): readonly Span[] {
	return stringsWhere(source, isTitle);
}

/** Returns the docstrings of a file. */
export function readDocstrings({ tree }: Source): readonly Docstring[] {
	const found: Docstring[] = [];
	const visit = (node: ts.Node) => {
		for (const child of node.getChildren(tree)) {
			if (!ts.isJSDoc(child)) visit(child);
			else
				found.push({ node, start: child.getStart(tree), text: ts.getTextOfJSDocComment(child.comment)?.trim() ?? "" });
		}
	};
	visit(tree);
	return found;
}

/**
 * Returns the source text of the type annotation of a declaration, or of the return type of a function. Returns
 * `undefined` if there is no annotation.
 */
export function typeTextOf(node: ts.Node): string | undefined {
	if (ts.isVariableStatement(node)) {
		const [declaration] = node.declarationList.declarations;
		return declaration && (declaration.type?.getText() ?? returnTypeOf(declaration.initializer));
	}
	if (ts.isPropertyAssignment(node)) return returnTypeOf(node.initializer);
	if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) return "object";
	return (node as { readonly type?: ts.TypeNode }).type?.getText();
}

function returnTypeOf(value: ts.Expression | undefined): string | undefined {
	return value !== undefined && ts.isFunctionLike(value) ? value.type?.getText() : undefined;
}

function addSpan(spans: Span[], start: number, end: number): void {
	if (end > start) spans.push({ start, end });
}

function stringsWhere({ tree }: Source, accepts: (literal: ts.Node) => boolean): readonly Span[] {
	const spans: Span[] = [];
	const visit = (node: ts.Node) => {
		if (isText(node) && accepts(literalOf(node))) addSpan(spans, node.getStart(tree), node.getEnd());
		ts.forEachChild(node, visit);
	};
	visit(tree);
	return spans;
}

function isText(node: ts.Node): boolean {
	return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

/** Returns the literal to which a string node belongs: the surrounding template, or the node itself. */
function literalOf(text: ts.Node): ts.Node {
	if (ts.isTemplateHead(text)) return text.parent;
	return ts.isTemplateMiddleOrTemplateTail(text) ? text.parent.parent : text;
}

function isTitle(node: ts.Node): boolean {
	const { parent } = node;
	if (ts.isPropertyAssignment(parent))
		return /^(name|title)$/.test(parent.name.getText()) && parent.initializer === node;
	return (
		ts.isCallExpression(parent) && parent.arguments[0] === node && /^(describe|it)\b/.test(parent.expression.getText())
	);
}
