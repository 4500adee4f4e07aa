import assert from "node:assert/strict";
import { configError } from "@/provider/errors/im-error";
import { assertSameApp, serviceForRead } from "@/provider/lifecycle/context";
import type { Compare } from "@/provider/settings/resolve";
import { APP, fakeService, handlerContext } from "@/test/support/builders";

describe("assertSameApp", () => {
	const check = (app: number | undefined, stateApp: number | undefined) =>
		assertSameApp(handlerContext(fakeService(), { app }), "alice", stateApp);

	it("accepts a state of the configured app", () => check(APP, APP));
	it("accepts a state without an app", () => check(APP, undefined));
	it("accepts any state when no app is configured", () => check(undefined, APP));

	it("rejects a state of another app, and names both apps in the message", () => {
		const message = `alice: the state belongs to app ${APP}, but the settings contain app 5; use another stack`;
		assert.throws(() => check(5, APP), { message, kind: "config", retryable: false });
	});
});

describe("serviceForRead", () => {
	const missing = configError("secretKey", "not set: tim:secretKey or TIM_SECRET_KEY");
	const read = (compare: Compare, error: Error) => () =>
		serviceForRead({
			...handlerContext(fakeService(), { compare }),
			service: () => {
				throw error;
			},
		});

	it("returns the service of the context", () => {
		const service = fakeService();
		assert.equal(serviceForRead(handlerContext(service)), service);
	});

	it("throws the error of a missing setting unchanged with compare: live", () =>
		assert.throws(read("live", missing), missing));

	it("adds how to skip the refresh to the error of a missing setting with compare: state", () => {
		assert.throws(read("state", missing), { kind: "config", setting: "secretKey", message: /; .*add --refresh=false/ });
	});

	it("throws an unexpected error unchanged", () => {
		const bug = new TypeError("a bug");
		assert.throws(read("state", bug), bug);
	});
});
