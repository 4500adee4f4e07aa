import assert from "node:assert/strict";
import { report } from "@/cli/watch/command";
import type { DeclaredState } from "@/cli/watch/declared-state";
import { createEvent } from "@/test/unit/cli/watch/event";

const declaring = (...paths: readonly string[]): DeclaredState => ({ changedInputs: async () => paths });

describe("tell", () => {
	const rows = [
		{
			name: "every change by somebody else",
			declared: undefined,
			ours: false,
			line: /^alice: Tag_Profile_IM_Nick changed/,
		},
		{
			name: "a change of what a state declares",
			declared: declaring("nick"),
			ours: false,
			line: /^drift: alice: nick/,
		},
		{ name: "no change of anything else", declared: declaring(), ours: false, line: undefined },
		{ name: "no write of ours", declared: undefined, ours: true, line: undefined },
		{ name: "no write of ours of what a state declares", declared: declaring("nick"), ours: true, line: undefined },
	];
	for (const { name, declared, ours, line } of rows) {
		it(`tells ${name}`, async () => {
			const said: string[] = [];
			await report(createEvent({ ours }), { declared, print: (text) => said.push(text) });
			assert.equal(said.length, line === undefined ? 0 : 1);
			if (line !== undefined) assert.match(said[0] ?? "", line);
		});
	}
});
