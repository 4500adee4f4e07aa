import { onOneLine } from "../../provider/profile/one-line";
import type { ProfileEvent } from "../events";
import type { Counts, Ending } from "./counts";

/** Somebody else changed a profile; nothing is known of what is declared. */
export function changeLine(event: ProfileEvent): string {
	return `${onOneLine(event.account)}: ${event.tags.map(onOneLine).join(", ")} changed by ${whoOf(event)}`;
}

/** Somebody else changed inputs that the state declares. `paths` are as a program spells them. */
export function driftLine(event: ProfileEvent, paths: readonly string[]): string {
	return `drift: ${onOneLine(event.account)}: ${paths.map(onOneLine).join(", ")} changed by ${whoOf(event)}`;
}

/** A call ended as it should not; nothing of the caller's is repeated. */
export function endingLine(ending: Ending, count: number): string | undefined {
	if (ending === "recorded" || ending === "ignored") return undefined;
	return `${wordsOf[ending]} (${count} so far)`;
}

/** What came in since the start. */
export function summaryLine(counts: Counts): string {
	const parts = Object.entries(counts).map(([ending, count]) => `${count} ${ending}`);
	return parts.length === 0 ? "no calls came in" : `calls: ${parts.join(", ")}`;
}

/** Whether so many of one kind are worth a line: the 1st, 10th, 100th, so that a flood of calls is none of lines. */
export function isWorthALine(count: number): boolean {
	return Number.isInteger(Math.log10(count));
}

const wordsOf: Readonly<Record<Exclude<Ending, "ignored" | "recorded">, string>> = {
	repeated: "an event came again, and was kept once",
	malformed: "a call made no sense: its body is not the documented one",
	"not written": "an event could not be written in time, and was not acknowledged",
	"foreign app": "refused a call of another app; check TIM_SDK_APP_ID and the console's webhook URL",
	"bad signature": "refused a call with a bad signature; check the token against the console's",
	"outside the time window": "refused a call made at another time than now; check this machine's clock",
};

function whoOf({ operator, platform, time }: ProfileEvent): string {
	return `${onOneLine(operator)}${platform === undefined ? "" : ` (${onOneLine(platform)})`} at ${time}`;
}
