import assert from "node:assert/strict";
import { assertSameApp } from "@/provider/lifecycle/context";
import { APP, fakeService, handlerContext } from "@/test/support/builders";

describe("assertSameApp", () => {
	const assertOn = (app: number | undefined, stateApp: number | undefined) =>
		assertSameApp(handlerContext(fakeService(), { app }), "alice", stateApp);

	it("passes a state of the app that the settings name", () => assertOn(APP, APP));
	it("passes a state that names no app", () => assertOn(APP, undefined));
	it("passes where the settings name no app", () => assertOn(undefined, APP));

	it("refuses a state of another app and names both", () => {
		const message = `alice: the state belongs to app ${APP}, the settings name app 5: use another stack`;
		assert.throws(() => assertOn(5, APP), { message, kind: "config", retryable: false });
	});
});
