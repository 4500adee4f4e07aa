import { escapeControlCharacters } from "../../provider/util/text";
import type { RecordedEvent } from "../profile-events";
import type { WebhookCounts, WebhookResult } from "./server";

/** Formats a profile change, with the names of the changed tags. */
export function changeMessage(event: RecordedEvent): string {
	return formatChange(event, event.tags);
}

/** Formats a profile change that affects declared inputs, with the paths of these inputs. */
export function driftMessage(event: RecordedEvent, paths: readonly string[]): string {
	return `drift: ${formatChange(event, paths)}`;
}

/**
 * Formats a warning about the result of a webhook call, and omits all data of the call. Returns `undefined` if the
 * result needs no warning.
 */
export function resultMessage(result: WebhookResult, count: number): string | undefined {
	if (result === "recorded" || result === "ignored") return undefined;
	return `${resultMessages[result]} (${count} so far)`;
}

/** Formats the number of webhook calls by result. */
export function summaryMessage(counts: WebhookCounts): string {
	const parts = Object.entries(counts).map(([result, count]) => `${count} ${result}`);
	return parts.length === 0 ? "no calls received" : `calls: ${parts.join(", ")}`;
}

/** Whether a count is 1, 10, 100 and so on. Only these counts are logged, so that many calls do not flood the log. */
export function isPowerOfTen(count: number): boolean {
	return Number.isInteger(Math.log10(count));
}

const resultMessages: Readonly<Record<Exclude<WebhookResult, "ignored" | "recorded">, string>> = {
	repeated: "received an event more than once; the event is recorded once",
	malformed: "rejected a call with an invalid body",
	"not written": "could not write an event to disk in time; the event was not acknowledged",
	"foreign app": "rejected a call from another app; check TIM_SDK_APP_ID, and the webhook URL in the console",
	"foreign origin":
		"rejected a call of a page of another site, or with another host name; allow a host name with --allowed-host, or use a token",
	"bad signature":
		"rejected a call with an invalid signature; check that the webhook token equals the token in the console",
	"outside the time window": "rejected a call whose time is outside the time window; check this machine's clock",
};

function formatChange(event: RecordedEvent, changes: readonly string[]): string {
	const account = escapeControlCharacters(event.account);
	return `${account}: ${changes.map(escapeControlCharacters).join(", ")} changed by ${formatOperator(event)}`;
}

function formatOperator({ operator, platform, time }: RecordedEvent): string {
	const from = platform === undefined ? "" : ` (${escapeControlCharacters(platform)})`;
	return `${escapeControlCharacters(operator)}${from} at ${time}`;
}
