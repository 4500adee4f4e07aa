import { createHash } from "node:crypto";
import type { Invocation, Log, ReportingDescriptor, Result } from "sarif";
import { packageVersion } from "../../files";
import { type Finding, type FindingKindInfo, findingKinds } from "../finding";
import { formatFinding } from "../messages";
import { type Report, worstFirst } from "../report";
import { escapeJson } from "./json";

/**
 * The maximum number of results. GitHub shows 5,000 results of a run, and rejects a run with more than 25,000.
 * Source: https://docs.github.com/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads/results-exceed-limit
 */
const MAX_RESULTS = 5000;

/**
 * Renders a report as SARIF 2.1.0 for code scanning: a rule for each kind of finding, and a result for each finding.
 *
 * The physical location of every result is the first line of the project file, because a state contains no source
 * locations. The logical location of a result is the URN of the resource. The fingerprint of a finding is the same in
 * every run. Ignored findings are suppressed. If there are too many results, the most severe kinds are first, and a
 * notification states how many results are omitted.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0
 */
export function toSarif(report: Report): string {
	const ignored = report.strict ? report.ignored : [];
	const isLimited = report.findings.length + ignored.length > MAX_RESULTS;
	const findings = [report.findings, ignored].flatMap((each) => (isLimited ? worstFirst(each) : each));
	const log: Log = {
		version: "2.1.0",
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		runs: [
			{
				tool: {
					driver: {
						name: "pulumi-tim drift",
						version: packageVersion(),
						rules: Object.entries(findingKinds).map(toRule),
					},
				},
				invocations: [toInvocation(report, findings.length - MAX_RESULTS)],
				results: findings.slice(0, MAX_RESULTS).map((finding) => toResult(finding, report.projectFile)),
			},
		],
	};
	return `${escapeJson(log)}\n`;
}

function toInvocation({ time }: Report, omitted: number): Invocation {
	const text = `${omitted} more results are omitted; pulumi-tim drift --format json lists all`;
	return {
		...{ executionSuccessful: true, endTimeUtc: time.toISOString() },
		...(omitted > 0 && { toolExecutionNotifications: [{ level: "note", message: { text } }] }),
	};
}

function toRule([id, kind]: readonly [string, FindingKindInfo]): ReportingDescriptor {
	return {
		id,
		name: kind.label,
		shortDescription: { text: kind.description },
		help: { text: `Next: ${kind.nextStep}.` },
		defaultConfiguration: { level: kind.level },
	};
}

const baselineStates = { appeared: "new", changed: "updated", none: "unchanged" } as const;

function toResult(finding: Finding, projectFile: string): Result {
	const { kind, urn, account, tag, seen, ignored } = finding;
	const resource = { fullyQualifiedName: urn, kind: "resource" };
	return {
		ruleId: kind,
		level: findingKinds[kind].level,
		message: { text: escapeMessage(formatFinding(finding)) },
		locations: [
			{
				physicalLocation: { artifactLocation: { uri: projectFile }, region: { startLine: 1 } },
				logicalLocations: [account === undefined ? resource : { ...resource, name: account }],
			},
		],
		partialFingerprints: { "resourceAccountTag/v1": fingerprint([urn, account ?? "", tag ?? ""]) },
		...(seen !== undefined && { baselineState: baselineStates[seen.change ?? "none"] }),
		...(ignored !== undefined && { suppressions: [{ kind: "external" as const, justification: ignored.reason }] }),
	};
}

/**
 * Escapes the characters that have a meaning in a SARIF message: braces, which surround placeholders such as `{0}`, and
 * the brackets of links such as `[x](y)` with the backslash that escapes them.
 * Source: SARIF 2.1.0, sections 3.11.5 and 3.11.6
 */
function escapeMessage(text: string): string {
	return text.replaceAll(/[{}]/g, "$&$&").replaceAll(/[\\[\]]/g, "\\$&");
}

function fingerprint(parts: readonly string[]): string {
	return createHash("sha256").update(parts.join("\0")).digest("hex");
}
