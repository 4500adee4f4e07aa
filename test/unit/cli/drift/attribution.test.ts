import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addChangedBy } from "@/cli/drift/attribution";
import type { Finding } from "@/cli/drift/finding";
import { formatEvent, type RecordedEvent } from "@/cli/profile-events";
import { LEVEL, NICK } from "@/test/support/builders";
import { toUtf16 } from "@/test/support/encodings";
import { buildFinding } from "@/test/support/report";

const event = (changes: Partial<RecordedEvent> = {}): RecordedEvent => ({
	...{ version: 1, time: "2026-03-01T10:00:00.000Z", account: "alice", operator: "mallory" },
	...{ platform: "Web", tags: [NICK], ours: false },
	...changes,
});

describe("addChangedBy", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-events-"));
	after(() => rmSync(folder, { recursive: true }));
	const writeEvents = (name: string, ...events: readonly RecordedEvent[]) => {
		writeFileSync(join(folder, name), events.map(formatEvent).join(""));
		return join(folder, name);
	};
	const operators = async (findings: readonly Finding[], ...files: readonly string[]) =>
		(await addChangedBy(findings, files)).map(({ changedBy }) => changedBy?.operator);

	it("adds the operator, the time and the platform of the last change of the tag", async () => {
		const file = writeEvents(
			"a",
			event({ time: "2026-03-01T09:00:00.000Z", operator: "early" }),
			event(),
			event({ tags: [LEVEL], operator: "other" }),
		);
		const [finding] = await addChangedBy([buildFinding()], [file]);
		assert.deepEqual(finding?.changedBy, {
			time: "2026-03-01T10:00:00.000Z",
			operator: "mallory",
			platform: "Web",
			ours: false,
		});
	});

	it("uses the latest event of all files, including rotated files", async () => {
		const current = writeEvents("b", event({ operator: "now" }));
		writeEvents("b.1", event({ operator: "later", time: "2026-03-01T11:00:00.000Z" }));
		writeEvents("b.3", event({ operator: "before", time: "2026-03-01T08:00:00.000Z", tags: [LEVEL] }));
		const findings = [buildFinding(), buildFinding({ path: "level", tag: LEVEL })];
		assert.deepEqual(await operators(findings, current), ["later", "before"]);
	});

	it("ignores events of other accounts, and findings whose live value did not change", async () => {
		const file = writeEvents("c", event({ account: "bob" }), event({ account: "carol" }));
		const findings = [
			buildFinding(),
			buildFinding({ kind: "code-moved", account: "carol" }),
			buildFinding({ kind: "account-gone", account: "bob" }),
		];
		assert.deepEqual(await operators(findings, file), [undefined, undefined, undefined]);
	});

	it("returns the findings unchanged if there are no events files", async () => {
		assert.deepEqual(await addChangedBy([buildFinding()], []), [buildFinding()]);
	});

	it("reads an events file in UTF-16", async () => {
		const file = join(folder, "d");
		writeFileSync(file, toUtf16(formatEvent(event())));
		assert.deepEqual(await operators([buildFinding()], file), ["mallory"]);
	});

	it("rejects an events file with another line, with a message that contains its path and the line", async () => {
		const file = writeEvents("corrupt", event());
		appendFileSync(file, "a\n");
		await assert.rejects(addChangedBy([], [file]), {
			message: `${file}: line 2: not an event; correct or remove the line`,
		});
	});

	it("rejects an unreadable events file with a message that contains its path", async () => {
		const missing = join(folder, "none");
		await assert.rejects(addChangedBy([buildFinding()], [missing]), {
			message: `${missing}: cannot be read (ENOENT); check --events`,
		});
		const other = join(folder, "other");
		writeFileSync(other, Buffer.from("é\n\n", "latin1"));
		await assert.rejects(addChangedBy([], [other]), {
			message: `${other}: not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8`,
		});
	});
});
