import { assertSuccess, createPost } from "../../provider/client/http";
import { type RetryPolicy, withRetries } from "../../provider/client/pipeline/retry";
import { ImError } from "../../provider/errors/im-error";
import { isLoopback } from "../../provider/settings/resolve";
import { toJsonReport } from "./formats/json";
import { formatFinding, formatOutcome, formatSummary, formatTarget } from "./messages";
import type { NotifyFormat, NotifyOptions } from "./options";
import { limitFindings, type Report } from "./report";

/**
 * The maximum number of findings in a notification, by format. The notification also states how many findings are
 * omitted.
 */
const MAX_FINDINGS: Readonly<Record<NotifyFormat, number>> = { json: 200, slack: 20 };

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 2 ** 20;
const RETRY: RetryPolicy = { maxRetries: 3, baseDelayMs: 500, maxDelayMs: 4000, maxTotalMs: 20_000 };

/**
 * Posts a report to a URL. Retries temporary failures for up to 20 seconds.
 *
 * @throws Error with a one-line message that contains the reason, but never the URL.
 */
export async function notify(report: Report, { url, format }: NotifyOptions, retry = RETRY): Promise<void> {
	const call = { command: "notify", accounts: [] };
	const body = JSON.stringify(format === "slack" ? toSlackMessage(report) : toJsonReport(report, MAX_FINDINGS.json));
	const post = createPost({
		...{ baseUrl: url.href, timeoutMs: TIMEOUT_MS, maxResponseBytes: MAX_RESPONSE_BYTES },
		loopback: isLoopback(url.hostname),
	});
	const context = { policy: retry, random: Math.random, now: Date.now };
	const send = async () => assertSuccess(call, await post(call, { path: "", body }));
	try {
		await withRetries(context, send);
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		throw new Error(`--notify: the notification was not sent: ${describeFailure(error)}`);
	}
}

function describeFailure(error: ImError): string {
	if (error.kind === "http") return `the receiver returned HTTP ${error.status}; check the URL`;
	if (error.kind === "network") return `no response (${error.systemCode}); check the URL and the network`;
	if (error.kind === "timeout") return `no response within ${error.timeoutMs} ms; check the URL and the receiver`;
	return error.reason;
}

/**
 * Converts a report to a Slack message. Source of the character escapes:
 * https://docs.slack.dev/messaging/formatting-message-text
 */
function toSlackMessage(report: Report): { readonly text: string } {
	const { findings, resolved = [] } = report;
	const omitted = findings.length - MAX_FINDINGS.slack;
	const resolvedNames = resolved.slice(0, MAX_FINDINGS.slack).map(formatTarget);
	const lines = [
		`*Drift report: ${formatOutcome(report)}*: ${formatSummary(report)} (${report.source})`,
		...limitFindings(findings, MAX_FINDINGS.slack).map((finding) => `• ${formatFinding(finding)}`),
		...(omitted > 0 ? [`and ${omitted} more`] : []),
		...(resolved.length > 0 ? [`resolved: ${resolvedNames.join(", ")}`] : []),
	];
	return { text: lines.join("\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") };
}
