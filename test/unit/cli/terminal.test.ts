import assert from "node:assert/strict";
import { textStyle } from "@/cli/terminal";

describe("lookOf", () => {
	const terminal = { isTTY: true, columns: 60 };
	const rows = [
		{ name: "a terminal", stream: terminal, env: { TERM: "xterm" }, look: { colour: true, width: 60 } },
		{
			name: "a terminal of which nothing is known",
			stream: { isTTY: true },
			env: {},
			look: { colour: true, width: 120 },
		},
		{ name: "NO_COLOR", stream: terminal, env: { NO_COLOR: "1" }, look: { colour: false, width: 60 } },
		{ name: "a dumb terminal", stream: terminal, env: { TERM: "dumb" }, look: { colour: false, width: 60 } },
		{ name: "a file", stream: { columns: 60 }, env: { TERM: "xterm" }, look: { colour: false, width: 120 } },
		{ name: "FORCE_COLOR", stream: {}, env: { FORCE_COLOR: "1" }, look: { colour: true, width: 120 } },
		{ name: "FORCE_COLOR=0", stream: {}, env: { FORCE_COLOR: "0" }, look: { colour: false, width: 120 } },
		{ name: "both", stream: {}, env: { FORCE_COLOR: "1", NO_COLOR: "1" }, look: { colour: false, width: 120 } },
	];
	for (const { name, stream, env, look } of rows) {
		it(`gives ${look.colour ? "colour" : "none"} and ${look.width} columns for ${name}`, () => {
			assert.deepEqual(textStyle(stream, env), look);
		});
	}
});
