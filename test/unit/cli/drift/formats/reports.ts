import { type FormatName, loadFormat } from "@/cli/drift/formats";
import type { Report } from "@/cli/drift/report";
import { buildFinding, buildReport } from "@/test/support/report";

/**
 * Characters that a format must escape or replace: control characters, characters of markup, and characters that XML
 * cannot contain.
 */
const special = `\u0000\u001b[2J\u009b\u202e\ufffe\ud800 "'<b>&]]>| \`x\` :: % https://evil.example\r\n[a](b)`;

const changedBy = { time: "2026-03-01T10:00:00.000Z", operator: "mallory", platform: "Web", ours: false } as const;

/** A report with every optional part. */
export const fullReport = buildReport(
	[
		buildFinding({ seen: { first: "2026-03-01T10:00:00.000Z", times: 2, change: "changed" }, changedBy }),
		buildFinding({
			seen: { first: "2026-03-01T10:00:00.000Z", times: 1, change: "appeared" },
			secret: true,
			live: "[secret]",
		}),
		buildFinding({ declared: { uint64: "18446744073709551615" }, live: { uint64: "0" } }),
	],
	{
		strict: true,
		ignored: [buildFinding({ ignored: { reason: "known", until: "2026-12-31" } })],
		expired: [{ account: "old_*", tag: "nick", live: null, reason: "was known", until: "2026-01-31" }],
		resolved: [{ urn: "u", account: "fixed", path: "nick" }, { urn: "u" }],
	},
);

/** A report with special characters in every text. */
export const specialReport = buildReport(
	[
		buildFinding({ account: special, path: special, declared: special, live: special }),
		{ ...buildFinding({ kind: "not-readable" }), reason: special },
	],
	{ source: special, ignored: [buildFinding({ ignored: { reason: special, until: "2026-12-31" } })], strict: true },
);

/** Reports with each part that a report can have. Each name completes the test title "… a report with <name>". */
export const reports: readonly { readonly name: string; readonly report: Report }[] = [
	{ name: "no findings", report: buildReport([]) },
	{ name: "no accounts", report: buildReport([], { accounts: [] }) },
	{ name: "every kind of finding", report: buildReport() },
	{ name: "every optional part", report: fullReport },
	{ name: "special characters", report: specialReport },
];

/** Renders a report without colour in 80 columns. */
export function render(format: FormatName, report: Report): string {
	return loadFormat(format)(report, { colour: false, width: 80 });
}
