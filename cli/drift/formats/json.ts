import { packageVersion } from "../../files";
import { driftExitCodes } from "../exit-codes";
import { escapeJson } from "../json-text";
import { type Report, summaryOf, worstOutcome } from "../report";

/** The version of the JSON's shape: `schema/drift.schema.json` describes it. */
const VERSION = 1;

/** A report for programs: one JSON document, in the shape that the package's `schema/drift.schema.json` describes. */
export function jsonFormat(report: Report): string {
	return `${escapeJson(jsonReport(report))}\n`;
}

/** A report as a document, with so many findings at most. Values of secrets are masked in it already. */
export function jsonReport(report: Report, most = report.findings.length): object {
	const omitted = report.findings.length - most;
	return {
		version: VERSION,
		tool: { name: "pulumi-tim", version: packageVersion() },
		time: report.time.toISOString(),
		durationMs: report.durationMs,
		source: report.source,
		exitCode: driftExitCodes[worstOutcome(report.findings)].code,
		summary: summaryOf(report),
		findings: report.findings.slice(0, most),
		...(omitted > 0 && { omitted }),
		...(report.strict && { ignored: report.ignored }),
		expiredRules: report.expired,
		...(report.resolved && { resolved: report.resolved }),
	};
}
