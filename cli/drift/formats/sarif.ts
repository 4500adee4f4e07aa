import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { packageVersion } from "../../version";
import type { Finding } from "../finding";
import { type FindingKindInfo, findingKinds } from "../finding";
import { formatFinding } from "../messages";
import type { Report } from "../report";
import { escapeJson } from "./json";

/**
 * A report in SARIF 2.1.0, as code scanning takes it: a rule for each kind, a result for each finding.
 *
 * Shape: a result points at the project's `Pulumi.yaml`, since a state does not know the line of the program, and names the
 * resource by its URN. Its fingerprint stays the same from run to run. What a rule of ours ignores is suppressed.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0
 */
export function sarifFormat(report: Report): string {
	const log: Log = {
		version: "2.1.0",
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		runs: [
			{
				tool: {
					driver: {
						name: "pulumi-tim drift",
						version: packageVersion(),
						rules: Object.entries(findingKinds).map(ruleOf),
					},
				},
				invocations: [{ executionSuccessful: true, endTimeUtc: report.time.toISOString() }],
				results: [...report.findings, ...(report.strict ? report.ignored : [])].map(resultOf),
			},
		],
	};
	return `${escapeJson(log)}\n`;
}

const baselines = { appeared: "new", changed: "updated", none: "unchanged" } as const;

function ruleOf([id, { words, doc, next, level }]: readonly [string, FindingKindInfo]): ReportingDescriptor {
	return {
		id,
		name: words,
		shortDescription: { text: doc },
		help: { text: `Next: ${next}.` },
		defaultConfiguration: { level },
	};
}

function resultOf(finding: Finding): Result {
	const { kind, urn, account, tag, seen, ignored } = finding;
	const resource = { fullyQualifiedName: urn, kind: "resource" };
	return {
		ruleId: kind,
		level: findingKinds[kind].level,
		message: { text: formatFinding(finding) },
		locations: [
			{
				physicalLocation: { artifactLocation: { uri: "Pulumi.yaml" }, region: { startLine: 1 } },
				logicalLocations: [account === undefined ? resource : { ...resource, name: account }],
			},
		],
		partialFingerprints: { "resourceAccountTag/v1": fingerprint([urn, account ?? "", tag ?? ""]) },
		...(seen !== undefined && { baselineState: baselines[seen.change ?? "none"] }),
		...(ignored !== undefined && { suppressions: [{ kind: "external" as const, justification: ignored.reason }] }),
	};
}

function fingerprint(parts: readonly string[]): string {
	return createHash("sha256").update(parts.join("\0")).digest("hex");
}
