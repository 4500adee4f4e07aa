import type { ReleaseAction } from "../model/policies";

/** A line for the person who runs Pulumi. It names an account and its inputs, never a value. */
export interface Message {
	readonly account: string;
	readonly text: string;
}

/** The most messages, reasons or failures that are listed for one resource; the rest are counted. */
export const MAX_LISTED = 20;

/** Returns the lines to print: at most {@link MAX_LISTED}, then one that counts the accounts of the rest. */
export function toLines(messages: readonly Message[]): readonly string[] {
	const lines = messages.slice(0, MAX_LISTED).map(({ text }) => text);
	const rest = new Set(messages.slice(MAX_LISTED).map(({ account }) => account));
	return rest.size === 0 ? lines : [...lines, `and ${rest.size} more accounts`];
}

/** Prints messages. */
export function logMessages(log: (line: string) => void, messages: readonly Message[]): void {
	for (const line of toLines(messages)) log(line);
}

/** Live values that differ from the state. */
export function driftMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: changed outside Pulumi: ${paths.join(", ")}` };
}

const plannedActions: Readonly<Record<ReleaseAction, string>> = {
	keep: "left as it is on the service",
	reset: "to be reset on the service",
	restore: "to be restored to its earlier value",
};

/** Inputs that were removed from the program. */
export function releasedTagsMessage(
	account: string,
	paths: readonly string[],
	action: ReleaseAction = "keep",
): Message {
	return { account, text: `${account}: ${paths.join(", ")} released, ${plannedActions[action]}` };
}

/** An account that was added to a set. */
export function addedMessage(account: string): Message {
	return { account, text: `${account}: added` };
}

/** An account that was removed from a set. */
export function releasedAccountMessage(account: string, action: ReleaseAction = "keep"): Message {
	return { account, text: `${account}: released, ${plannedActions[action]}` };
}

/** Released tags that are being reset or restored now. */
export function releaseActionMessage(
	account: string,
	paths: readonly string[],
	action: Exclude<ReleaseAction, "keep">,
): Message {
	const done = action === "reset" ? "is reset" : "is restored to its earlier value";
	return { account, text: `${account}: ${paths.join(", ")} ${done}` };
}

/** Released tags that are not changed, because another resource manages them. */
export function claimedTagsMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: ${paths.join(", ")} kept, another resource of the program manages it` };
}

/** Released tags that cannot be reset. */
export function noZeroMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: ${paths.join(", ")} kept, the service has no value for "not set"` };
}

/** A managed profile whose account does not exist. */
export function missingAccountMessage(account: string): Message {
	const next = "import it (account_import) before the next up, or remove the profile";
	return { account, text: `${account}: the account does not exist in the service; ${next}` };
}

/** An `Account` or a `Robot` that does not exist and will be created again. */
export function recreateMessage(account: string): Message {
	return { account, text: `${account}: does not exist in the service; the next up creates it again` };
}

/** An account or a robot that is not deleted, because another resource uses it. */
export function claimedAccountMessage(account: string): Message {
	return { account, text: `${account}: not deleted, another resource of the program uses it` };
}

/** A location above the limit of most sites. */
export function longLocationMessage(account: string, adviseBytes: number): Message {
	const text = `${account}: location is longer than ${adviseBytes} bytes of UTF-8; only apps on the China site accept that`;
	return { account, text };
}
