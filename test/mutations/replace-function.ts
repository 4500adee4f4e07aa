import ts from "typescript";

/**
 * Returns the source of a module in which one function is replaced. `name` is the name of a function declaration, of a
 * constant that contains a function, or of a method of an object literal. `outer.inner` is a function inside another
 * function. `replacement` is the source of a function that gets the original function and returns its replacement.
 *
 * @throws Error if the source does not contain exactly one such function.
 */
export function replaceFunction(source: string, name: string, replacement: string): string {
	const tree = ts.createSourceFile("module.ts", source, ts.ScriptTarget.Latest, true);
	const found = findFunctions(tree, name.split("."));
	const [target] = found;
	if (target === undefined || found.length > 1)
		throw new Error(`expected one function named ${name}; found ${found.length}`);
	return ts.isFunctionDeclaration(target)
		? wrapDeclaration(source, target, replacement)
		: wrapExpression(source, target, replacement);
}

type NamedFunction = ts.FunctionDeclaration | ts.MethodDeclaration | (FunctionHolder & { initializer: ts.Expression });

type FunctionHolder = ts.PropertyAssignment | ts.VariableDeclaration;

function findFunctions(within: ts.Node, [name = "", ...inner]: readonly string[]): readonly NamedFunction[] {
	const found: NamedFunction[] = [];
	const visit = (node: ts.Node) => {
		if (isFunctionNamed(node, name)) found.push(node);
		else ts.forEachChild(node, visit);
	};
	ts.forEachChild(within, visit);
	return inner.length === 0 ? found : found.flatMap((outer) => findFunctions(outer, inner));
}

function isFunctionNamed(node: ts.Node, name: string): node is NamedFunction {
	if (ts.isFunctionDeclaration(node)) return node.name?.text === name && node.body !== undefined;
	if (ts.isMethodDeclaration(node)) return node.name.getText() === name && ts.isObjectLiteralExpression(node.parent);
	const isHolder = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node);
	if (!isHolder || node.name.getText() !== name || node.initializer === undefined) return false;
	return ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer);
}

/**
 * Renames a function declaration, and adds a declaration with the original name that calls the replacement. Both
 * declarations are hoisted.
 */
function wrapDeclaration(source: string, target: ts.FunctionDeclaration, replacement: string): string {
	const { name } = target;
	if (name === undefined) throw new Error("the function has no name");
	const original = `${name.text}Original`;
	const isExported = target.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
	const added = `function ${name.text}(...args) { return (${replacement})(${original})(...args); }`;
	const [before, after] = [source.slice(0, name.getStart()), source.slice(name.getEnd(), target.getEnd())];
	return `${before}${original}${after}\n${isExported ? "export " : ""}${added}\n${source.slice(target.getEnd())}`;
}

function wrapExpression(source: string, target: Exclude<NamedFunction, ts.FunctionDeclaration>, replacement: string) {
	if (ts.isMethodDeclaration(target)) {
		const isAsync = target.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
		const method = source.slice(target.name.getEnd(), target.getEnd());
		const wrapped = `${target.name.getText()}: (${replacement})(${isAsync ? "async " : ""}function ${method})`;
		return `${source.slice(0, target.getStart())}${wrapped}${source.slice(target.getEnd())}`;
	}
	const { initializer } = target;
	const [start, end] = [initializer.getStart(), initializer.getEnd()];
	return `${source.slice(0, start)}(${replacement})(${source.slice(start, end)})${source.slice(end)}`;
}
