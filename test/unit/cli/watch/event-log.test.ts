import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { createEventRecorder, type EventLogOptions, openEventLog } from "@/cli/watch/event-log";
import { createEvent } from "@/test/unit/cli/watch/event";

const line = (account: string) => formatEvent(createEvent({ account }));

const lineBytes = line("0000").length;

describe("a journal", () => {
	let folder: string;
	let said: string[];
	let options: EventLogOptions;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-journal-"));
		said = [];
		options = { file: join(folder, "e"), maxBytes: 2 * lineBytes, keep: 2, print: (text) => said.push(text) };
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const accountsIn = (file: string) =>
		readFileSync(join(folder, file), "utf8")
			.trimEnd()
			.split("\n")
			.map((text) => JSON.parse(text).account);

	/** Opens a journal whose file counts its writes, and fails those that `fails` names by number. */
	async function counting(fails: readonly number[] = []) {
		const writes: string[] = [];
		const steps: string[] = [];
		const openFile = async (...args: Parameters<typeof open>): Promise<FileHandle> => {
			const handle = await open(...args);
			const appendFile = handle.appendFile.bind(handle);
			const sync = handle.sync.bind(handle);
			handle.sync = async () => {
				await sync();
				steps.push("on disk");
			};
			handle.appendFile = async (data) => {
				writes.push(String(data));
				steps.push("written");
				if (!fails.includes(writes.length)) return appendFile(data);
				await appendFile(String(data).slice(0, 10));
				throw Object.assign(new Error("full"), { code: "ENOSPC" });
			};
			return handle;
		};
		return {
			writes,
			steps,
			journal: await openEventLog({ ...options, maxBytes: 1e6, openFile: openFile as typeof open }),
		};
	}

	it("has a line on disk when its append resolves", async () => {
		const { steps, journal } = await counting();
		await journal.append(line("0000"));
		assert.deepEqual(accountsIn("e"), ["0000"]);
		assert.deepEqual(steps, ["written", "on disk"]);
		await journal.close();
	});

	it("writes together what comes while it writes, in order", async () => {
		const { writes, journal } = await counting();
		const accounts = Array.from({ length: 100 }, (_, index) => String(1000 + index));
		await Promise.all(accounts.map((account) => journal.append(line(account))));
		assert.equal(writes.length, 2);
		assert.deepEqual(accountsIn("e"), accounts);
		await journal.close();
	});

	it("fails an append that did not reach the disk, mends the file, and goes on", async () => {
		const { journal } = await counting([2]);
		await journal.append(line("0001"));
		await assert.rejects(journal.append(line("0002")), { code: "ENOSPC" });
		await journal.append(line("0003"));
		assert.deepEqual(accountsIn("e"), ["0001", "0003"]);
		assert.deepEqual(said, [`${options.file}: cut 10 bytes of a half-written last line`]);
		await journal.close();
	});

	it("rotates before the file grows above its limit, and keeps so many", async () => {
		const journal = await openEventLog(options);
		for (const account of ["0001", "0002", "0003", "0004", "0005", "0006", "0007"]) await journal.append(line(account));
		assert.deepEqual(readdirSync(folder).sort(), ["e", "e.1", "e.2"]);
		assert.deepEqual(["e.2", "e.1", "e"].map(accountsIn), [["0003", "0004"], ["0005", "0006"], ["0007"]]);
		await journal.close();
	});

	it("grows on where it cannot be rotated, and says so", async () => {
		mkdirSync(`${options.file}.1`);
		writeFileSync(join(folder, "e.1", "in-the-way"), "");
		const journal = await openEventLog({ ...options, keep: 1 });
		for (const account of ["0001", "0002", "0003"]) await journal.append(line(account));
		assert.deepEqual(accountsIn("e"), ["0001", "0002", "0003"]);
		assert.match(said[0] ?? "", /e: cannot be rotated \(\w+\); it grows on$/);
		await journal.close();
	});

	it("writes what is waiting before it closes", async () => {
		const journal = await openEventLog({ ...options, maxBytes: 1e6 });
		const appended = ["0001", "0002", "0003"].map((account) => journal.append(line(account)));
		await journal.close();
		await Promise.all(appended);
		assert.deepEqual(accountsIn("e"), ["0001", "0002", "0003"]);
	});
});

function recording(lastLines: readonly string[] = [], append: () => Promise<void> = async () => undefined) {
	const lines: string[] = [];
	const recorder = createEventRecorder({
		lastLines,
		append: (line) => {
			lines.push(line);
			return append();
		},
	});
	return { lines, recorder };
}

describe("a recorder", () => {
	it("appends an event, and not again when it is sent again", async () => {
		const { lines, recorder } = recording();
		assert.deepEqual([await recorder.record(createEvent()), await recorder.record(createEvent())], [true, false]);
		assert.deepEqual(lines, [formatEvent(createEvent())]);
	});

	it("appends what differs in anything", async () => {
		const { lines, recorder } = recording();
		const events = [
			createEvent(),
			createEvent({ time: "2026-03-01T10:00:00.001Z" }),
			createEvent({ operator: "dave" }),
		];
		for (const event of events) assert.equal(await recorder.record(event), true);
		assert.equal(lines.length, 3);
	});

	it("knows the events that stood in the file before it started", async () => {
		const { lines, recorder } = recording([formatEvent(createEvent()).trimEnd()]);
		assert.equal(await recorder.record(createEvent()), false);
		assert.deepEqual(lines, []);
	});

	it("acknowledges a repetition when the first is on disk, and no earlier", async () => {
		const disk = new EventEmitter();
		const { recorder } = recording([], async () => void (await once(disk, "written")));
		const order: string[] = [];
		const both = [
			recorder.record(createEvent()).then(() => order.push("first")),
			recorder.record(createEvent()).then(() => order.push("again")),
		];
		await new Promise(setImmediate);
		assert.deepEqual(order, []);
		disk.emit("written");
		await Promise.all(both);
		assert.deepEqual(order.sort(), ["again", "first"]);
	});

	it("writes an event again whose first write failed", async () => {
		let isBroken = true;
		const { lines, recorder } = recording([], async () => {
			if (isBroken) throw new Error("full");
		});
		await assert.rejects(recorder.record(createEvent()), { message: "full" });
		isBroken = false;
		assert.equal(await recorder.record(createEvent()), true);
		assert.equal(lines.length, 2);
	});

	it("forgets the oldest of more than a thousand", async () => {
		const { recorder } = recording();
		const eventOf = (index: number) => createEvent({ account: String(index) });
		for (let index = 0; index <= 1000; index += 1) await recorder.record(eventOf(index));
		assert.deepEqual([await recorder.record(eventOf(1)), await recorder.record(eventOf(0))], [false, true]);
	});
});
