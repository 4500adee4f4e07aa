import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { createEventRecorder, type EventRecorder, openEventLog } from "@/cli/watch/event-log";
import { createEvent } from "./event";
import { createFaultyFileSystem, type Fault, type FaultyFileSystem } from "./faulty-file-system";

const EVENTS = 6;
const LINE_BYTES = formatEvent(createEvent({ account: "0" })).length;

/** Which calls fail: one, some in a row, or all until the process ends. */
const lengths: readonly { readonly name: string; readonly count: number }[] = [
	{ name: "one call fails", count: 1 },
	{ name: "twelve calls fail", count: 12 },
	{ name: "all calls fail until the process is killed", count: Number.POSITIVE_INFINITY },
];

const effects: Readonly<Record<Fault, string>> = {
	before: "without an effect",
	half: "after half of the bytes are written",
	after: "after the complete effect",
};

describe("the event log, if file system calls fail", function () {
	this.timeout(120_000);
	let folder: string;
	let acknowledged: string[];
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-faults-"));
		acknowledged = [];
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const file = () => join(folder, "e");

	const open = async (fileSystem: FaultyFileSystem, keep: number) => {
		const options = { file: file(), maxBytes: 2 * LINE_BYTES, keep, warn: () => undefined, fileSystem };
		const log = await openEventLog(options);
		return { log, recorder: createEventRecorder(log) };
	};

	/** Sends an event up to three times, as the service does, until it is acknowledged. */
	async function send(recorder: EventRecorder, account: string) {
		for (let attempt = 0; attempt < 3; attempt += 1) {
			const isRecorded = await recorder.record(createEvent({ account })).then(
				() => true,
				() => false,
			);
			if (!isRecorded) continue;
			acknowledged.push(account);
			return;
		}
	}

	/** Records single events, and pairs of events that are written together. The process is killed at the end. */
	async function run(fileSystem: FaultyFileSystem, keep: number) {
		const { recorder } = await open(fileSystem, keep);
		for (let index = 0; index < EVENTS; index += 3) {
			await send(recorder, String(index));
			await Promise.all([send(recorder, String(index + 1)), send(recorder, String(index + 2))]);
		}
	}

	/** Starts again without faults, and sends every event that was not acknowledged. */
	async function restart(keep: number) {
		const { log, recorder } = await open(
			createFaultyFileSystem(() => undefined),
			keep,
		);
		for (let index = 0; index < EVENTS; index += 1) {
			if (!acknowledged.includes(String(index))) await send(recorder, String(index));
		}
		await log.close();
	}

	function recordedAccounts(keep: number): readonly string[] {
		const names = Array.from({ length: keep }, (_, index) => `${file()}.${keep - index}`);
		return [...names, file()]
			.filter((name) => existsSync(name))
			.flatMap((name) => readFileSync(name, "utf8").trimEnd().split("\n"))
			.filter((line) => line !== "")
			.map((line) => JSON.parse(line).account);
	}

	/** Runs with faults at each call in turn. `check` is called after each run and restart. */
	async function atEveryCall(fault: Fault, count: number, keep: number, check: (failing: number) => void) {
		for (let failing = 1; ; failing += 1) {
			const fileSystem = createFaultyFileSystem((call) =>
				call >= failing && call < failing + count ? fault : undefined,
			);
			acknowledged = [];
			await run(fileSystem, keep).catch(() => undefined); // the start may fail
			await fileSystem.kill();
			await restart(keep);
			check(failing);
			const isLast = fileSystem.calls() < failing;
			for (const name of readdirSync(folder)) rmSync(join(folder, name));
			if (isLast) return;
		}
	}

	for (const [fault, effect] of Object.entries(effects) as [Fault, string][]) {
		for (const { name, count } of lengths) {
			it(`keeps each event once if ${name} ${effect}`, async () => {
				const all = Array.from({ length: EVENTS }, (_, index) => String(index));
				await atEveryCall(fault, count, EVENTS, (failing) => {
					assert.deepEqual([...recordedAccounts(EVENTS)].sort(), all, `call ${failing}`);
				});
			});

			it(`deletes only the oldest events in rotations if ${name} ${effect}`, async () => {
				await atEveryCall(fault, count, 2, (failing) => {
					const kept = recordedAccounts(2);
					assert.ok(kept.length >= 3, `call ${failing}: ${kept}`);
					assert.deepEqual([...kept].sort(), [...acknowledged.slice(-kept.length)].sort(), `call ${failing}`);
				});
			});
		}
	}
});
