import assert from "node:assert/strict";
import { lineAt } from "./declarations";
import { readDocstrings } from "./prose";
import { readSources } from "./sources";

const shipped = readSources("provider", "cli", "emulator");
const all = [...shipped, ...readSources("tools", "test", "examples", "bench")];

describe("the source code", () => {
	it("contains no open TO-DO comment", () => {
		const unfinished = all.filter(({ text }) => /\b(TOD[O]|FIXM[E])\b/.test(text));
		assert.deepEqual(
			unfinished.map(({ path }) => path),
			[],
		);
	});

	it("has docstrings that start with a complete sentence", () => {
		const odd = shipped.flatMap((source) =>
			readDocstrings(source)
				.filter(({ text }) => text !== "" && !/^[A-Z0-9`{"].*[.:]/s.test(text))
				.map(({ start }) => `${source.path}:${lineAt(source.tree, start)}`),
		);
		assert.deepEqual(odd, []);
	});
});
