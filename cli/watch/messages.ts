import { escapeControlCharacters } from "../../provider/util";
import type { RecordedEvent } from "../profile-events";
import type { WebhookCounts, WebhookResult } from "./server";

/** Message for a change by someone else, without a state to compare it with. */
export function changeMessage(event: RecordedEvent): string {
	return formatChange(event, event.tags);
}

/** Message for a change by someone else of inputs that the state declares, by their paths. */
export function driftMessage(event: RecordedEvent, paths: readonly string[]): string {
	return `drift: ${formatChange(event, paths)}`;
}

/** Message for a call that did not succeed; it repeats nothing of the call. */
export function resultMessage(result: WebhookResult, count: number): string | undefined {
	if (result === "recorded" || result === "ignored") return undefined;
	return `${resultMessages[result]} (${count} so far)`;
}

/** Message with the number of calls by result. */
export function summaryMessage(counts: WebhookCounts): string {
	const parts = Object.entries(counts).map(([result, count]) => `${count} ${result}`);
	return parts.length === 0 ? "no calls received" : `calls: ${parts.join(", ")}`;
}

/** Whether a count is 1, 10, 100 and so on: only these are logged, so that a flood of calls does not flood the log. */
export function isPowerOfTen(count: number): boolean {
	return Number.isInteger(Math.log10(count));
}

const resultMessages: Readonly<Record<Exclude<WebhookResult, "ignored" | "recorded">, string>> = {
	repeated: "received an event again; it is recorded once",
	malformed: "rejected a call with an invalid body",
	"not written": "could not write an event in time; it was not acknowledged",
	"foreign app": "rejected a call of another app; check TIM_SDK_APP_ID and the webhook URL of the console",
	"bad signature": "rejected a call with an invalid signature; check the token against the console",
	"outside the time window": "rejected a call with a time outside the window; check this machine's clock",
};

function formatChange(event: RecordedEvent, changes: readonly string[]): string {
	const account = escapeControlCharacters(event.account);
	return `${account}: ${changes.map(escapeControlCharacters).join(", ")} changed by ${formatOperator(event)}`;
}

function formatOperator({ operator, platform, time }: RecordedEvent): string {
	const from = platform === undefined ? "" : ` (${escapeControlCharacters(platform)})`;
	return `${escapeControlCharacters(operator)}${from} at ${time}`;
}
