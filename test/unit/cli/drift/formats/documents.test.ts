import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Finding } from "@/cli/drift/finding";
import { type FormatName, formatNames, loadFormat } from "@/cli/drift/formats";
import { openHistory } from "@/cli/drift/history";
import { packageVersion } from "@/cli/files";
import { LEVEL } from "@/test/support/builders";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";
import { urnOf } from "@/test/support/stack-export";

/** Characters that have a special meaning in a format or a terminal, and characters that XML cannot contain. */
const special = "\u0000\u001b[2J\u202e\ufffe\ud800 \"'<b>&]]>| `x` :: % , [a](b)\r\n";

const traced: readonly Finding[] = [
	buildFinding({
		...{
			urn: urnOf("frank"),
			account: "frank",
			seen: { first: "2026-03-01T10:00:00.000Z", times: 2, change: "changed" },
		},
		changedBy: { time: "2026-03-01T09:59:30.000Z", operator: "mallory", platform: "Web", ours: false },
	}),
	buildFinding({
		...{ urn: urnOf("frank"), account: "frank", path: "level", tag: LEVEL, declared: "[secret]", live: "[secret]" },
		...{ secret: true, seen: { first: "2026-03-02T10:00:00.000Z", times: 1, change: "appeared" } },
		changedBy: { time: "2026-03-01T09:59:30.000Z", operator: "administrator", ours: true },
	}),
	buildFinding({
		...{ urn: urnOf("grace"), account: "grace", path: "tags.Tag_Big", tag: "Tag_Big" },
		...{ declared: { uint64: "18446744073709551615" }, live: { uint64: "0" } },
		seen: { first: "2026-02-01T10:00:00.000Z", times: 30 },
	}),
	buildFinding({
		urn: urnOf("heidi"),
		account: "<h>|\u202e",
		path: "tags.`|",
		tag: "`|",
		declared: special,
		live: special,
	}),
	{ kind: "not-compared", urn: urnOf("set", "ProfileSet"), reason: special },
];

const hidden = buildFinding({
	...{ urn: urnOf("ivan"), account: "ivan", live: "Party", ignored: { reason: "a party", until: "2026-12-31" } },
});

const findings = [...everyKind, ...traced];

const named = findings.filter(({ account }) => account !== undefined);

const report = buildReport(findings, {
	accounts: buildReport(named).accounts,
	source: `stack dev, preview ${special}`,
	strict: true,
	ignored: [hidden],
	expired: [
		{ account: "old_*", tag: "nick", live: null, reason: "was known", until: "2026-01-31" },
		{ account: "older", reason: special, until: "2025-01-31" },
	],
	runs: [
		{ time: "2026-03-01T10:00:00.000Z", exitCode: 0, counts: {} },
		{ time: "2026-03-02T10:00:00.000Z", exitCode: 3, counts: { "account-gone": 1, "live-moved": 5 } },
	],
	resolved: [{ urn: urnOf("judy"), account: "judy", path: "nick" }, { urn: urnOf("set", "ProfileSet") }],
});

const expected = (name: string) =>
	readFileSync(join(__dirname, "documents", name), "utf8").replaceAll("PACKAGE_VERSION", packageVersion());

/** Asserts that a JSON document equals a recorded document, including the order of the keys. */
function assertSameJson(actual: string, name: string): void {
	const written = JSON.stringify(JSON.parse(actual), undefined, "\t");
	assert.equal(written, JSON.stringify(JSON.parse(expected(name)), undefined, "\t"));
}

describe("pulumi-tim drift", () => {
	const files: Readonly<Record<FormatName, string>> = {
		text: "report.txt",
		html: "report.html",
		json: "report.json",
		markdown: "report.md",
		junit: "report.xml",
		sarif: "report.sarif.json",
		github: "report.github.txt",
	};
	for (const format of formatNames) {
		it(`prints a ${format} report that equals the recorded one`, () => {
			const actual = loadFormat(format)(report, { colour: false, width: 100 });
			if (files[format].endsWith(".json")) assertSameJson(actual, files[format]);
			else assert.equal(actual, expected(files[format]));
		});
	}

	describe("with --history and --notify", () => {
		let folder: string;
		let server: Server;
		let posted: Promise<string>;
		beforeEach(async () => {
			folder = mkdtempSync(join(tmpdir(), "pulumi-tim-documents-"));
			server = createServer();
			posted = new Promise((resolve) => {
				server.once("request", (request, response) => {
					response.end();
					resolve(text(request));
				});
			});
			server.listen(0, "127.0.0.1");
			await once(server, "listening");
		});
		afterEach(() => {
			rmSync(folder, { recursive: true });
			server.closeAllConnections();
			server.close();
		});

		async function save(format: "json" | "slack"): Promise<string> {
			const { port } = server.address() as AddressInfo;
			const file = join(folder, "history.json");
			const history = await openHistory(file);
			const { findings, ignored } = report;
			const compared = history.compare({ findings, ignored, rules: [], expired: [] }, report.time);
			const saved = { ...report, ...compared, resolved: report.resolved ?? [] };
			assert.equal(await history.save(saved, { url: new URL(`http://127.0.0.1:${port}/`), format }), undefined);
			return readFileSync(file, "utf8");
		}

		it("writes a history file that equals the recorded one", async () => {
			assertSameJson(await save("json"), "history.json");
		});

		for (const format of ["json", "slack"] as const) {
			it(`posts a ${format} notification that equals the recorded one`, async () => {
				await save(format);
				assertSameJson(await posted, `notify.${format}.json`);
			});
		}
	});
});
