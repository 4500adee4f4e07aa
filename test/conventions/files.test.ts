import assert from "node:assert/strict";
import { lineAt } from "./declarations";
import { readDocstrings } from "./prose";
import { sourcesBelow } from "./sources";

const shipped = sourcesBelow("provider", "cli", "emulator");
const all = [...shipped, ...sourcesBelow("tools", "test", "examples", "bench")];

describe("source files", () => {
	it("contain no open TO-DO", () => {
		const unfinished = all.filter(({ text }) => /\b(TOD[O]|FIXM[E])\b/.test(text));
		assert.deepEqual(
			unfinished.map(({ path }) => path),
			[],
		);
	});

	it("have docstrings that start with a sentence", () => {
		const odd = shipped.flatMap((source) =>
			readDocstrings(source)
				.filter(({ text }) => text !== "" && !/^[A-Z0-9`{"].*[.:]/s.test(text))
				.map(({ start }) => `${source.path}:${lineAt(source.tree, start)}`),
		);
		assert.deepEqual(odd, []);
	});
});
