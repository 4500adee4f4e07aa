import assert from "node:assert/strict";
import { inspect } from "node:util";
import { isPartialFailure } from "@/test/support/hooks";
import { VALUE_CANARY } from "./profile-operations";

/** The secret key of the emulator, which must not occur in any output. */
export const KEY_CANARY = "key-canary-0815-0815-0815-0815-0815";

/** Matches a UserSig: compressed JSON in the service's variant of base64. */
export const USER_SIG = /eJ[\w*-]{40,}/;

const MESSAGE = new RegExp(
	[
		/(?<command>[a-z]+(?:_[a-z]+)+) (?<account>[@#\w]+)(?: and \d+ more)?: /.source,
		/(?<code>api \d+|account \d+|network|timeout|http \d+|protocol|Tag_\w+ was accepted)/.source,
		/.+[;,:] (?<step>\w.+)$/.source,
	].join(""),
);

/** Returns the messages that Pulumi prints for an error. */
export function messagesOf(error: unknown): readonly string[] {
	if (isPartialFailure(error)) return error.reasons;
	return [error instanceof Error ? error.message : String(error)];
}

/**
 * Asserts that each error is about one account of the test, and that each of its messages is one line with command,
 * account, code and next step.
 */
export function assertErrorMessages(errors: readonly unknown[], accounts: readonly string[]): void {
	const named = errors.map(namedAccount);
	assert.equal(new Set(named).size, errors.length, `two errors are about the same account: ${named.join()}`);
	for (const account of named)
		assert.ok(accounts.includes(account), `an error is about an account that the test does not use: ${account}`);
}

/** Returns the account that all messages of an error name. */
export function namedAccount(error: unknown): string {
	assert.ok(messagesOf(error).length > 0, "the error has no message");
	const messages = [...messagesOf(error), (error as Error).message];
	const named = messages.map((message) => {
		assert.ok(!/[\r\n]/.test(message), `the message is not one line: ${JSON.stringify(message)}`);
		const parts = MESSAGE.exec(message)?.groups;
		assert.ok(parts, `the message lacks command, account, code or next step: ${message}`);
		return parts.account ?? "";
	});
	assert.equal(new Set(named).size, 1, `the messages of an error are about several accounts: ${named.join()}`);
	return named[0] ?? "";
}

/**
 * Asserts that output and state contain no secret key and no UserSig, and that the output contains no declared value.
 */
export function assertNoSecrets({
	output,
	stored,
}: {
	readonly output: readonly unknown[];
	readonly stored: unknown;
}): void {
	const shown = inspect(output, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null });
	const all = `${shown}\n${JSON.stringify(stored)}`;
	assert.ok(!all.includes(KEY_CANARY), "output or state contains the secret key");
	assert.ok(!USER_SIG.test(all), `output or state contains a UserSig: ${USER_SIG.exec(all)?.[0].slice(0, 12)}…`);
	const messages = inspect(output.map(withoutState));
	assert.ok(!messages.includes(VALUE_CANARY), `the output contains a declared value: ${messages}`);
}

/** Returns a copy of an error without `properties`, which Pulumi stores in the state and which contain values. */
function withoutState(error: unknown): unknown {
	return isPartialFailure(error) ? [error.message, error.stack, error.reasons] : error;
}
