import { driftExitCodes } from "../../exit-codes";
import { packageVersion } from "../../version";
import { type Report, summaryOf, worstOutcome } from "../report";

/**
 * A document as JSON for files and terminals alike: what JSON leaves as it is and a terminal would obey or hide, such as signs
 * that turn the direction of text, is spelled out.
 */
export function escapeJson(document: object): string {
	return JSON.stringify(document, undefined, "\t").replaceAll(/[^\P{C}\t\n]/gu, escaped);
}

/** A sign as JSON escapes it: above U+FFFF in two units. */
function escaped(sign: string): string {
	const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at).toString(16).padStart(4, "0"));
	return units.map((unit) => `\\u${unit}`).join("");
}

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
