import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { lockFiles, withFileLock } from "@/cli/file-lock";
import { packageFile } from "@/cli/files";

/** A process ID that no process has: the maximum of Linux is 2^22. */
const NO_PROCESS = 2 ** 22 + 1;

/** The end of a lock after process and machine. */
const ID = "00000000-0000-4000-8000-000000000000";

describe("withFileLock", () => {
	let folder: string;
	let file: string;
	beforeEach(() => {
		folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-lock-")));
		file = join(folder, "history.json");
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("runs concurrent work one after the other, and removes the lock", async () => {
		let running = 0;
		let most = 0;
		const work = async () => {
			running += 1;
			most = Math.max(most, running);
			await new Promise(setImmediate);
			running -= 1;
		};
		await Promise.all(Array.from({ length: 5 }, () => withFileLock(file, work)));
		assert.equal(most, 1);
		assert.deepEqual(readdirSync(folder), []);
	});

	it("removes the lock if the work fails", async () => {
		await assert.rejects(
			withFileLock(file, () => Promise.reject(new Error("x"))),
			{ message: "x" },
		);
		assert.ok(!existsSync(`${file}.lock`));
	});

	const abandoned: readonly (readonly [string, string, number])[] = [
		["a process that no longer runs", `${NO_PROCESS} ${hostname()} ${ID}\n`, 0],
		["an earlier process with the ID of this process", `${process.pid} ${hostname()} ${ID}\n`, 0],
		["a process whose ID another process has now", `${process.ppid} ${hostname()} ${ID}\n`, 301],
		["a process of another machine", `5 elsewhere ${ID}\n`, 301],
		["a machine whose clock is fast", `5 elsewhere ${ID}\n`, -301],
		["a crash before its content was written", "", 60],
	];
	for (const [name, content, ageSeconds] of abandoned) {
		it(`takes a lock that is left by ${name}`, async () => {
			writeFileSync(`${file}.lock`, content);
			const time = Date.now() / 1000 - ageSeconds;
			utimesSync(`${file}.lock`, time, time);
			assert.equal(await withFileLock(file, async () => "done"), "done");
			assert.deepEqual(readdirSync(folder), []);
		});
	}

	const active: readonly (readonly [string, string])[] = [
		["a process that runs", `${process.ppid} ${hostname()} ${ID}\n`],
		["a process of another machine", `${NO_PROCESS} elsewhere ${ID}\n`],
		["a process that has not written its content yet", ""],
	];
	for (const [name, content] of active) {
		it(`rejects, and keeps the lock, while ${name} holds it`, async () => {
			writeFileSync(`${file}.lock`, content);
			await assert.rejects(
				withFileLock(file, async () => {}, 0),
				{ message: `${file}: another run holds ${file}.lock; delete that file if no other run is active` },
			);
			assert.equal(readFileSync(`${file}.lock`, "utf8"), content);
		});
	}

	const foreign: readonly (readonly [name: string, suffix: string, create: (path: string) => void])[] = [
		["a text", ".lock", (path) => writeFileSync(path, "my own notes, not a lock\n")],
		["a text that starts like a lock", ".lock", (path) => writeFileSync(path, "12 green apples\n")],
		["a lock with another line", ".lock", (path) => writeFileSync(path, `5 elsewhere ${ID}\nnotes\n`)],
		["a large file", ".lock", (path) => writeFileSync(path, "x".repeat(100_000))],
		["a folder", ".lock", (path) => mkdirSync(path)],
		["a link", ".lock", (path) => symlinkSync("none", path)],
		["a text, while an abandoned lock is removed,", ".lock.remove", (path) => writeFileSync(path, "notes\n")],
		["a folder, while an abandoned lock is removed,", ".lock.remove", (path) => mkdirSync(path)],
	];
	for (const [name, suffix, create] of foreign) {
		it(`rejects ${name} as FILE${suffix}, and keeps it`, async function () {
			if (process.platform === "win32") this.skip();
			if (suffix !== ".lock") writeFileSync(`${file}.lock`, `${NO_PROCESS} ${hostname()} ${ID}\n`);
			const path = `${file}${suffix}`;
			create(path);
			const before = lstatSync(path);
			if (before.isFile()) utimesSync(path, 0, 0);
			await assert.rejects(
				withFileLock(file, async () => {}),
				{ message: `${file}: ${path} is not a lock of pulumi-tim; rename that file` },
			);
			assert.deepEqual([lstatSync(path).ino, lstatSync(path).size], [before.ino, before.size]);
		});
	}

	const links: readonly (readonly [name: string, path: () => string, create: () => void])[] = [
		[
			"a link to the file",
			() => join(folder, "link.json"),
			() => {
				writeFileSync(file, "");
				symlinkSync("history.json", join(folder, "link.json"));
			},
		],
		[
			"a link to its folder, before the file exists",
			() => join(folder, "linked", "history.json"),
			() => symlinkSync(".", join(folder, "linked")),
		],
	];
	for (const [name, path, create] of links) {
		it(`uses one lock for a file and ${name}`, async function () {
			if (process.platform === "win32") this.skip();
			create();
			assert.deepEqual(lockFiles(path()), lockFiles(file));
			await withFileLock(file, async () => {
				await assert.rejects(
					withFileLock(path(), async () => {}, 0),
					{ message: `${path()}: another run holds ${file}.lock; delete that file if no other run is active` },
				);
			});
		});
	}

	it("keeps the lock of another process that took an expired lock", async () => {
		const other = `5 elsewhere ${ID}\n`;
		await withFileLock(file, async () => writeFileSync(`${file}.lock`, other));
		assert.equal(readFileSync(`${file}.lock`, "utf8"), other);
	});

	it("continues after a crash while an abandoned lock was removed", async () => {
		writeFileSync(`${file}.lock`, `${NO_PROCESS} ${hostname()} ${ID}\n`);
		writeFileSync(`${file}.lock.remove`, "");
		utimesSync(`${file}.lock.remove`, 0, 0);
		assert.equal(await withFileLock(file, async () => "done"), "done");
		assert.deepEqual(readdirSync(folder), []);
	});

	it("lets one process at a time work if several processes find an abandoned lock", async () => {
		const rounds = 10;
		writeFileSync(file, "0");
		const worker = `
			const { writeFileSync, readFileSync } = require("node:fs");
			const { withFileLock } = require(${JSON.stringify(packageFile("cli/file-lock.ts"))});
			const [, file] = process.argv;
			const increment = async () => writeFileSync(file, String(Number(readFileSync(file, "utf8")) + 1));
			(async () => {
				for (let round = 0; round < ${rounds}; round += 1) {
					await withFileLock(file, increment);
					try { writeFileSync(file + ".lock", "${NO_PROCESS} ${hostname()} ${ID}\\n", { flag: "wx" }); } catch {}
				}
			})();`;
		const workers = Array.from({ length: 4 }, () =>
			promisify(execFile)(process.execPath, ["--require", "tsx/cjs", "-e", worker, file]),
		);
		await Promise.all(workers);
		assert.equal(readFileSync(file, "utf8"), String(4 * rounds));
	});

	it("rejects with the file if the folder does not exist", async () => {
		const missing = join(folder, "none", "history.json");
		await assert.rejects(
			withFileLock(missing, async () => {}),
			{
				message: `${missing}: cannot be written (ENOENT); check its folder`,
			},
		);
	});
});
