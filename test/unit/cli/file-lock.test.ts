import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { withFileLock } from "@/cli/file-lock";

/** A process ID that no process has: the maximum of Linux is 2^22. */
const NO_PROCESS = 2 ** 22 + 1;

describe("withFileLock", () => {
	let folder: string;
	let file: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-lock-"));
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
		["a process that no longer runs", `${NO_PROCESS} ${hostname()}\n`, 0],
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
