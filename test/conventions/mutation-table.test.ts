import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { mutations } from "@/test/mutations/mutation-table";
import { replaceFunction } from "@/test/mutations/replace-function";
import { root } from "./sources";

describe("the mutation table", () => {
	for (const { name, file, function: target, replacement, tests } of mutations) {
		it(`lists one existing function, a replacement that parses, and existing tests: ${name}`, () => {
			const mutated = replaceFunction(readFileSync(join(root, file), "utf8"), target, replacement);
			const { diagnostics = [] } = ts.transpileModule(mutated, { reportDiagnostics: true });
			assert.deepEqual(
				diagnostics.map(({ messageText }) => messageText),
				[],
			);
			for (const test of tests.filter((each) => each.startsWith("test/")))
				assert.ok(existsSync(join(root, test)), test);
		});
	}
});
