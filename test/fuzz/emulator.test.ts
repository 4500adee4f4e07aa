import assert from "node:assert/strict";
import fc from "fast-check";
import { handleCall } from "@/emulator/dispatch";
import type { ServiceRequest } from "@/emulator/request";
import type { EmulatorState } from "@/emulator/state";
import { assertProperty, printSeed } from "@/test/support/arbitraries";
import {
	bodyOf,
	createInMemoryEmulator,
	type Envelope,
	type InMemoryEmulator,
	NICK,
} from "@/test/unit/emulator/in-memory-emulator";
import { anyRequest } from "./requests";

/** What is stored, to compare. */
function storedIn({ store }: EmulatorState): string {
	return JSON.stringify(store.accounts().map((account) => [account, store.tags(account)]));
}

function answerTo(state: EmulatorState, request: ServiceRequest): Envelope {
	const outcome = handleCall(state, request);
	assert.equal(outcome.reply.as, "whole");
	assert.equal(outcome.reply.as === "whole" && outcome.reply.status, 200);
	return bodyOf(outcome);
}

function assertEnvelope({ ActionStatus, ErrorCode, ErrorInfo }: Envelope): void {
	assert.ok(Number.isSafeInteger(ErrorCode) && ErrorCode >= 0, "the code is a whole number");
	assert.equal(ActionStatus, ErrorCode === 0 ? "OK" : "FAIL");
	assert.equal(typeof ErrorInfo, "string");
}

/** The commands that change something when they succeed. */
const changing =
	/^\/v4\/(profile\/portrait_set|im_open_login_svc\/(account_import|multiaccount_import|account_delete)|openim_robot_http_svc\/(create|delete)_robot)\?/;

function assertSane({ state, nowMs: _, ...emulator }: InMemoryEmulator): void {
	state.store.change("eve", { [NICK]: "Eve" });
	assert.deepEqual(emulator.read("eve", NICK), { [NICK]: "Eve" });
}

describe("the emulator's core", () => {
	printSeed();
	const names = Object.getOwnPropertyNames(Object.prototype);

	it("answers any request with an envelope, keeps its store unless the request was good, and goes on", () => {
		assertProperty(
			fc.property(anyRequest, (request) => {
				const emulator = createInMemoryEmulator({ trial: true, online: { alice: { Web: "Online" } } });
				const before = storedIn(emulator.state);
				const answer = answerTo(emulator.state, request);
				assertEnvelope(answer);
				if (answer.ErrorCode !== 0 || !changing.test(request.url)) assert.equal(storedIn(emulator.state), before);
				assertSane(emulator);
			}),
			10_000,
		);
		assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), names);
	}).timeout(120_000);
});
