import assert from "node:assert/strict";
import { checkProfile } from "@/test/support/hooks";

/** Returns the inputs that `check` of a Profile returns, and the reasons of its failures. */
export function checked(news: object, olds: object = {}) {
	const { inputs, failures = [] } = checkProfile(olds, { ...news }, () => undefined);
	assert.ok(inputs !== undefined);
	for (const { property } of failures) assert.equal(property, "");
	return { inputs, reasons: failures.map(({ reason }) => reason) };
}
