import assert from "node:assert/strict";
import { inspect } from "node:util";
import { isPartialFailure } from "@/test/support/hooks";
import { VALUE_CANARY } from "./profile-operations";

/** The key of the matrix's emulator: it must be found nowhere. */
export const KEY_CANARY = "key-canary-0815-0815-0815-0815-0815";

/** What every UserSig looks like: packed JSON in the service's own base64. */
export const USER_SIG = /eJ[\w*-]{40,}/;

const MESSAGE = new RegExp(
	[
		/(?<command>[a-z]+(?:_[a-z]+)+) (?<account>[@#\w]+)(?: and \d+ more)?: /.source,
		/(?<code>api \d+|account \d+|network|timeout|http \d+|protocol|Tag_\w+ was accepted)/.source,
		/.+[;,:] (?<step>\w.+)$/.source,
	].join(""),
);

/** Every message that a person would see of an error. */
export function messagesOf(error: unknown): readonly string[] {
	if (isPartialFailure(error)) return error.reasons;
	return [error instanceof Error ? error.message : String(error)];
}

/** Asserts that each error's messages are one line each that names command, account, code or kind, and a next step. */
export function assertErrorMessages(errors: readonly unknown[], accounts: readonly string[]): void {
	const named = errors.map(namedAccount);
	assert.equal(new Set(named).size, errors.length, `two errors name one account: ${named.join()}`);
	for (const account of named) assert.ok(accounts.includes(account), `no account of ours: ${account}`);
}

/** The one account that all messages of an error name. */
export function namedAccount(error: unknown): string {
	assert.ok(messagesOf(error).length > 0, "the error has no reasons");
	const messages = [...messagesOf(error), (error as Error).message];
	const named = messages.map((message) => {
		assert.ok(!/[\r\n]/.test(message), `not one line: ${JSON.stringify(message)}`);
		const said = MESSAGE.exec(message)?.groups;
		assert.ok(said, `no sentence of command, account, code and step: ${message}`);
		return said.account ?? "";
	});
	assert.equal(new Set(named).size, 1, `an error names several accounts: ${named.join()}`);
	return named[0] ?? "";
}

/** Asserts that neither key nor UserSig is anywhere in what was said or kept, and no declared text in what was said. */
export function assertNoSecrets({ said, kept }: { readonly said: readonly unknown[]; readonly kept: unknown }): void {
	const shown = inspect(said, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null });
	const all = `${shown}\n${JSON.stringify(kept)}`;
	assert.ok(!all.includes(KEY_CANARY), "the secret key is shown");
	assert.ok(!USER_SIG.test(all), `a UserSig is shown: ${USER_SIG.exec(all)?.[0].slice(0, 12)}…`);
	const words = inspect(said.map(withoutState));
	assert.ok(!words.includes(VALUE_CANARY), `a value is shown: ${words}`);
}

/** An error without the properties that go into the state, where values belong. */
function withoutState(thing: unknown): unknown {
	return isPartialFailure(thing) ? [thing.message, thing.stack, thing.reasons] : thing;
}
