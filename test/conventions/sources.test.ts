import assert from "node:assert/strict";
import { runtimeImports, sourceOf } from "./sources";

describe("runtimeImports", () => {
	const loads = [
		'import a from "x"',
		'import { a } from "x"',
		'import { type A, b } from "x"',
		'import a, { type A } from "x"',
		'import * as a from "x"',
		'import "x"',
		'export { a } from "x"',
		'export * from "x"',
		'import a = require("x")',
		'const a = require("x")',
		'const a = () => import("x")',
	];
	for (const text of loads) {
		it(`sees ${text}`, () => assert.deepEqual(runtimeImports(sourceOf("a.ts", text)), ["x"]));
	}

	const passes = [
		'import type a from "x"',
		'import type { A } from "x"',
		'import { type A, type B } from "x"',
		'export type { A } from "x"',
		'export type * from "x"',
		'export { type A } from "x"',
		"export const a = 1",
	];
	for (const text of passes) {
		it(`passes over ${text}`, () => assert.deepEqual(runtimeImports(sourceOf("a.ts", text)), []));
	}

	it("sees that a name is computed", () => {
		assert.deepEqual(runtimeImports(sourceOf("a.ts", "require(name)")), ["(computed)"]);
	});
});
