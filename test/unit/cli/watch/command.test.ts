import assert from "node:assert/strict";
import { report } from "@/cli/watch/command";
import type { DeclaredState } from "@/cli/watch/declared-state";
import { createEvent } from "./event";

const declaring = (...paths: readonly string[]): DeclaredState => ({ changedInputs: async () => paths });

describe("report", () => {
	const rows = [
		{
			name: "a change by another operator",
			declared: undefined,
			ours: false,
			line: /^alice: Tag_Profile_IM_Nick changed/,
		},
		{
			name: "a change of a declared input by another operator",
			declared: declaring("nick"),
			ours: false,
			line: /^drift: alice: nick/,
		},
		{
			name: "nothing for a change of tags that the state does not declare",
			declared: declaring(),
			ours: false,
			line: undefined,
		},
		{ name: "nothing for a change by this package", declared: undefined, ours: true, line: undefined },
		{
			name: "nothing for a change of a declared input by this package",
			declared: declaring("nick"),
			ours: true,
			line: undefined,
		},
	];
	for (const { name, declared, ours, line } of rows) {
		it(`prints ${name}`, async () => {
			const lines: string[] = [];
			await report(createEvent({ ours }), { declared, print: (text) => lines.push(text) });
			assert.equal(lines.length, line === undefined ? 0 : 1);
			if (line !== undefined) assert.match(lines[0] ?? "", line);
		});
	}
});
