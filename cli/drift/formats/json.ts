import { escapeCiCommands, jsonEscapes } from "../../ci-commands";
import { driftExitCodes } from "../../exit-codes";
import { packageVersion } from "../../files";
import { limitFindings, type Report, summarize, worstOutcome } from "../report";

/** The version of the JSON document that `schema/drift.schema.json` describes. */
const VERSION = 1;

/** Renders a report as a JSON document that conforms to `schema/drift.schema.json`. */
export function toJson(report: Report): string {
	return `${escapeJson(toJsonReport(report))}\n`;
}

/**
 * Converts a report to a JSON document that contains at most `maxFindings` findings. Secrets are already masked in the
 * report.
 */
export function toJsonReport(report: Report, maxFindings = report.findings.length): object {
	const omitted = report.findings.length - maxFindings;
	return {
		version: VERSION,
		tool: { name: "pulumi-tim", version: packageVersion() },
		time: report.time.toISOString(),
		durationMs: report.durationMs,
		source: report.source,
		exitCode: driftExitCodes[worstOutcome(report.findings)].code,
		summary: summarize(report),
		findings: limitFindings(report.findings, maxFindings),
		...(omitted > 0 && { omitted }),
		...(report.strict && { ignored: report.ignored }),
		expiredRules: report.expired,
		...(report.resolved && { resolved: report.resolved }),
	};
}

/**
 * Formats a document as JSON text. Escapes control characters, invisible characters and line separators, which JSON
 * allows but a terminal would interpret, and CI commands.
 */
export function escapeJson(document: object): string {
	const json = JSON.stringify(document, undefined, "\t").replaceAll(/[^\P{C}\t\n]|[\p{Zl}\p{Zp}]/gu, escapeCharacter);
	return escapeCiCommands(json, jsonEscapes);
}

/** Escapes each UTF-16 code unit of a character. A character above U+FFFF has two code units. */
function escapeCharacter(character: string): string {
	const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
	return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
