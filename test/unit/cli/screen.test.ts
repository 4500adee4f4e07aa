import assert from "node:assert/strict";
import { openScreen, type Screen, type ScreenStream } from "@/cli/screen";

const now = () => new Date("2026-03-01T10:00:05.250Z");
const TIME = "2026-03-01 10:00:05 UTC";

/** Uses a screen of the given size, and returns what was written for each call. */
function write(size: Omit<ScreenStream, "write">, use: (screen: Screen) => void): readonly string[] {
	const written: string[] = [];
	const screen = openScreen({ ...size, write: (text) => written.push(text) }, now);
	use(screen);
	return written;
}

/** Returns the lines that the last call drew. */
function drawnLines(written: readonly string[]): readonly string[] {
	const last = written.at(-1) ?? "";
	return last.replace("\u001b[H", "").replace("\u001b[J", "").split("\u001b[K\n").slice(0, -1);
}

describe("openScreen", () => {
	it("hides the cursor, draws each report with its time over the previous one, and shows the cursor again", () => {
		const written = write({ rows: 10, columns: 40 }, (screen) => {
			screen.show("a\nb\n");
			screen.show("c\n");
			screen.close();
		});
		assert.deepEqual(written, [
			"\u001b[?25l",
			`\u001b[H${TIME}\u001b[K\n\u001b[K\na\u001b[K\nb\u001b[K\n\u001b[J`,
			`\u001b[H${TIME}\u001b[K\n\u001b[K\nc\u001b[K\n\u001b[J`,
			"\u001b[?25h",
		]);
	});

	it("draws the messages of a run below its report, and removes them in the next run", () => {
		const written = write({ rows: 10, columns: 40 }, (screen) => {
			screen.warn("before\nthe report");
			screen.show("1\n");
			screen.warn("after the report");
		});
		const before = "pulumi-tim: before\\u{a}the report";
		assert.deepEqual(drawnLines(written.slice(0, 2)), [before]);
		assert.deepEqual(drawnLines(written), [TIME, "", "1", before, "pulumi-tim: after the report"]);
		const next = write({ rows: 10, columns: 40 }, (screen) => {
			screen.show("1\n");
			screen.warn("of the first run");
			screen.startRun();
			screen.warn("of the second run");
		});
		assert.deepEqual(drawnLines(next), [TIME, "", "1", "pulumi-tim: of the second run"]);
	});

	const cases: readonly { readonly name: string; readonly text: string; readonly lines: readonly string[] }[] = [
		{ name: "all lines that fit", text: "1\n2\n3\n", lines: ["1", "2", "3"] },
		{
			name: "the last line, and the number of the lines that do not fit",
			text: "1\n2\n3\n4\n5",
			lines: ["1", "and 3 more lines", "5"],
		},
		{
			name: "a long line as several lines",
			text: `${"x".repeat(35)}\n2\n3\n`,
			lines: ["and 2 more lines", "3"],
		},
		{ name: "wide characters", text: `${"宽".repeat(16)}\n2\n3`, lines: ["and 2 more lines", "3"] },
		{
			name: "colours without width",
			text: `\u001b[31m${"x".repeat(30)}\u001b[39m\n2\n3`,
			lines: [`\u001b[31m${"x".repeat(30)}\u001b[39m`, "2", "3"],
		},
	];
	for (const { name, text, lines } of cases) {
		it(`draws ${name}`, () => {
			const written = write({ rows: 6, columns: 30 }, (screen) => screen.show(text));
			assert.deepEqual(drawnLines(written).slice(2), lines);
		});
	}
});
