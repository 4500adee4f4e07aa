import assert from "node:assert/strict";
import ts from "typescript";
import { replaceFunction } from "./replace-function";

/** Runs a module after one of its functions was replaced. Returns the result of the module's function `run`. */
function runReplaced(source: string, name: string, replacement: string): unknown {
	const { outputText } = ts.transpileModule(replaceFunction(source, name, replacement), {
		compilerOptions: { module: ts.ModuleKind.CommonJS },
	});
	const exported: { run?: () => unknown } = {};
	new Function("exports", outputText)(exported);
	return exported.run?.();
}

describe("replaceFunction", () => {
	const doubled = "(original) => (...args) => original(...args) * 2";
	const forms: readonly { readonly name: string; readonly source: string; readonly target: string }[] = [
		{
			name: "a function declaration",
			source: "export const run = () => f(3); function f(a: number) { return a; }",
			target: "f",
		},
		{ name: "an exported function declaration", source: "export function run(): number { return 3; }", target: "run" },
		{
			name: "a constant that contains a function",
			source: "const f = (a: number) => a; export const run = () => f(3);",
			target: "f",
		},
		{
			name: "a method",
			source: "const o = { f(a: number) { return a; } }; export const run = () => o.f(3);",
			target: "f",
		},
		{
			name: "a property that contains a function",
			source: "const o = { f: (a: number) => a }; export const run = () => o.f(3);",
			target: "f",
		},
		{
			name: "a function inside another function",
			source: "function f() { return 3; } export function run() { const f = () => 3; return f(); }",
			target: "run.f",
		},
	];
	for (const { name, source, target } of forms) {
		it(`replaces ${name}`, () => assert.equal(runReplaced(source, target, doubled), 6));
	}

	it("replaces an asynchronous method", async () => {
		const source = "const o = { async f(a: number) { return a; } }; export const run = () => o.f(3);";
		assert.equal(await runReplaced(source, "f", "(original) => async (a) => (await original(a)) * 2"), 6);
	});

	for (const source of ["", "const f = 1;", "function f() {} const o = { f() {} };"]) {
		it(`rejects the source ${JSON.stringify(source)}`, () => {
			assert.throws(() => replaceFunction(source, "f", doubled), /^Error: expected one function named f; found \d$/);
		});
	}
});
