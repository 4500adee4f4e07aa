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

/** Returns all stored accounts and tags as a text, so that tests can compare them. */
function storedIn({ store }: EmulatorState): string {
	return JSON.stringify(store.accounts().map((account) => [account, store.tags(account)]));
}

function answerOf(state: EmulatorState, request: ServiceRequest): Envelope {
	const served = handleCall(state, request);
	assert.equal(served.reply.as, "whole");
	assert.equal(served.reply.as === "whole" && served.reply.status, 200);
	return bodyOf(served);
}

function assertEnvelope({ ActionStatus, ErrorCode, ErrorInfo }: Envelope): void {
	assert.ok(Number.isSafeInteger(ErrorCode) && ErrorCode >= 0, "the code is a non-negative integer");
	assert.equal(ActionStatus, ErrorCode === 0 ? "OK" : "FAIL");
	assert.equal(typeof ErrorInfo, "string");
}

/** The URLs of commands that write if they succeed. */
const writingCommands =
	/^\/v4\/(profile\/portrait_set|im_open_login_svc\/(account_import|multiaccount_import|account_delete)|openim_robot_http_svc\/(create|delete)_robot)\?/;

function assertSane({ state, nowMs: _, ...emulator }: InMemoryEmulator): void {
	state.store.change("eve", { [NICK]: "Eve" });
	assert.deepEqual(emulator.read("eve", NICK), { [NICK]: "Eve" });
}

describe("handleCall", () => {
	printSeed();
	const names = Object.getOwnPropertyNames(Object.prototype);

	it("returns an error code for any request, and writes only for a valid request", () => {
		assertProperty(
			fc.property(anyRequest, (request) => {
				const emulator = createInMemoryEmulator({ trial: true, online: { alice: { Web: "Online" } } });
				const before = storedIn(emulator.state);
				const answer = answerOf(emulator.state, request);
				assertEnvelope(answer);
				if (answer.ErrorCode !== 0 || !writingCommands.test(request.url))
					assert.equal(storedIn(emulator.state), before);
				assertSane(emulator);
			}),
			10_000,
		);
		assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), names);
	}).timeout(120_000);
});
