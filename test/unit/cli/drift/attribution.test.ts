import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addChangedBy } from "@/cli/drift/attribution";
import { formatEvent, type RecordedEvent } from "@/cli/profile-events";
import { LEVEL, NICK } from "@/test/support/builders";
import { buildFinding } from "@/test/support/report";

const event = (changes: Partial<RecordedEvent> = {}): RecordedEvent => ({
	...{ version: 1, time: "2026-03-01T10:00:00.000Z", account: "alice", operator: "mallory" },
	...{ platform: "Web", tags: [NICK], ours: false },
	...changes,
});

describe("attribute", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-events-"));
	after(() => rmSync(folder, { recursive: true }));
	const file = (name: string, ...events: readonly RecordedEvent[]) => {
		writeFileSync(join(folder, name), events.map(formatEvent).join(""));
		return join(folder, name);
	};
	const operators = async (findings: Parameters<typeof addChangedBy>[0], ...files: readonly string[]) =>
		(await addChangedBy(findings, files)).map(({ changedBy }) => changedBy?.operator);

	it("says who made the last change of the tag, and when, and from where", async () => {
		const events = file(
			"a",
			event({ time: "2026-03-01T09:00:00.000Z", operator: "early" }),
			event(),
			event({ tags: [LEVEL], operator: "other" }),
		);
		const [finding] = await addChangedBy([buildFinding()], [events]);
		assert.deepEqual(finding?.changedBy, {
			time: "2026-03-01T10:00:00.000Z",
			operator: "mallory",
			platform: "Web",
			ours: false,
		});
	});

	it("goes by the time, whatever the order is, and reads earlier files too", async () => {
		const current = file("b", event({ operator: "now" }));
		file("b.1", event({ operator: "later", time: "2026-03-01T11:00:00.000Z" }));
		file("b.2", event({ operator: "before", time: "2026-03-01T08:00:00.000Z", tags: [LEVEL] }));
		assert.deepEqual(await operators([buildFinding(), buildFinding({ path: "level", tag: LEVEL })], current), [
			"later",
			"before",
		]);
	});

	it("says nothing of another account, nor of what nobody moved", async () => {
		const events = file("c", event({ account: "bob" }), event({ account: "carol" }));
		const findings = [
			buildFinding(),
			buildFinding({ kind: "code-moved", account: "carol" }),
			buildFinding({ kind: "account-gone", account: "bob" }),
		];
		assert.deepEqual(await operators(findings, events), [undefined, undefined, undefined]);
	});

	it("names a file that is not there", async () => {
		const missing = join(folder, "none");
		await assert.rejects(addChangedBy([buildFinding()], [missing]), {
			message: `${missing}: cannot be read (ENOENT); check --events`,
		});
	});
});
