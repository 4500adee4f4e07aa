import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validateXML } from "xmllint-wasm";
import { toText } from "@/cli/drift/formats/text";
import { driftExitCodes } from "@/cli/exit-codes";
import { changeMessage } from "@/cli/watch/messages";
import { NICK } from "@/test/support/builders";
import { buildFinding, buildReport } from "@/test/support/report";
import { urnOf } from "@/test/support/stack-export";
import { root } from "./sources";

const svg = readFileSync(join(root, "docs/drift.svg"), "utf8");
const time = "2026-03-01T10:00:00.000Z";
const account = "ops_admin";

/** Replaces times and durations by placeholders, because they differ between recordings. */
function withoutTimes(text: string): string {
	return text.replaceAll(/\d{4}-\d\d-\d\d([T ][\d:.]+Z)?/g, "<time>").replaceAll(/\d+ ms/g, "<duration>");
}

/** Returns the text that the picture shows, one line for each line of the terminal. Times are replaced. */
function pictureText(): string {
	const lines = [...svg.matchAll(/^<text [^>]*>(.*)<\/text>$/gm)].map(([, spans = ""]) => spans);
	const text = lines.join("\n").replaceAll(/<[^>]+>/g, "");
	return withoutTimes(text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

const renamed = buildFinding({
	...{ urn: urnOf(account), account, declared: "Operations", live: "Win a prize" },
	changedBy: { time, operator: "carol", platform: "Web", ours: false },
});
const gone = { kind: "account-gone", urn: urnOf(account), account } as const;
const known = { ...renamed, ignored: { reason: "known", until: "2026-03-02" } };
const twoAccounts = buildReport([renamed]).accounts;

describe("the drift picture of README.md", () => {
	it("is shown in README.md, and is well-formed XML", async () => {
		assert.match(readFileSync(join(root, "README.md"), "utf8"), /!\[[^\]]{40,}\]\(docs\/drift\.svg\)/);
		const xml = [{ fileName: "drift.svg", contents: svg }];
		assert.deepEqual((await validateXML({ xml, normalization: "format" })).errors, []);
	});

	const reports = [
		{ name: "a finding with the operator", report: buildReport([renamed]), end: driftExitCodes.drift },
		{
			name: "a clean result",
			report: buildReport([], { accounts: twoAccounts, ignored: [known] }),
			end: driftExitCodes.clean,
		},
		{ name: "a deleted account", report: buildReport([gone]), end: driftExitCodes.gone },
	];
	for (const { name, report, end } of reports) {
		it(`shows ${name} exactly as the command prints it; if the test fails, run npm run recording`, () => {
			const printed = withoutTimes(toText(report, { colour: false, width: 120 }));
			const code = end.code === 0 ? "" : `(exit code ${end.code})`;
			assert.ok(pictureText().includes(`$ npx pulumi-tim drift --stack dev`));
			assert.ok(pictureText().includes(`${printed}${code}`), `${printed}${code}\nis missing from\n${pictureText()}`);
		});
	}

	it("shows a message of pulumi-tim watch exactly as printed; if the test fails, run npm run recording", () => {
		const event = { version: 1, time, account, operator: "carol", platform: "Web", tags: [NICK], ours: false } as const;
		assert.ok(
			pictureText().includes(`\npulumi-tim watch prints: ${withoutTimes(changeMessage(event))}\n`),
			pictureText(),
		);
	});

	it("contains no folder, port or token", () => {
		assert.doesNotMatch(svg.replace('"http://www.w3.org/2000/svg"', ""), /\/tmp\/|127\.0\.0\.1|https?:|TOKEN|SECRET/);
	});
});
