import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "xmlbuilder2";
import { driftExitCodes } from "@/cli/exit-codes";
import { toText } from "@/cli/drift/formats/text";
import { changeMessage } from "@/cli/watch/lines";
import { NICK } from "@/test/support/builders";
import { buildFinding, buildReport } from "@/test/support/report";
import { urnOf } from "@/test/support/stack-export";
import { root } from "./sources";

const svg = readFileSync(join(root, "docs/drift.svg"), "utf8");
const time = "2026-03-01T10:00:00.000Z";
const account = "ops_admin";

/** What every picture of the same has, whenever it was made. */
function timeless(text: string): string {
	return text.replaceAll(/\d{4}-\d\d-\d\d([T ][\d:.]+Z)?/g, "<time>").replaceAll(/\d+ ms/g, "<duration>");
}

/** The lines of the picture as a terminal shows them. */
function shown(): string {
	const lines = [...svg.matchAll(/^<text [^>]*>(.*)<\/text>$/gm)].map(([, spans = ""]) => spans);
	const text = lines.join("\n").replaceAll(/<[^>]+>/g, "");
	return timeless(text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

const renamed = buildFinding({
	...{ urn: urnOf(account), account, declared: "Operations", live: "Win a prize" },
	changedBy: { time, operator: "carol", platform: "Web", ours: false },
});
const gone = { kind: "account-gone", urn: urnOf(account), account } as const;
const known = { ...renamed, ignored: { reason: "known", until: "2026-03-02" } };
const twoAccounts = buildReport([renamed]).accounts;

describe("the picture of drift in README.md", () => {
	it("is shown, and well-formed", () => {
		assert.match(readFileSync(join(root, "README.md"), "utf8"), /!\[[^\]]{40,}\]\(docs\/drift\.svg\)/);
		assert.doesNotThrow(() => create(svg));
	});

	const reports = [
		{ name: "a finding with who made it", report: buildReport([renamed]), end: driftExitCodes.drift },
		{
			name: "a clean end",
			report: buildReport([], { accounts: twoAccounts, ignored: [known] }),
			end: driftExitCodes.clean,
		},
		{ name: "an account that is gone", report: buildReport([gone]), end: driftExitCodes.gone },
	];
	for (const { name, report, end } of reports) {
		it(`shows ${name} as the command prints it now; if not, run npm run recording`, () => {
			const printed = timeless(toText(report, { colour: false, width: 120 }));
			const code = end.code === 0 ? "" : `(exit code ${end.code})`;
			assert.ok(shown().includes(`$ npx pulumi-tim drift --stack dev`));
			assert.ok(shown().includes(`${printed}${code}`), `${printed}${code}\nis not in\n${shown()}`);
		});
	}

	it("shows the line of the watch as it prints it now; if not, run npm run recording", () => {
		const event = { version: 1, time, account, operator: "carol", platform: "Web", tags: [NICK], ours: false } as const;
		assert.ok(shown().includes(`\nThe watch: ${timeless(changeMessage(event))}\n`), shown());
	});

	it("holds no folder, no port and no token", () => {
		assert.doesNotMatch(svg.replace('"http://www.w3.org/2000/svg"', ""), /\/tmp\/|127\.0\.0\.1|https?:|TOKEN|SECRET/);
	});
});
