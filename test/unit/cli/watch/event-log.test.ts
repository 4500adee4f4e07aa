import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import {
	appendFileSync,
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { digestEvent } from "@/cli/watch/event-lines";
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

	/** Names that the watch uses, with a file that it did not write. */
	const foreign: readonly { name: string; create: (path: string) => void; suffix: string }[] = [
		{ name: "FILE.1 that is a text", suffix: "1", create: (path) => writeFileSync(path, "FOREIGN\n") },
		{ name: "FILE.2 that is a text", suffix: "2", create: (path) => writeFileSync(path, "FOREIGN") },
		{
			name: "FILE.1 that is a stack export",
			suffix: "1",
			create: (path) => writeFileSync(path, '{"version":3,"deployment":{}}'),
		},
		{
			name: "FILE.1 that is the start of an event",
			suffix: "1",
			create: (path) => writeFileSync(path, line("0").slice(0, 40)),
		},
		{ name: "FILE.1 that is a folder", suffix: "1", create: (path) => mkdirSync(path) },
		{
			name: "FILE.1 that is a link to events",
			suffix: "1",
			create: (path) => {
				writeFileSync(join(folder, "other"), line("0"));
				symlinkSync(join(folder, "other"), path);
			},
		},
		{ name: "FILE.1 that is a link to a device", suffix: "1", create: (path) => symlinkSync(devNull, path) },
		{
			name: "FILE.1 that is a link to a file that does not exist",
			suffix: "1",
			create: (path) => symlinkSync(join(folder, "none"), path),
		},
		{ name: "FILE.next that is a text", suffix: "next", create: (path) => writeFileSync(path, "FOREIGN") },
		{ name: "FILE.next that contains events", suffix: "next", create: (path) => writeFileSync(path, line("0")) },
		{
			name: "FILE.next that is a link to an empty file",
			suffix: "next",
			create: (path) => {
				writeFileSync(join(folder, "other"), "");
				symlinkSync(join(folder, "other"), path);
			},
		},
	];
	const contents = () =>
		readdirSync(folder)
			.filter((name) => name !== "e")
			.map((name) => join(folder, name))
			.map((path) => [path, lstatSync(path).isFile() && readFileSync(path, "utf8")]);

	for (const { name, create, suffix } of foreign) {
		it(`rejects a ${name}, and changes no file`, async function () {
			if (process.platform === "win32") this.skip();
			create(`${options.file}.${suffix}`);
			const before = contents();
			const problem = "not a file of the watch, which uses this name; move it, or pass another file to --events";
			await assert.rejects(openEventLog(options), { message: `${options.file}.${suffix}: ${problem}` });
			assert.deepEqual([contents(), existsSync(options.file)], [before, false]);
		});

		it(`appends to the full file, and prints one warning, if a ${name} is created later`, async function () {
			if (process.platform === "win32") this.skip();
			const log = await openEventLog(options);
			for (const account of ["0001", "0002", "0003"]) await log.append(line(account));
			if (suffix === "1") rmSync(`${options.file}.1`);
			create(`${options.file}.${suffix}`);
			const before = contents();
			const later = ["0004", "0005", "0006", "0007"];
			for (const account of later) await log.append(line(account));
			await log.close();
			const problem = `cannot be rotated (${options.file}.${suffix} is not a file of the watch)`;
			assert.deepEqual(warnings, [`${options.file}: ${problem}; the file will exceed the size of --rotate-mb`]);
			assert.deepEqual(accountsIn("e"), ["0003", ...later]);
			assert.deepEqual(contents(), before);
		});
	}

	it("accepts rotated files that are empty or start with empty lines, which a crash can leave", async () => {
		writeFileSync(`${options.file}.1`, `\n\n${line("0001")}`);
		writeFileSync(`${options.file}.2`, "");
		writeFileSync(`${options.file}.next`, "");
		const log = await openEventLog(options);
		for (const account of ["0002", "0003", "0004"]) await log.append(line(account));
		await log.close();
		assert.deepEqual(warnings, []);
		assert.deepEqual(readdirSync(folder).sort(), ["e", "e.1", "e.2"]);
		assert.deepEqual(["e.1", "e"].map(accountsIn), [["0002", "0003"], ["0004"]]);
	});

	it("appends to a full file that was replaced by a link to it, and keeps the link", async function () {
		if (process.platform === "win32") this.skip();
		const log = await openEventLog(options);
		await log.append(line("0001"));
		renameSync(options.file, join(folder, "moved"));
		symlinkSync(join(folder, "moved"), options.file);
		for (const account of ["0002", "0003"]) await log.append(line(account));
		await log.close();
		assert.deepEqual(accountsIn("moved"), ["0001", "0002", "0003"]);
		assert.deepEqual(readdirSync(folder).sort(), ["e", "moved"]);
		assert.match(warnings.join("\n"), /^\S+: cannot be rotated \(\S+ is not a file of the watch\); [^\n]*$/);
	});

	it("returns the digests of the last events, also of rotated files, in the order of the events", async () => {
		const log = await openEventLog(options);
		const accounts = ["0001", "0002", "0003", "0004", "0005"];
		for (const account of accounts) await log.append(line(account));
		await log.close();
		renameSync(`${options.file}.2`, `${options.file}.3`); // is not one of the kept files
		const reopened = await openEventLog(options);
		assert.deepEqual(
			reopened.lastDigests,
			accounts.slice(2).map((account) => digestEvent(createEvent({ account }))),
		);
		await reopened.close();
	});

	it("returns the digests of at most 1000 events if rotated files contain more", async () => {
		const accounts = Array.from({ length: 1500 }, (_, index) => String(index));
		writeFileSync(options.file, accounts.slice(-10).map(line).join(""));
		writeFileSync(`${options.file}.1`, accounts.slice(0, -10).map(line).join(""));
		const log = await openEventLog(options);
		assert.deepEqual(
			log.lastDigests,
			accounts.slice(-1000).map((account) => digestEvent(createEvent({ account }))),
		);
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
		const { lines, recorder } = recording([digestEvent(createEvent())]);
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
