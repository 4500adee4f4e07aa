import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent, parseEvent, type RecordedEvent, readEvents } from "@/cli/profile-events";

const event: RecordedEvent = {
	version: 1,
	time: "2026-03-01T10:00:00.000Z",
	account: "alice",
	operator: "bob",
	platform: "Web",
	tags: ["Tag_Profile_IM_Nick"],
	ours: false,
};

describe("an event", () => {
	it("is one line, and the same when it is parsed", () => {
		const line = formatEvent({ ...event, operator: "b\nb" });
		assert.deepEqual(line.match(/\n/g), ["\n"]);
		assert.deepEqual(parseEvent(line), { ...event, operator: "b\nb" });
	});

	const others: readonly { readonly name: string; readonly line: string }[] = [
		{ name: "a torn line", line: formatEvent(event).slice(0, 40) },
		{ name: "an empty line", line: "" },
		{ name: "null", line: "null" },
		{ name: "another version", line: JSON.stringify({ ...event, version: 2 }) },
		{ name: "no account", line: JSON.stringify({ ...event, account: undefined }) },
		{ name: "a platform that is no text", line: JSON.stringify({ ...event, platform: 3 }) },
		{ name: "a time that is none", line: JSON.stringify({ ...event, time: "yesterday" }) },
		{ name: "tags that are no list", line: JSON.stringify({ ...event, tags: "x" }) },
		{ name: "an ours that is text", line: JSON.stringify({ ...event, ours: "no" }) },
	];
	for (const { name, line } of others) {
		it(`is not ${name}`, () => assert.equal(parseEvent(line), undefined));
	}
});

async function all(file: string): Promise<readonly RecordedEvent[]> {
	const events: RecordedEvent[] = [];
	for await (const event of readEvents(file)) events.push(event);
	return events;
}

describe("readEvents", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-events-"));
	after(() => rmSync(folder, { recursive: true }));

	it("gives the events of a file in their order and passes over what is none", async () => {
		const file = join(folder, "events.jsonl");
		const second = { ...event, account: "carol" };
		writeFileSync(file, `${formatEvent(event)}{"torn":\n${formatEvent(second)}{"version":1,"ti`);
		assert.deepEqual(await all(file), [event, second]);
	});

	it("gives an event whose names would end a line for some readers", async () => {
		const file = join(folder, "names.jsonl");
		const odd = { ...event, account: "a\u2028b", operator: "c\u2029d\r" };
		writeFileSync(file, formatEvent(odd));
		assert.deepEqual(await all(file), [odd]);
	});

	it("fails for a file that is not there", async () => {
		await assert.rejects(all(join(folder, "none")), { code: "ENOENT" });
	});
});
