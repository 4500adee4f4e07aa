import assert from "node:assert/strict";
import { apiError } from "@/provider/errors/im-error";
import { type Failure, isPartialFailure, partialFailure, toError, toReasons } from "@/provider/lifecycle/handler";
import { profileState } from "@/test/support/builders";

const refusal = apiError({ command: "portrait_set", accounts: ["alice"] }, 80001);

describe("partialFailure", () => {
	const error = partialFailure("alice", profileState(), ["nick: no", "level: no"]);

	it("carries what Pulumi keeps, and the reasons as its message", () => {
		const { id, properties, reasons, message } = error;
		assert.deepEqual(
			{ id, properties, reasons },
			{ id: "alice", properties: profileState(), reasons: ["nick: no", "level: no"] },
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
	const refused = (path: string, code = 80001): Failure => ({
		path,
		error: apiError({ command: "portrait_set", accounts: ["alice"] }, code),
	});

	it("gives a line for each failure, with its path where it has one", () => {
		const reasons = toReasons([refused("nick"), refused("profiles.bob.level"), refused("")]);
		const { message } = refusal;
		assert.deepEqual(reasons, [`nick: ${message}`, `profiles.bob.level: ${message}`, message]);
	});

	it("gives the first 20 of many, and one line with the count and the codes of the rest", () => {
		const many = Array.from({ length: 200 }, (_, at) => refused(`profiles.a${at}`, at % 3 === 0 ? 40003 : 80001));
		const reasons = toReasons(many);
		assert.equal(reasons.length, 21);
		assert.match(reasons[19] ?? "", /^profiles\.a19: /);
		assert.equal(reasons[20], "and 180 more failures: 80001 (120), 40003 (60)");
	});
});

describe("totalFailure", () => {
	it("is the error itself where one speaks of the whole of a resource", () => {
		assert.equal(toError([{ path: "", error: refusal }]), refusal);
	});

	it("has the reasons as its message otherwise", () => {
		const { message } = toError([
			{ path: "nick", error: refusal },
			{ path: "level", error: refusal },
		]);
		assert.equal(message, `nick: ${refusal.message}; level: ${refusal.message}`);
	});
});
