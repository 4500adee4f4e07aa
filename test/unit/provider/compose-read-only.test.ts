import assert from "node:assert/strict";
import { createReadOnlyContext } from "@/provider/compose-read-only";

const base = { TIM_SDK_APP_ID: "1400000000", TIM_ENDPOINT: "http://127.0.0.1:9", TIM_SECRET_KEY: "one" };

const contextOf = (env: Readonly<Record<string, string>>) => createReadOnlyContext({ config: () => undefined, env });

describe("connectReadOnly", () => {
	it("makes nothing, and throws nothing, before it is asked", () => {
		assert.equal(contextOf({ TIM_SDK_APP_ID: "7" }).app(), 7);
		assert.throws(() => contextOf({ TIM_SDK_APP_ID: "7" }).observer(), { kind: "config" });
	});

	it("shares one observer between all that look at one app, and has another for another app", () => {
		const one = contextOf(base).observer();
		assert.equal(contextOf(base).observer(), one);
		assert.notEqual(contextOf({ ...base, TIM_SDK_APP_ID: "1400000001" }).observer(), one);
	});

	it("knows no way to write", () => {
		assert.deepEqual(Object.keys(contextOf(base).observer()).sort(), ["fetch", "get", "invalidate"]);
		assert.deepEqual(Object.keys(contextOf(base).accounts()).sort(), ["accountCheck", "getAllRobots"]);
	});
});
