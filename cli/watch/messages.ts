import { escapeControlCharacters } from "../../provider/util";
import type { RecordedEvent } from "../profile-events";
import type { WebhookCounts, WebhookResult } from "./server";

/** Somebody else changed a profile; nothing is known of what is declared. */
export function changeMessage(event: RecordedEvent): string {
	return `${escapeControlCharacters(event.account)}: ${event.tags.map(escapeControlCharacters).join(", ")} changed by ${formatOperator(event)}`;
}

/** Somebody else changed inputs that the state declares. `paths` are as a program spells them. */
export function driftMessage(event: RecordedEvent, paths: readonly string[]): string {
	return `drift: ${escapeControlCharacters(event.account)}: ${paths.map(escapeControlCharacters).join(", ")} changed by ${formatOperator(event)}`;
}

/** A call ended as it should not; nothing of the caller's is repeated. */
export function resultMessage(ending: WebhookResult, count: number): string | undefined {
	if (ending === "recorded" || ending === "ignored") return undefined;
	return `${resultMessages[ending]} (${count} so far)`;
}

/** What came in since the start. */
export function summaryMessage(counts: WebhookCounts): string {
	const parts = Object.entries(counts).map(([ending, count]) => `${count} ${ending}`);
	return parts.length === 0 ? "no calls came in" : `calls: ${parts.join(", ")}`;
}

/** Whether so many of one kind are worth a line: the 1st, 10th, 100th, so that a flood of calls is none of lines. */
export function isPowerOfTen(count: number): boolean {
	return Number.isInteger(Math.log10(count));
}

const resultMessages: Readonly<Record<Exclude<WebhookResult, "ignored" | "recorded">, string>> = {
	repeated: "an event came again, and was kept once",
	malformed: "a call made no sense: its body is not the documented one",
	"not written": "an event could not be written in time, and was not acknowledged",
	"foreign app": "refused a call of another app; check TIM_SDK_APP_ID and the console's webhook URL",
	"bad signature": "refused a call with a bad signature; check the token against the console's",
	"outside the time window": "refused a call made at another time than now; check this machine's clock",
};

function formatOperator({ operator, platform, time }: RecordedEvent): string {
	return `${escapeControlCharacters(operator)}${platform === undefined ? "" : ` (${escapeControlCharacters(platform)})`} at ${time}`;
}
