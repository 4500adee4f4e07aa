import assert from "node:assert/strict";
import { apiError } from "@/provider/errors/im-error";
import { type Failure, PartialFailureError, toError, toReasons } from "@/provider/lifecycle/handler";
import { profileState } from "@/test/support/builders";

const refusal = apiError({ command: "portrait_set", accounts: ["alice"] }, 80001);

describe("PartialFailureError", () => {
	const error = new PartialFailureError("alice", profileState(), ["nick: refused", "level: refused"]);

	it("has the id, the state and the reasons, and joins the reasons in its message", () => {
		const { id, state, reasons, message } = error;
		assert.deepEqual(
			{ id, state, reasons },
			{ id: "alice", state: profileState(), reasons: ["nick: refused", "level: refused"] },
		);
		assert.equal(message, "nick: refused; level: refused");
	});

	it("has no numeric code, which the engine would interpret as a gRPC status", () =>
		assert.equal("code" in error, false));

	it("is distinguished from other errors by instanceof", () => {
		assert.equal(error.name, "PartialFailureError");
		const others = [refusal, new Error("x"), undefined, { reasons: [], state: {} }];
		assert.deepEqual(
			others.filter((each) => each instanceof PartialFailureError),
			[],
		);
	});
});

describe("toReasons", () => {
	const failureAt = (path: string, code = 80001): Failure => ({
		path,
		error: apiError({ command: "portrait_set", accounts: ["alice"] }, code),
	});

	it("returns a line for each failure, which starts with the path of a failure that has a path", () => {
		const reasons = toReasons([failureAt("nick"), failureAt("profiles.bob.level"), failureAt("")]);
		const { message } = refusal;
		assert.deepEqual(reasons, [`nick: ${message}`, `profiles.bob.level: ${message}`, message]);
	});

	it("lists 20 failures, and counts the other failures by error code", () => {
		const many = Array.from({ length: 200 }, (_, index) =>
			failureAt(`profiles.a${index}`, index % 3 === 0 ? 40003 : 80001),
		);
		const reasons = toReasons(many);
		assert.equal(reasons.length, 21);
		assert.match(reasons[19] ?? "", /^profiles\.a19: /);
		assert.equal(reasons[20], "and 180 more failures: 80001 (120), 40003 (60)");
	});
});

describe("toError", () => {
	it("returns the error of a single failure about the whole resource unchanged", () => {
		assert.equal(toError([{ path: "", error: refusal }]), refusal);
	});

	it("joins the reasons of other failures in the message", () => {
		const { message } = toError([
			{ path: "nick", error: refusal },
			{ path: "level", error: refusal },
		]);
		assert.equal(message, `nick: ${refusal.message}; level: ${refusal.message}`);
	});
});
