import assert from "node:assert/strict";
import { apiError } from "../../../../provider/errors";
import { isPartialFailure, partialFailure, reasonsOf } from "../../../../provider/lifecycle/partial-failure";
import { ownedTags } from "../../../../provider/profile/owned";
import { aState, LEVEL, NICK } from "../../../support/builders";

const refusal = apiError({ command: "portrait_set", accounts: ["alice"] }, 80001);

describe("partialFailure", () => {
	const error = partialFailure("alice", aState(), ["nick: no", "level: no"]);

	it("carries what Pulumi keeps, and the reasons as its message", () => {
		const { id, properties, reasons, message } = error;
		assert.deepEqual(
			{ id, properties, reasons },
			{ id: "alice", properties: aState(), reasons: ["nick: no", "level: no"] },
		);
		assert.equal(message, "nick: no; level: no");
	});

	it("has no numeric code, which the engine would take for its own", () => assert.equal("code" in error, false));

	it("is told from other errors", () => {
		assert.equal(isPartialFailure(error), true);
		assert.deepEqual(
			[refusal, new Error("x"), undefined, { reasons: [], properties: {} }].filter(isPartialFailure),
			[],
		);
	});
});

describe("reasonsOf", () => {
	it("gives a line for each tag that failed, in the order of the inputs", () => {
		const failed = new Map([
			[LEVEL, refusal],
			[NICK, refusal],
		]);
		const owned = ownedTags({ nick: "a", level: 1, role: 2 });
		assert.deepEqual(reasonsOf(owned, failed), [`nick: ${refusal.message}`, `level: ${refusal.message}`]);
	});
});
