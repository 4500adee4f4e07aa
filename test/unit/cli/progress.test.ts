import assert from "node:assert/strict";
import { createProgress } from "../../../cli/progress";

/** What is written while the shown counts come at their times. */
function written(shows: readonly (readonly [ms: number, done: number])[], isTTY = true): string {
	let time = 0;
	let text = "";
	const stream = {
		isTTY,
		write: (part: string) => {
			text += part;
		},
	};
	const progress = createProgress({ stream, words: "accounts read", total: 10, now: () => time });
	for (const [ms, done] of shows) {
		time = ms;
		progress.show(done);
	}
	progress.end();
	return text.replaceAll("\r\u001b[K", "|");
}

describe("progress", () => {
	it("is quiet about what takes less than two seconds", () => {
		assert.equal(
			written([
				[0, 1],
				[1999, 10],
			]),
			"",
		);
	});

	it("is shown after that, five times a second at most, and taken away at the end", () => {
		assert.equal(
			written([
				[2000, 3],
				[2100, 4],
				[2200, 5],
			]),
			"|3 of 10 accounts read|5 of 10 accounts read|",
		);
	});

	it("is not shown where there is no terminal", () => {
		assert.equal(written([[3000, 3]], false), "");
	});
});
