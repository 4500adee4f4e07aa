import { createHash } from "node:crypto";
import { toHtml } from "@/cli/drift/formats/html";
import type { Report } from "@/cli/drift/report";
import type { HistoryRun } from "@/cli/drift/stored-history";
import { packageVersion } from "@/cli/files";
import { buildFinding, buildReport } from "./report";
import { urnOf } from "./stack-export";

const time = new Date("2026-03-02T04:17:00.000Z");

/** The number of days, the exit code and the findings of consecutive runs. */
const phases: readonly (readonly [number, number, HistoryRun["counts"]])[] = [
	[20, 0, {}],
	[6, 2, { "live-moved": 1 }],
	[14, 2, { "live-moved": 2 }],
	[17, 2, { "live-moved": 3 }],
	[3, 3, { "account-gone": 1, "live-moved": 3 }],
];

/** Returns one run a day. The last run is the run of the report. */
function toRuns(): readonly HistoryRun[] {
	const runs = phases.flatMap(([days, exitCode, counts]) => Array.from({ length: days }, () => ({ exitCode, counts })));
	return runs.map((run, index) => {
		const day = new Date(time.getTime() - (runs.length - 1 - index) * 24 * 60 * 60 * 1000);
		return { time: day.toISOString(), ...run };
	});
}

const since = (first: string, times: number) => ({ seen: { first: `2026-${first}T04:17:00.000Z`, times } });
const accounts = ["ops_admin", "support_bot", "客服小美", "desk_01", "desk_02"];

/** The report of the picture in docs/drift.md. */
const exampleReport: Report = buildReport(
	[
		{ kind: "account-gone", urn: urnOf("desk_01"), account: "desk_01", ...since("02-28", 3) },
		buildFinding({
			...{ urn: urnOf("ops_admin"), account: "ops_admin", declared: "Operations", live: "Win a prize" },
			changedBy: { time: "2026-03-01T22:40:00.000Z", operator: "carol", platform: "Web", ours: false },
			seen: { first: time.toISOString(), times: 1, change: "appeared" },
		}),
		buildFinding({
			...{
				urn: urnOf("support_bot"),
				account: "support_bot",
				path: "selfSignature",
				declared: "Open 9 to 17",
				live: null,
			},
			...since("01-28", 34),
		}),
		buildFinding({
			...{ urn: urnOf("客服小美"), account: "客服小美", declared: "小美", live: "小美 (休假)" },
			...since("02-11", 20),
		}),
	],
	{
		...{ time, source: "stack production", hasEvents: true, runs: toRuns(), resolved: [] },
		accounts: accounts.map((account) => ({ urn: urnOf(account), account })),
	},
);

/** The page in the picture, and its hash, which ignores the version of this package. */
export function buildExamplePage(): { readonly page: string; readonly hash: string } {
	const page = toHtml(exampleReport);
	const withoutVersion = page.replace(`pulumi-tim ${packageVersion()}`, "pulumi-tim");
	return { page, hash: createHash("sha256").update(withoutVersion).digest("hex") };
}
