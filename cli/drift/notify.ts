import { assertSuccess, createPost } from "../../provider/client/http";
import { type RetryPolicy, withRetries } from "../../provider/client/pipeline/retry";
import { type ImError, isImError } from "../../provider/errors/im-error";
import { isLoopback } from "../../provider/settings/resolve";
import { jsonReport } from "./formats/json";
import { formatFinding, formatOutcome, formatResolved, formatSummary } from "./messages";
import type { NotifyFormat, NotifyOptions } from "./options";
import type { Report } from "./report";

/** The most findings of a post; the rest are counted. */
const MOST_FINDINGS: Readonly<Record<NotifyFormat, number>> = { json: 200, slack: 20 };

const TIMEOUT_MS = 10_000;

const policy: RetryPolicy = { maxRetries: 3, baseDelayMs: 500, maxDelayMs: 4000, maxTotalMs: 30_000 };

/**
 * Posts a report. It is tried again where that can help, for half a minute.
 *
 * Errors: one line that says why, and not where.
 */
export async function notify(report: Report, { url, format }: NotifyOptions, retry = policy): Promise<void> {
	const body = JSON.stringify(
		format === "slack" ? { text: slackText(report) } : jsonReport(report, MOST_FINDINGS.json),
	);
	const call = { command: "notify", accounts: [] };
	const post = createPost({
		...{ baseUrl: url.href, timeoutMs: TIMEOUT_MS, maxAnswerBytes: 2 ** 20 },
		loopback: isLoopback(url.hostname),
	});
	const context = { policy: retry, random: Math.random, now: Date.now };
	const send = async () => assertSuccess(call, await post(call, { path: "", body }));
	try {
		await withRetries(context, ({ retryable }) => retryable, send);
	} catch (error) {
		if (!isImError(error)) throw error;
		throw new Error(`--notify: not told: ${wordsOf(error)}`);
	}
}

function wordsOf({ kind, status, reason }: ImError): string {
	return kind === "http" ? `the receiver answers http ${status}; check the address` : reason;
}

/** Source of the escapes: https://docs.slack.dev/messaging/formatting-message-text */
function slackText(report: Report): string {
	const { findings, resolved = [] } = report;
	const rest = findings.length - MOST_FINDINGS.slack;
	const lines = [
		`*Drift: ${formatOutcome(report)}*: ${formatSummary(report)} (${report.source})`,
		...findings.slice(0, MOST_FINDINGS.slack).map((finding) => `• ${formatFinding(finding)}`),
		...(rest > 0 ? [`and ${rest} more`] : []),
		...(resolved.length > 0
			? [`resolved: ${resolved.slice(0, MOST_FINDINGS.slack).map(formatResolved).join(", ")}`]
			: []),
	];
	return lines.join("\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
