import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { formatEvent } from "@/cli/events";
import { createEventRecorder } from "@/cli/watch/recorder";
import { anEvent } from "./event";

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
		assert.deepEqual([await recorder.record(anEvent()), await recorder.record(anEvent())], [true, false]);
		assert.deepEqual(lines, [formatEvent(anEvent())]);
	});

	it("appends what differs in anything", async () => {
		const { lines, recorder } = recording();
		const events = [anEvent(), anEvent({ time: "2026-03-01T10:00:00.001Z" }), anEvent({ operator: "dave" })];
		for (const event of events) assert.equal(await recorder.record(event), true);
		assert.equal(lines.length, 3);
	});

	it("knows the events that stood in the file before it started", async () => {
		const { lines, recorder } = recording([formatEvent(anEvent()).trimEnd()]);
		assert.equal(await recorder.record(anEvent()), false);
		assert.deepEqual(lines, []);
	});

	it("acknowledges a repetition when the first is on disk, and no earlier", async () => {
		const disk = new EventEmitter();
		const { recorder } = recording([], async () => void (await once(disk, "written")));
		const order: string[] = [];
		const both = [
			recorder.record(anEvent()).then(() => order.push("first")),
			recorder.record(anEvent()).then(() => order.push("again")),
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
		await assert.rejects(recorder.record(anEvent()), { message: "full" });
		isBroken = false;
		assert.equal(await recorder.record(anEvent()), true);
		assert.equal(lines.length, 2);
	});

	it("forgets the oldest of more than a thousand", async () => {
		const { recorder } = recording();
		const eventOf = (index: number) => anEvent({ account: String(index) });
		for (let index = 0; index <= 1000; index += 1) await recorder.record(eventOf(index));
		assert.deepEqual([await recorder.record(eventOf(1)), await recorder.record(eventOf(0))], [false, true]);
	});
});
