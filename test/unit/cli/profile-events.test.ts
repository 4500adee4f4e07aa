import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent, isTruncatedEvent, parseEvent, type RecordedEvent, readEvents } from "@/cli/profile-events";
import { EncodingError } from "@/provider/util/text-encoding";
import { encoders, undecodable } from "@/test/support/encodings";

const event: RecordedEvent = {
	version: 1,
	time: "2026-03-01T10:00:00.000Z",
	account: "alice",
	operator: "bob",
	platform: "Web",
	tags: ["Tag_Profile_IM_Nick"],
	ours: false,
};

describe("formatEvent and parseEvent", () => {
	it("format an event as one line, and parse the line to an equal event", () => {
		const line = formatEvent({ ...event, operator: "b\nb" });
		assert.deepEqual(line.match(/\n/g), ["\n"]);
		assert.deepEqual(parseEvent(line), { ...event, operator: "b\nb" });
	});

	const others: readonly { readonly name: string; readonly line: string }[] = [
		{ name: "a truncated line", line: formatEvent(event).slice(0, 40) },
		{ name: "an empty line", line: "" },
		{ name: "null", line: "null" },
		{ name: "another version", line: JSON.stringify({ ...event, version: 2 }) },
		{ name: "an event without an account", line: JSON.stringify({ ...event, account: undefined }) },
		{ name: "a numeric platform", line: JSON.stringify({ ...event, platform: 3 }) },
		{ name: "a numeric sent time", line: JSON.stringify({ ...event, sentTime: 3 }) },
		{ name: "an invalid time", line: JSON.stringify({ ...event, time: "yesterday" }) },
		{ name: "tags that are not a list", line: JSON.stringify({ ...event, tags: "x" }) },
		{ name: "a text as the value of ours", line: JSON.stringify({ ...event, ours: "no" }) },
	];
	for (const { name, line } of others) {
		it(`return undefined for ${name}`, () => assert.equal(parseEvent(line), undefined));
	}
});

describe("isTruncatedEvent", () => {
	const sentTime = "2026-03-01T10:00:01.500Z";
	const { tags, ours, platform: _, ...start } = event;
	const lines = [
		event,
		{ ...start, sentTime, tags, ours },
		{ ...event, ours: true, tags: [] },
		{ ...event, account: '"\\\u0001\ud800語😀\u2028' },
	];
	it("is true for a line that is cut at any byte, with or without zero bytes after it", () => {
		for (const line of lines.map(formatEvent)) {
			const bytes = Buffer.from(line.trimEnd());
			for (let length = 0; length < bytes.length; length += 1) {
				const start = bytes.subarray(0, length).toString();
				for (const text of [start, `${start}\0\0`]) assert.equal(isTruncatedEvent(text), true, text);
			}
		}
	});

	const others = ["a", " ", '{"version":3', '{"version":1,"note"', '{"version":1,"time":"x","tags', "\0a"];
	for (const text of others) {
		it(`is false for ${JSON.stringify(text)}`, () => assert.equal(isTruncatedEvent(text), false));
	}
});

async function readAll(file: string, accounts?: ReadonlySet<string>): Promise<readonly RecordedEvent[]> {
	const events: RecordedEvent[] = [];
	for await (const group of readEvents(file, accounts)) events.push(...group);
	return events;
}

describe("readEvents", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-events-"));
	after(() => rmSync(folder, { recursive: true }));

	it("returns the events of a file in order, and skips empty lines and an incomplete last line", async () => {
		const file = join(folder, "events.jsonl");
		const second = { ...event, account: "carol" };
		writeFileSync(file, `${formatEvent(event)}\n${formatEvent(second)}{"version":1,"ti`);
		assert.deepEqual(await readAll(file), [event, second]);
	});

	const corrupt: readonly { readonly name: string; readonly text: string; readonly line: number }[] = [
		{ name: "a line that is not an event", text: `${formatEvent(event)}{"torn":\n${formatEvent(event)}`, line: 2 },
		{ name: "an incomplete line before an event", text: `\n{"version":1,"ti\n${formatEvent(event)}`, line: 2 },
		{ name: "another text", text: "not an event", line: 1 },
		{ name: "another JSON document", text: '{"version":3,"deployment":{}}', line: 1 },
		{ name: "another last line", text: `${formatEvent(event)}{"version":1,"note":"x"}`, line: 2 },
		{ name: "another incomplete last line", text: `${formatEvent(event)}{"version":3,"depl`, line: 2 },
	];
	for (const { name, text, line } of corrupt) {
		it(`rejects a file with ${name}, and names the line`, async () => {
			const file = join(folder, "corrupt.jsonl");
			writeFileSync(file, text);
			await assert.rejects(readAll(file), { message: `line ${line}: not an event; correct or remove the line` });
		});
	}

	it("returns an event that contains characters which some readers treat as line breaks", async () => {
		const file = join(folder, "names.jsonl");
		const odd = { ...event, account: "a\u2028b", operator: "c\u2029d\r" };
		writeFileSync(file, formatEvent(odd));
		assert.deepEqual(await readAll(file), [odd]);
	});

	for (const [name, encode] of Object.entries(encoders)) {
		it(`returns the events of a file in ${name}, whose last line may be incomplete`, async () => {
			const file = join(folder, "encoded.jsonl");
			const named = { ...event, account: "語😀" };
			const lines = `${formatEvent(named)}\r\n${formatEvent(event)}{"version":1,"account":"😀`;
			writeFileSync(file, encode(lines).subarray(0, -1));
			assert.deepEqual(await readAll(file), [named, event]);
		});
	}

	for (const [name, bytes] of Object.entries(undecodable)) {
		it(`rejects a file in ${name}`, async () => {
			const file = join(folder, "other.jsonl");
			writeFileSync(file, Buffer.concat([bytes, bytes]));
			await assert.rejects(readAll(file), EncodingError);
		});
	}

	it("returns only the events of given accounts, in lines of any JSON format", async () => {
		const file = join(folder, "accounts.jsonl");
		const of = (account: string) => ({ ...event, account });
		const { account, ...others } = of("bob");
		const lines = [
			...["alice", 'a"b', "a\\b", "carol", "語"].map((name) => formatEvent(of(name))),
			`${JSON.stringify({ ...others, account })}\r\n`,
			` ${JSON.stringify(of("carol"))}\n`,
			formatEvent(of("bob")),
			'{"version":1,"time":"2026-03-01T10:00:00Z","account":"unfinished',
		];
		writeFileSync(file, lines.join(""));
		for (const names of [["bob"], ['a"b', "a\\b", "語", "bob"], ["carol"], []]) {
			const expected = (await readAll(file)).filter((each) => names.includes(each.account));
			assert.deepEqual(await readAll(file, new Set(names)), expected);
			assert.equal(expected.length, names.length === 0 ? 0 : names.length + 1);
		}
	});

	it("rejects an incomplete line before an event of another account", async () => {
		const file = join(folder, "incomplete.jsonl");
		writeFileSync(file, `{"version":1,"time":"x","account":"unfinished\n${formatEvent(event)}`);
		await assert.rejects(readAll(file, new Set(["other"])), /^EventLineError: line 1: not an event/);
	});

	const skipped = formatEvent({ ...event, account: "zz" }).trimEnd();
	const changed = (from: string | RegExp, to: string) => {
		assert.notEqual(skipped.replace(from, to), skipped);
		return skipped.replace(from, to);
	};
	const damaged: readonly { readonly name: string; readonly line: string }[] = [
		{ name: "another time", line: changed(/"time":"[^"]*"/, '"time":"NOT A TIME"') },
		{ name: "a month that does not exist", line: changed(/-\d\d-/, "-13-") },
		{ name: "another operator", line: changed(/"operator":"[^"]*"/, '"operator":5') },
		{ name: "other tags", line: changed(/"tags":\[/, '"tags":[[[,') },
		{ name: "text before the tags", line: changed('"tags"', 'GARBAGE"tags"') },
		{ name: "a value that is not true or false", line: changed(/true|false/, "null") },
		{ name: "an incomplete escape sequence", line: changed('"zz"', '"zz\\u12"') },
		{ name: "a control character", line: changed('"zz"', '"z\tz"') },
		{ name: "two events", line: skipped + skipped },
		{ name: "an event and another text", line: `${skipped} ${formatEvent(event).trimEnd()}` },
		{ name: "more than a million characters", line: changed(/"tags":\[/, `"tags":[${'"a",'.repeat(5_000_000)}`) },
	];
	for (const { name, line } of damaged) {
		it(`rejects a line of another account that contains ${name}`, async () => {
			const file = join(folder, "damaged.jsonl");
			for (const end of ["\n", `\n${formatEvent(event)}`, ""]) {
				writeFileSync(file, `${formatEvent(event)}${line}${end}`);
				await assert.rejects(readAll(file, new Set([event.account])), { name: "EventLineError", message: /^line 2: / });
			}
		});
	}

	it("skips each event of another account, as the watch writes it", async () => {
		const file = join(folder, "others.jsonl");
		const { platform, ...others } = { ...event, account: 'z"\\\u2028\u0001z', tags: [] };
		const times = ["0001-01-01T00:00:00.000Z", "2026-02-30T23:59:59.999Z", event.time].map((time) => ({
			...event,
			time,
		}));
		writeFileSync(file, [others, ...times, { ...event, operator: "語\n" }].map(formatEvent).join(""));
		assert.equal((await readAll(file)).length, 5);
		assert.deepEqual(await readAll(file, new Set(["other"])), []);
	});

	it("returns the events of a file that is longer than the parts in which it is read", async () => {
		const file = join(folder, "long.jsonl");
		const events = Array.from({ length: 2000 }, (_, index) => ({ ...event, account: `account ${index}` }));
		writeFileSync(file, events.map(formatEvent).join(""));
		assert.deepEqual(await readAll(file), events);
		assert.deepEqual(await readAll(file, new Set(["account 1999", "account 700"])), [events[700], events[1999]]);
	});

	it("rejects a missing file", async () => {
		await assert.rejects(readAll(join(folder, "none")), { code: "ENOENT" });
	});
});
