import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

/** The checkout. */
export const root = resolve(__dirname, "../..");

/** One source file, parsed. `path` is from the checkout's root, with `/`. */
export interface Source {
	readonly path: string;
	readonly text: string;
	readonly tree: ts.SourceFile;
}

/** Every source file below some folders of the checkout. */
export function sourcesBelow(...folders: readonly string[]): readonly Source[] {
	const files = folders.flatMap((folder) => pathsBelow(join(root, folder)));
	return files.map((file) => sourceOf(relative(root, file).replaceAll("\\", "/"), readFileSync(file, "utf8")));
}

/** A text as a source file of this path. */
export function sourceOf(path: string, text: string): Source {
	return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** The modules that a file loads when it runs: what it imports for types alone is not among them. */
export function runtimeImports({ tree }: Source): readonly string[] {
	const found: string[] = [];
	const visit = (node: ts.Node) => {
		const name = importedAtRunTime(node);
		if (name !== undefined) found.push(name);
		ts.forEachChild(node, visit);
	};
	visit(tree);
	return found;
}

/** Whether any node of a file is of a kind that `is` knows. */
export function containsNode({ tree }: Source, is: (node: ts.Node) => boolean): boolean {
	const visit = (node: ts.Node): boolean => is(node) || (ts.forEachChild(node, visit) ?? false);
	return visit(tree);
}

function pathsBelow(folder: string): readonly string[] {
	const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
	return entries
		.filter((entry) => entry.isFile() && /\.(ts|mjs|cjs)$/.test(entry.name) && !/node_modules/.test(entry.parentPath))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

function importedAtRunTime(node: ts.Node): string | undefined {
	if (ts.isImportDeclaration(node)) {
		return isTypeOnlyImport(node.importClause) ? undefined : textOf(node.moduleSpecifier);
	}
	if (ts.isExportDeclaration(node)) return isTypeOnlyExport(node) ? undefined : textOf(node.moduleSpecifier);
	if (ts.isExternalModuleReference(node)) return textOf(node.expression);
	return ts.isCallExpression(node) && isLoader(node.expression) ? textOf(node.arguments[0]) : undefined;
}

function isTypeOnlyExport({ exportClause, isTypeOnly: typeOnly, moduleSpecifier }: ts.ExportDeclaration): boolean {
	if (typeOnly || moduleSpecifier === undefined) return true;
	return exportClause !== undefined && ts.isNamedExports(exportClause) && exportClause.elements.every(isTypeOnly);
}

function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
	if (clause === undefined) return false;
	if (clause.isTypeOnly) return true;
	const { name, namedBindings } = clause;
	if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
	return namedBindings.elements.length > 0 && namedBindings.elements.every(isTypeOnly);
}

function isTypeOnly({ isTypeOnly: typeOnly }: { readonly isTypeOnly: boolean }): boolean {
	return typeOnly;
}

function isLoader(callee: ts.Expression): boolean {
	return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function textOf(node: ts.Expression | undefined): string {
	return node !== undefined && ts.isStringLiteralLike(node) ? node.text : "(computed)";
}
