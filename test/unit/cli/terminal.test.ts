import assert from "node:assert/strict";
import { textStyle, withProgress } from "@/cli/terminal";

describe("textStyle", () => {
	const terminal = { isTTY: true, columns: 60 };
	const rows = [
		{ name: "a terminal", stream: terminal, env: { TERM: "xterm" }, style: { colour: true, width: 60 } },
		{
			name: "a terminal of unknown width",
			stream: { isTTY: true },
			env: {},
			style: { colour: true, width: 120 },
		},
		{
			name: "a terminal that reports no width",
			stream: { isTTY: true, columns: 0 },
			env: {},
			style: { colour: true, width: 120 },
		},
		{ name: "a terminal with NO_COLOR", stream: terminal, env: { NO_COLOR: "1" }, style: { colour: false, width: 60 } },
		{ name: "a dumb terminal", stream: terminal, env: { TERM: "dumb" }, style: { colour: false, width: 60 } },
		{ name: "a file", stream: { columns: 60 }, env: { TERM: "xterm" }, style: { colour: false, width: 120 } },
		{ name: "a pipe with FORCE_COLOR", stream: {}, env: { FORCE_COLOR: "1" }, style: { colour: true, width: 120 } },
		{ name: "a pipe with FORCE_COLOR=0", stream: {}, env: { FORCE_COLOR: "0" }, style: { colour: false, width: 120 } },
		{
			name: "a pipe with FORCE_COLOR and NO_COLOR",
			stream: {},
			env: { FORCE_COLOR: "1", NO_COLOR: "1" },
			style: { colour: false, width: 120 },
		},
	];
	for (const { name, stream, env, style } of rows) {
		it(`uses ${style.colour ? "colour" : "no colour"} and ${style.width} columns for ${name}`, () => {
			assert.deepEqual(textStyle(stream, env), style);
		});
	}
});

/** Runs work with progress. The work lasts for `ticks` updates of the progress. Returns the texts that were written. */
async function written(ticks: number, { isTTY, fails = false }: { isTTY: boolean; fails?: boolean }) {
	const texts: string[] = [];
	const timer = { tick() {} };
	let isStopped = false;
	const every = (_: number, work: () => void) => {
		timer.tick = work;
		return () => {
			isStopped = true;
		};
	};
	let done = 0;
	const work = async () => {
		while (done < ticks) {
			timer.tick();
			done += 1;
		}
		if (fails) throw new Error("no");
	};
	const stream = { isTTY, write: (text: string) => texts.push(text) };
	await withProgress(() => `read ${done}`, work, { stream, every }).catch(() => undefined);
	return { texts, isStopped };
}

describe("withProgress", () => {
	it("writes nothing to a pipe, however long the work takes", async () => {
		assert.deepEqual(await written(9, { isTTY: false }), { texts: [], isStopped: false });
	});

	it("writes nothing to a terminal in less than two seconds", async () => {
		assert.deepEqual(await written(3, { isTTY: true }), { texts: [], isStopped: true });
	});

	for (const fails of [false, true]) {
		it(`shows progress after two seconds, and clears the line ${fails ? "if the work fails" : "at the end"}`, async () => {
			const { texts, isStopped } = await written(5, { isTTY: true, fails });
			assert.deepEqual(texts, ["\r\u001b[Kread 3", "\r\u001b[Kread 4", "\r\u001b[K"]);
			assert.ok(isStopped);
		});
	}
});
