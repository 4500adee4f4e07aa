import type { Leaving } from "../profile/policies";

/** A line for the person who runs Pulumi. It names an account and inputs, never values. */
export interface Line {
	readonly account: string;
	readonly text: string;
}

/** The most lines, reasons or failures that one resource gives in words; the rest are counted. */
export const MOST_IN_WORDS = 20;

/** Says lines, and of many only the first, and how many accounts more there are. */
export function sayLines(say: (line: string) => void, lines: readonly Line[]): void {
	const rest = lines.slice(MOST_IN_WORDS);
	for (const { text } of lines.slice(0, MOST_IN_WORDS)) say(text);
	if (rest.length > 0) say(`and ${new Set(rest.map(({ account }) => account)).size} more accounts`);
}

/** Live values moved since the state was written. */
export function driftLine(account: string, paths: readonly string[]): Line {
	return { account, text: `${account}: changed outside Pulumi: ${paths.join(", ")}` };
}

const leavings: Readonly<Record<Leaving, string>> = {
	keep: "left as it is on the service",
	reset: "to be reset on the service",
	restore: "to be put back as it was before",
};

/** Inputs that the program named before and does not name now. */
export function releasedLine(account: string, paths: readonly string[], leaving: Leaving = "keep"): Line {
	return { account, text: `${account}: ${paths.join(", ")} released, ${leavings[leaving]}` };
}

/** An account that the program names from now on. */
export function addedLine(account: string): Line {
	return { account, text: `${account}: added` };
}

/** An account that the program named before and does not name now. */
export function releasedAccountLine(account: string, leaving: Leaving = "keep"): Line {
	return { account, text: `${account}: released, ${leavings[leaving]}` };
}

/** Tags that are managed no more, while they are written for the last time. */
export function leftLine(account: string, paths: readonly string[], leaving: "reset" | "restore"): Line {
	const what = leaving === "reset" ? "is reset" : "is put back as it was before";
	return { account, text: `${account}: ${paths.join(", ")} ${what}` };
}

/** Tags that were to be reset or restored, and are claimed. */
export function spareTagsLine(account: string, paths: readonly string[]): Line {
	return { account, text: `${account}: ${paths.join(", ")} stays, since another resource of the program names it` };
}

/** Tags that were to be reset, and have no value that means "not set". */
export function keptLine(account: string, paths: readonly string[]): Line {
	return { account, text: `${account}: ${paths.join(", ")} stays, since the service has no value for "not set"` };
}

/** The service does not know the account. */
export function goneLine(account: string): Line {
	const next = "import it (account_import) before the next up, or remove the profile";
	return { account, text: `${account}: the account is not in the service; ${next}` };
}

/** The service does not know an account or a robot that the program makes. */
export function notThereLine(account: string): Line {
	return { account, text: `${account}: not in the service; the next up makes it again` };
}

/** An account or a robot that was to be deleted, and is claimed. */
export function sparedLine(account: string): Line {
	return { account, text: `${account}: not deleted, since another resource of the program names it` };
}

/** A place that only some sites of the service take. */
export function longLocationLine(account: string, adviseBytes: number): Line {
	const text = `${account}: location is above ${adviseBytes} bytes of UTF-8; only apps on the China site take more`;
	return { account, text };
}
