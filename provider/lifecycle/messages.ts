import type { ReleaseAction } from "../model/policies";

/** A message for the user who runs Pulumi. The text contains an account and names of inputs, never a value. */
export interface Message {
	readonly account: string;
	readonly text: string;
}

/** Maximum number of messages, reasons or failures that are listed for one resource. Further ones are only counted. */
export const MAX_LISTED = 20;

/**
 * Returns at most {@link MAX_LISTED} lines to print. If there are more messages, the last line contains the number of
 * the other accounts.
 */
export function toLines(messages: readonly Message[]): readonly string[] {
	const lines = messages.slice(0, MAX_LISTED).map(({ text }) => text);
	const rest = new Set(messages.slice(MAX_LISTED).map(({ account }) => account));
	return rest.size === 0 ? lines : [...lines, `and ${rest.size} more accounts`];
}

/** Prints at most {@link MAX_LISTED} messages. If there are more, also prints the number of the other accounts. */
export function logMessages(log: (line: string) => void, messages: readonly Message[]): void {
	for (const line of toLines(messages)) log(line);
}

/** Returns the message for inputs whose live values differ from the values in the state. */
export function driftMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: changed outside Pulumi: ${paths.join(", ")}` };
}

const plannedActions: Readonly<Record<ReleaseAction, string>> = {
	keep: "live values are kept",
	reset: "live values will be reset to zero",
	restore: "live values will be restored to their earlier values",
};

/** Returns the message for inputs that were removed from the program. */
export function releasedTagsMessage(
	account: string,
	paths: readonly string[],
	action: ReleaseAction = "keep",
): Message {
	return { account, text: `${account}: ${paths.join(", ")} released; ${plannedActions[action]}` };
}

/** Returns the message for an account that was added to a set. */
export function addedMessage(account: string): Message {
	return { account, text: `${account}: added` };
}

/** Returns the message for an account that was removed from a set. */
export function releasedAccountMessage(account: string, action: ReleaseAction = "keep"): Message {
	return { account, text: `${account}: released; ${plannedActions[action]}` };
}

/** Returns the message for released tags that the running operation resets or restores. */
export function releaseActionMessage(
	account: string,
	paths: readonly string[],
	action: Exclude<ReleaseAction, "keep">,
): Message {
	const done = action === "reset" ? "reset to zero" : "restored to the earlier values";
	return { account, text: `${account}: ${paths.join(", ")} ${done}` };
}

/** Returns the message for released tags that are left unchanged, because another resource manages these tags. */
export function claimedTagsMessage(account: string, paths: readonly string[]): Message {
	return {
		account,
		text: `${account}: ${paths.join(", ")} unchanged, because another resource of the program manages these inputs`,
	};
}

/** Returns the message for released tags that cannot be reset, because they have no zero value. */
export function noZeroMessage(account: string, paths: readonly string[]): Message {
	return { account, text: `${account}: ${paths.join(", ")} unchanged, because the service has no value for "not set"` };
}

/** Returns the message for a managed profile whose account does not exist. */
export function missingAccountMessage(account: string): Message {
	const next = "import the account (account_import) before the next pulumi up, or remove the profile from the program";
	return { account, text: `${account}: the account does not exist in the service; ${next}` };
}

/** Returns the message for an `Account` or a `Robot` that does not exist and will be created again. */
export function recreateMessage(account: string): Message {
	return {
		account,
		text: `${account}: the account does not exist in the service; the next pulumi up creates the account again`,
	};
}

/** Returns the message for an account or a robot that is not deleted because another resource uses it. */
export function claimedAccountMessage(account: string): Message {
	return { account, text: `${account}: not deleted, because another resource of the program uses the account` };
}

/** Returns the message for a location that exceeds the limit of sites outside China. */
export function longLocationMessage(account: string, adviseBytes: number): Message {
	const text = `${account}: location is longer than ${adviseBytes} bytes of UTF-8; only apps on the China site accept longer values`;
	return { account, text };
}
