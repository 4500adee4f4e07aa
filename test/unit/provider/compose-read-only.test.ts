import assert from "node:assert/strict";
import { createReadOnlyContext } from "@/provider/compose-read-only";

const base = { TIM_SDK_APP_ID: "1400000000", TIM_ENDPOINT: "http://127.0.0.1:9", TIM_SECRET_KEY: "one" };

const contextOf = (env: Readonly<Record<string, string>>) => createReadOnlyContext({ config: () => undefined, env });

describe("createReadOnlyContext", () => {
	it("resolves settings on first use", () => {
		assert.equal(contextOf({ TIM_SDK_APP_ID: "7" }).app(), 7);
		assert.throws(() => contextOf({ TIM_SDK_APP_ID: "7" }).live(), { kind: "config" });
	});

	it("shares the live profiles of one app between contexts", () => {
		const one = contextOf(base).live();
		assert.equal(contextOf(base).live(), one);
		assert.notEqual(contextOf({ ...base, TIM_SDK_APP_ID: "1400000001" }).live(), one);
	});

	it("returns no calls that write", () => {
		assert.deepEqual(Object.keys(contextOf(base).live()).sort(), ["fetch", "get", "invalidate"]);
		assert.deepEqual(Object.keys(contextOf(base).accounts()).sort(), ["accountCheck", "getAllRobots"]);
	});
});
