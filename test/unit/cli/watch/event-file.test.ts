import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { openEventFile } from "@/cli/watch/event-file";
import { digestEvent } from "@/cli/watch/event-lines";
import { createFileSystem } from "@/cli/watch/file-system";
import { createEvent } from "./event";

const first = formatEvent(createEvent({ account: "first" }));
const second = formatEvent(createEvent({ account: "second" }));

const fileSystem = createFileSystem();

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
		const opened = await openEventFile(file, fileSystem);
		const { cutBytes, lastDigests } = opened;
		const size = await opened.size();
		await opened.close();
		return { text: readFileSync(file, "utf8"), size, cutBytes, lastDigests };
	}

	it("creates a file that only its owner can access, and appends lines", async () => {
		const opened = await openEventFile(file, fileSystem);
		await opened.append(first);
		await opened.append(second);
		assert.deepEqual([await opened.size(), readFileSync(file, "utf8")], [first.length + second.length, first + second]);
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

	it("returns the digests of the complete events, and keeps the removed bytes beside the file", async () => {
		const { lastDigests } = await afterOpening(`${first}${second}${half}`);
		assert.deepEqual(
			lastDigests,
			["first", "second"].map((account) => digestEvent(createEvent({ account }))),
		);
		assert.equal(readFileSync(`${file}.cut`, "utf8"), `${half}\n`);
	});

	it("appends the removed bytes to those of an earlier start, also after an incomplete append", async () => {
		for (const before of [`${half}\n`, '{"version":1,"ti']) {
			writeFileSync(`${file}.cut`, before);
			await afterOpening(`${first}${half}`);
			assert.equal(readFileSync(`${file}.cut`, "utf8"), `${before.trimEnd()}\n${half}\n`);
			await afterOpening(`${first}${half}`);
		}
	});

	const kept: readonly { name: string; create: (path: string) => unknown }[] = [
		{ name: "a text", create: (path) => writeFileSync(path, "notes\n") },
		{ name: "events", create: (path) => writeFileSync(path, first) },
		{ name: "a start of an event and a text", create: (path) => writeFileSync(path, `${half}\nnotes\n`) },
		{
			name: "a link to a text",
			create: (path) => {
				writeFileSync(join(folder, "notes"), "notes\n");
				symlinkSync(join(folder, "notes"), path);
			},
		},
		{ name: "a link to a file that does not exist", create: (path) => symlinkSync(join(folder, "none"), path) },
		{ name: "a folder", create: (path) => mkdirSync(path) },
	];
	for (const { name, create } of kept) {
		it(`rejects an incomplete last line if FILE.cut is ${name}, and changes no file`, async function () {
			if (process.platform === "win32") this.skip();
			create(`${file}.cut`);
			writeFileSync(file, `${first}${half}`);
			const contents = () =>
				readdirSync(folder).map((each) => [
					each,
					lstatSync(join(folder, each)).isFile() && readFileSync(join(folder, each), "utf8"),
				]);
			const before = contents();
			await assert.rejects(openEventFile(file, fileSystem), {
				message: `${file}.cut: not a file of the watch, which uses this name; move it, or pass another file to --events`,
			});
			assert.deepEqual(contents(), before);
		});
	}

	const foreign: readonly { name: string; text: string; line: number }[] = [
		{ name: "a text", text: "a letter without a line break", line: 1 },
		{ name: "a JSON document", text: '{"name":"x"}', line: 1 },
		{ name: "a minified stack export", text: '{"version":3,"deployment":{"resources":[]}}', line: 1 },
		{ name: "a stack export that is being written", text: '{"version":3,"deployment":{"reso', line: 1 },
		{ name: "a source map", text: '{"version":3,"file":"x","mappings":"AAAA', line: 1 },
		{
			name: "a JSON object of each line",
			text: '{"version":1,"note":"not an event"}\n{"version":3,"file":"x"',
			line: 1,
		},
		{ name: "events and another line", text: `${first}a\n${second}`, line: 2 },
		{ name: "events and another last line", text: `${first}${second}{"version":1,"note`, line: 3 },
		{ name: "an event that is not UTF-8", text: `${first}${second}`, line: 2 },
		{ name: "a long line", text: "a".repeat(1_100_000), line: 1 },
	];
	for (const { name, text, line } of foreign) {
		it(`rejects a file with ${name}, and does not change the file`, async () => {
			const bytes = Buffer.from(text);
			if (name.endsWith("UTF-8")) bytes[first.length + second.indexOf("carol")] = 0xff;
			writeFileSync(file, bytes);
			await assert.rejects(openEventFile(file, fileSystem), {
				message: `${file}: line ${line}: not an event; correct or remove the line, or pass another file to --events`,
			});
			assert.deepEqual(readFileSync(file), bytes);
			assert.deepEqual(readdirSync(folder), ["events.jsonl"]);
		});
	}

	const unusable: readonly { name: string; path: () => string; reason: string }[] = [
		{ name: "a folder", path: () => folder, reason: "not a regular file; pass another file to --events" },
		{ name: "a device", path: () => devNull, reason: "not a regular file; pass another file to --events" },
		{
			name: "a file in a missing folder",
			path: () => join(folder, "none", "e"),
			reason: "no such folder; create it, or check --events",
		},
	];
	for (const { name, path, reason } of unusable) {
		it(`rejects ${name}`, async () => {
			await assert.rejects(openEventFile(path(), fileSystem), { message: `${path()}: ${reason}` });
		});
	}

	it("rejects a FIFO without waiting for its other end", async function () {
		if (process.platform === "win32") this.skip();
		execFileSync("mkfifo", [file]);
		await assert.rejects(openEventFile(file, fileSystem), /: not a regular file; pass another file to --events$/);
	});
});
