import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { openEventFile } from "@/cli/watch/event-file";
import { createEvent } from "./event";

const first = formatEvent(createEvent({ account: "first" }));
const second = formatEvent(createEvent({ account: "second" }));

describe("openEventFile", () => {
	let folder: string;
	let file: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-events-"));
		file = join(folder, "events.jsonl");
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	async function afterOpening(text: string) {
		writeFileSync(file, text);
		const opened = await openEventFile(file);
		const { size, cutBytes, lastLines } = opened;
		await opened.close();
		return { text: readFileSync(file, "utf8"), size, cutBytes, lastLines };
	}

	it("creates a file that only its owner can access, and appends lines", async () => {
		const opened = await openEventFile(file);
		await opened.append(first);
		await opened.append(second);
		assert.deepEqual([opened.size, readFileSync(file, "utf8")], [first.length + second.length, first + second]);
		if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
		await opened.close();
	});

	const half = second.slice(0, -20);
	const repaired: readonly { name: string; before: string; after: string; cutBytes: number }[] = [
		{ name: "keeps a complete file", before: first + second, after: first + second, cutBytes: 0 },
		{ name: "removes an incomplete last line", before: first + half, after: first, cutBytes: half.length },
		{ name: "removes an incomplete line that is the only line", before: half, after: "", cutBytes: half.length },
		{ name: "removes a line of which only the first bytes were written", before: '{"ver', after: "", cutBytes: 5 },
		{
			name: "removes zero bytes, which a power failure can leave",
			before: `${first}\0\0\0\0`,
			after: first,
			cutBytes: 4,
		},
		{
			name: "appends a missing line break",
			before: first + second.trimEnd(),
			after: first + second,
			cutBytes: 0,
		},
	];
	for (const { name, before, after, cutBytes } of repaired) {
		it(name, async () => {
			const { text, size, ...found } = await afterOpening(before);
			assert.deepEqual([text, size, found.cutBytes], [after, after.length, cutBytes]);
		});
	}

	it("returns the complete events at the end of the file", async () => {
		const { lastLines } = await afterOpening(`${first}{"version":9}\n${second}${half}`);
		assert.deepEqual(lastLines, [first.trimEnd(), second.trimEnd()]);
	});

	it("rejects a file that is not an events file, and does not change the file", async () => {
		writeFileSync(file, "a letter without a line break");
		await assert.rejects(openEventFile(file), {
			message: `${file}: not an events file; pass another file to --events`,
		});
		assert.equal(readFileSync(file, "utf8"), "a letter without a line break");
	});
});
