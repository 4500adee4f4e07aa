import assert from "node:assert/strict";
import { openScreen } from "@/cli/screen";

/** Draws texts on a terminal of the given size, and returns what was written for each. */
function draw(size: { readonly rows?: number; readonly columns?: number }, ...texts: readonly string[]) {
	const written: string[] = [];
	const screen = openScreen({ ...size, write: (text) => written.push(text) });
	for (const text of texts) screen.draw(text);
	screen.close();
	return written;
}

describe("openScreen", () => {
	it("hides the cursor, draws each text over the previous one, and shows the cursor again", () => {
		assert.deepEqual(draw({ rows: 10, columns: 20 }, "a\nb\n", "c\n"), [
			"\u001b[?25l",
			"\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J",
			"\u001b[Hc\u001b[K\n\u001b[J",
			"\u001b[?25h",
		]);
	});

	const cases: readonly { readonly name: string; readonly text: string; readonly lines: readonly string[] }[] = [
		{ name: "all lines that fit", text: "1\n2\n3\n", lines: ["1", "2", "3"] },
		{ name: "the number of the lines that do not fit", text: "1\n2\n3\n4\n5", lines: ["1", "2", "and 3 more lines"] },
		{
			name: "a long line as several lines",
			text: `${"x".repeat(15)}\n2\n3\n`,
			lines: ["x".repeat(15), "and 2 more lines"],
		},
		{ name: "wide characters", text: "宽宽宽宽宽宽\n2\n3", lines: ["宽宽宽宽宽宽", "and 2 more lines"] },
		{
			name: "colours without width",
			text: `\u001b[31m${"x".repeat(10)}\u001b[39m\n2\n3`,
			lines: [`\u001b[31m${"x".repeat(10)}\u001b[39m`, "2", "3"],
		},
	];
	for (const { name, text, lines } of cases) {
		it(`draws ${name}`, () => {
			const [, drawn = ""] = draw({ rows: 4, columns: 10 }, text);
			assert.deepEqual(drawn.replace("\u001b[H", "").replace("\u001b[J", "").split("\u001b[K\n").slice(0, -1), lines);
		});
	}
});
