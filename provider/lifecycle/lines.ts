/** Lines for the person who runs Pulumi. They name accounts and inputs, never values. */

/** Live values moved since the state was written. */
export function driftLine(account: string, paths: readonly string[]): string {
	return `${account}: changed outside Pulumi: ${paths.join(", ")}`;
}

/** Inputs that the program named before and does not name now. */
export function releasedLine(account: string, paths: readonly string[]): string {
	return `${account}: ${paths.join(", ")} released, left as it is on the service`;
}

/** The service does not know the account. */
export function goneLine(account: string): string {
	return `${account}: the account is not in the service; import it (account_import) before the next up, or remove the profile`;
}

/** A place that only some sites of the service take. */
export function longLocationLine(account: string, adviseBytes: number): string {
	return `${account}: location is above ${adviseBytes} bytes of UTF-8; only apps on the China site take more`;
}
