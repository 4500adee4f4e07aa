import type { ReleaseAction } from "../model/policies";

/** A line for the person who runs Pulumi. It names an account and inputs, never values. */
export interface Message {
	readonly account: string;
	readonly text: string;
}

/** The most lines, reasons or failures that one resource gives in words; the rest are counted. */
export const MAX_LISTED = 20;

/** Says lines, and of many only the first, and how many accounts more there are. */
export function logMessages(say: (line: string) => void, lines: readonly Message[]): void {
	const rest = lines.slice(MAX_LISTED);
	for (const { text } of lines.slice(0, MAX_LISTED)) say(text);
	if (rest.length > 0) say(`and ${new Set(rest.map(({ account }) => account)).size} more accounts`);
}

/** Live values moved since the state was written. */
export function driftMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: changed outside Pulumi: ${paths.join(", ")}` };
}

const releaseActions: Readonly<Record<ReleaseAction, string>> = {
	keep: "left as it is on the service",
	reset: "to be reset on the service",
	restore: "to be put back as it was before",
};

/** Inputs that the program named before and does not name now. */
export function releasedTagsMessage(
	account: string,
	paths: readonly string[],
	leaving: ReleaseAction = "keep",
): Message {
	return { account, text: `${account}: ${paths.join(", ")} released, ${releaseActions[leaving]}` };
}

/** An account that the program names from now on. */
export function addedMessage(account: string): Message {
	return { account, text: `${account}: added` };
}

/** An account that the program named before and does not name now. */
export function releasedAccountMessage(account: string, leaving: ReleaseAction = "keep"): Message {
	return { account, text: `${account}: released, ${releaseActions[leaving]}` };
}

/** Tags that are managed no more, while they are written for the last time. */
export function releaseActionMessage(account: string, paths: readonly string[], leaving: "reset" | "restore"): Message {
	const what = leaving === "reset" ? "is reset" : "is put back as it was before";
	return { account, text: `${account}: ${paths.join(", ")} ${what}` };
}

/** Tags that were to be reset or restored, and are claimed. */
export function claimedTagsMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: ${paths.join(", ")} stays, since another resource of the program names it` };
}

/** Tags that were to be reset, and have no value that means "not set". */
export function noZeroMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: ${paths.join(", ")} stays, since the service has no value for "not set"` };
}

/** The service does not know the account. */
export function missingAccountMessage(account: string): Message {
	const next = "import it (account_import) before the next up, or remove the profile";
	return { account, text: `${account}: the account is not in the service; ${next}` };
}

/** The service does not know an account or a robot that the program makes. */
export function recreateMessage(account: string): Message {
	return { account, text: `${account}: not in the service; the next up makes it again` };
}

/** An account or a robot that was to be deleted, and is claimed. */
export function claimedAccountMessage(account: string): Message {
	return { account, text: `${account}: not deleted, since another resource of the program names it` };
}

/** A place that only some sites of the service take. */
export function longLocationMessage(account: string, adviseBytes: number): Message {
	const text = `${account}: location is above ${adviseBytes} bytes of UTF-8; only apps on the China site take more`;
	return { account, text };
}
