import ts from "typescript";
import type { Source } from "./sources";

/** A name that a source file declares. */
export interface Declaration {
	readonly name: string;
	/** The name of the exported type of which `name` is a member. Absent for a top-level name. */
	readonly type?: string;
	readonly line: number;
}

/** Returns the top-level names of a file and the members of its exported types. */
export function readDeclarations({ tree }: Source): readonly Declaration[] {
	return tree.statements.flatMap((statement) => [
		...topLevelNames(statement).map((name) => toDeclaration(name, tree)),
		...(isExported(statement) ? readMembers(statement, tree) : []),
	]);
}

/** Returns the line of a position in a file, counted from 1. */
export function lineAt(tree: ts.SourceFile, position: number): number {
	return tree.getLineAndCharacterOfPosition(position).line + 1;
}

/** Returns whether a statement has the keyword `export`. */
export function isExported(node: ts.Statement): boolean {
	const isOwn = ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
	return isOwn === true;
}

function toDeclaration(name: ts.Node, tree: ts.SourceFile, type?: string): Declaration {
	const line = lineAt(tree, name.getStart(tree));
	const text = ts.isStringLiteralLike(name) ? name.text : name.getText(tree);
	return type === undefined ? { name: text, line } : { name: text, type, line };
}

function topLevelNames(statement: ts.Statement): readonly ts.Node[] {
	if (ts.isVariableStatement(statement)) {
		return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
	}
	return isNamed(statement) && statement.name !== undefined ? [statement.name] : [];
}

function isNamed(statement: ts.Statement): statement is ts.Statement & { readonly name?: ts.Node } {
	return (
		ts.isFunctionDeclaration(statement) ||
		ts.isClassDeclaration(statement) ||
		ts.isInterfaceDeclaration(statement) ||
		ts.isTypeAliasDeclaration(statement) ||
		ts.isEnumDeclaration(statement)
	);
}

function boundNames(name: ts.BindingName): readonly ts.Node[] {
	if (ts.isIdentifier(name)) return [name];
	return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function readMembers(statement: ts.Statement, tree: ts.SourceFile): readonly Declaration[] {
	if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) {
		const type = statement.name?.text ?? "";
		return statement.members.flatMap(({ name }) => (name === undefined ? [] : [toDeclaration(name, tree, type)]));
	}
	if (!ts.isTypeAliasDeclaration(statement)) return [];
	return typeLiterals(statement.type).flatMap(({ members }) =>
		members.flatMap(({ name }) => (name === undefined ? [] : [toDeclaration(name, tree, statement.name.text)])),
	);
}

/**
 * Returns the type literals that contain the members of a type. Includes the literals of a union or an intersection,
 * but not the literals in the type of a member.
 */
function typeLiterals(type: ts.TypeNode): readonly ts.TypeLiteralNode[] {
	if (ts.isTypeLiteralNode(type)) return [type];
	if (ts.isParenthesizedTypeNode(type)) return typeLiterals(type.type);
	return ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type) ? type.types.flatMap(typeLiterals) : [];
}
