import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { digestLine } from "@/cli/watch/event-file";
import { createEventRecorder, type EventLogOptions, openEventLog } from "@/cli/watch/event-log";
import { createFileSystem, type FileSystem } from "@/cli/watch/file-system";
import { createEvent } from "./event";

const line = (account: string) => formatEvent(createEvent({ account }));
const lineBytes = line("0000").length;

describe("openEventLog", () => {
	let folder: string;
	let warnings: string[];
	let options: EventLogOptions;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-log-"));
		warnings = [];
		options = { file: join(folder, "e"), maxBytes: 2 * lineBytes, keep: 2, warn: (line) => warnings.push(line) };
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const accountsIn = (file: string) =>
		readFileSync(join(folder, file), "utf8")
			.trimEnd()
			.split("\n")
			.map((text) => JSON.parse(text).account);

	/** Opens a log and records its writes. A write fails if `fails` contains its number, counted from 1. */
	async function counting(fails: readonly number[] = []) {
		const writes: string[] = [];
		const steps: string[] = [];
		const real = createFileSystem();
		const fileSystem: FileSystem = {
			...real,
			async sync(descriptor) {
				await real.sync(descriptor);
				steps.push("on disk");
			},
			async append(descriptor, bytes) {
				writes.push(String(bytes));
				steps.push("written");
				if (!fails.includes(writes.length)) return real.append(descriptor, bytes);
				await real.append(descriptor, bytes.subarray(0, 10));
				throw Object.assign(new Error("full"), { code: "ENOSPC" });
			},
		};
		const log = await openEventLog({ ...options, maxBytes: 1e6, fileSystem });
		writes.splice(0); // a probe
		steps.splice(0);
		return { writes, steps, log };
	}

	it("writes a line to disk before append resolves", async () => {
		const { steps, log } = await counting();
		await log.append(line("0000"));
		assert.deepEqual(accountsIn("e"), ["0000"]);
		assert.deepEqual(steps, ["written", "on disk"]);
		await log.close();
	});

	it("batches lines that are appended together, and keeps their order", async () => {
		const { writes, log } = await counting();
		const accounts = Array.from({ length: 100 }, (_, index) => String(1000 + index));
		await Promise.all(accounts.map((account) => log.append(line(account))));
		assert.equal(writes.length, 1);
		assert.deepEqual(accountsIn("e"), accounts);
		await log.close();
	});

	it("rejects an append that could not be written, repairs the file, and accepts further appends", async () => {
		const { log } = await counting([2]);
		await log.append(line("0001"));
		await assert.rejects(log.append(line("0002")), { code: "ENOSPC" });
		await log.append(line("0003"));
		assert.deepEqual(accountsIn("e"), ["0001", "0003"]);
		assert.deepEqual(warnings, [`${options.file}: cannot be written (ENOSPC); events are not acknowledged`]);
		await log.close();
	});

	it("rotates the file before it exceeds its maximum size, and keeps the given number of files", async () => {
		const log = await openEventLog(options);
		for (const account of ["0001", "0002", "0003", "0004", "0005", "0006", "0007"]) await log.append(line(account));
		assert.deepEqual(readdirSync(folder).sort(), ["e", "e.1", "e.2"]);
		assert.deepEqual(["e.2", "e.1", "e"].map(accountsIn), [["0003", "0004"], ["0005", "0006"], ["0007"]]);
		await log.close();
	});

	it("appends to a full file that cannot be rotated, and prints a warning", async () => {
		mkdirSync(`${options.file}.1`);
		writeFileSync(join(folder, "e.1", "in-the-way"), "");
		const log = await openEventLog({ ...options, keep: 1 });
		for (const account of ["0001", "0002", "0003"]) await log.append(line(account));
		assert.deepEqual(accountsIn("e"), ["0001", "0002", "0003"]);
		assert.match(warnings[0] ?? "", /e: cannot be rotated \(\w+\); the file will exceed the size of --rotate-mb$/);
		await log.close();
	});

	const moved: readonly { name: string; move: () => void }[] = [
		{ name: "removed", move: () => rmSync(options.file) },
		{ name: "renamed", move: () => renameSync(options.file, join(folder, "moved")) },
		{
			name: "replaced by an empty file",
			move: () => {
				renameSync(options.file, join(folder, "moved"));
				writeFileSync(options.file, "");
			},
		},
	];
	for (const { name, move } of moved) {
		it(`appends to a new file if the file was ${name}`, async () => {
			const log = await openEventLog(options);
			await log.append(line("0001"));
			move();
			await log.append(line("0002"));
			assert.deepEqual(accountsIn("e"), ["0002"]);
			if (name !== "removed") assert.deepEqual(accountsIn("moved"), ["0001"]);
			assert.deepEqual(warnings, [`${options.file}: was removed or replaced; events are appended to a new file`]);
			await log.close();
		});
	}

	it("appends a line to the new file only if the file is replaced during the append", async () => {
		const real = createFileSystem();
		let isReplaced = false;
		const fileSystem: FileSystem = {
			...real,
			async append(descriptor, bytes) {
				await real.append(descriptor, bytes);
				if (!Buffer.from(bytes).includes("0001") || isReplaced) return;
				isReplaced = true;
				renameSync(options.file, join(folder, "moved"));
			},
		};
		const log = await openEventLog({ ...options, fileSystem });
		await log.append(line("0001"));
		assert.deepEqual(accountsIn("e"), ["0001"]);
		assert.equal(readFileSync(join(folder, "moved"), "utf8"), "");
		await log.close();
	});

	it("rejects appends and checks while the folder does not exist", async () => {
		const sub = join(folder, "sub");
		mkdirSync(sub);
		const log = await openEventLog({ ...options, file: join(sub, "e") });
		await log.check();
		rmSync(sub, { recursive: true });
		await assert.rejects(log.append(line("0001")), /: no such folder; create it, or check --events$/);
		await assert.rejects(log.check(), /: no such folder/);
		mkdirSync(sub);
		await log.check();
		await log.append(line("0001"));
		assert.deepEqual(accountsIn("sub/e"), ["0001"]);
		await log.close();
	});

	it("rejects checks after a failed append, until the disk can be written", async () => {
		const real = createFileSystem();
		let isFull = false;
		const append: FileSystem["append"] = async (...args) => {
			if (isFull) throw Object.assign(new Error("full"), { code: "ENOSPC" });
			await real.append(...args);
		};
		const log = await openEventLog({ ...options, fileSystem: { ...real, append } });
		isFull = true;
		await assert.rejects(log.append(line("0001")), { code: "ENOSPC" });
		await assert.rejects(log.check(), { code: "ENOSPC" });
		isFull = false;
		await log.check();
		await log.append(line("0001"));
		assert.deepEqual(accountsIn("e"), ["0001"]);
		await log.close();
	});

	it("keeps lines that another process appended during a check or a failed append", async () => {
		const real = createFileSystem();
		const append: FileSystem["append"] = async (descriptor, bytes) => {
			await real.append(descriptor, bytes);
			appendFileSync(options.file, line("0002"));
			if (bytes.includes(0x7b)) throw Object.assign(new Error("failed"), { code: "EIO" });
		};
		const log = await openEventLog({ ...options, maxBytes: 1e6, fileSystem: { ...real, append } });
		await assert.rejects(log.append(line("0001")), { code: "EIO" });
		await log.close();
		const lines = readFileSync(options.file, "utf8").split("\n");
		assert.deepEqual(
			lines.filter((text) => text !== "").map((text) => JSON.parse(text).account),
			["0002", "0001", "0002"],
		);
		await (await openEventLog(options)).close();
	});

	it("rejects a disk that cannot be written", async () => {
		const append = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
		await assert.rejects(openEventLog({ ...options, fileSystem: { ...createFileSystem(), append } }), {
			message: `${options.file}: cannot be written (ENOSPC); check --events`,
		});
	});

	it("prints a warning if every user can write to the file", async function () {
		if (process.platform === "win32") this.skip();
		writeFileSync(options.file, "");
		chmodSync(options.file, 0o666);
		await (await openEventLog(options)).close();
		const problem = "every user of this machine can write to the file; restrict access with chmod 600";
		assert.deepEqual(warnings, [`${options.file}: ${problem}`]);
	});

	it("writes pending lines before it closes", async () => {
		const log = await openEventLog({ ...options, maxBytes: 1e6 });
		const appended = ["0001", "0002", "0003"].map((account) => log.append(line(account)));
		await log.close();
		await Promise.all(appended);
		assert.deepEqual(accountsIn("e"), ["0001", "0002", "0003"]);
	});
});

function recording(lastDigests: readonly string[] = [], append: () => Promise<void> = async () => undefined) {
	const lines: string[] = [];
	const recorder = createEventRecorder({
		lastDigests,
		append: (line) => {
			lines.push(line);
			return append();
		},
	});
	return { lines, recorder };
}

describe("createEventRecorder", () => {
	it("appends an event once when it is received twice", async () => {
		const { lines, recorder } = recording();
		assert.deepEqual([await recorder.record(createEvent()), await recorder.record(createEvent())], [true, false]);
		assert.deepEqual(lines, [formatEvent(createEvent())]);
	});

	it("appends events that differ in any property", async () => {
		const { lines, recorder } = recording();
		const events = [
			createEvent(),
			createEvent({ time: "2026-03-01T10:00:00.001Z" }),
			createEvent({ operator: "dave" }),
		];
		for (const event of events) assert.equal(await recorder.record(event), true);
		assert.equal(lines.length, 3);
	});

	it("detects duplicates of events that are already in the file", async () => {
		const { lines, recorder } = recording([digestLine(formatEvent(createEvent()))]);
		assert.equal(await recorder.record(createEvent()), false);
		assert.deepEqual(lines, []);
	});

	it("acknowledges a duplicate only after the first event is on disk", async () => {
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

	it("appends an event again if its first write failed", async () => {
		let isBroken = true;
		const { lines, recorder } = recording([], async () => {
			if (isBroken) throw new Error("full");
		});
		await assert.rejects(recorder.record(createEvent()), { message: "full" });
		isBroken = false;
		assert.equal(await recorder.record(createEvent()), true);
		assert.equal(lines.length, 2);
	});

	it("detects a duplicate of one of the last 1000 events, but not of an older event", async () => {
		const { recorder } = recording();
		const eventOf = (index: number) => createEvent({ account: String(index) });
		for (let index = 0; index <= 1000; index += 1) await recorder.record(eventOf(index));
		assert.deepEqual([await recorder.record(eventOf(1)), await recorder.record(eventOf(0))], [false, true]);
	});
});
