import assert from "node:assert/strict";
import { resolveAdmins, resolveOptions } from "@/emulator/options";

describe("resolveOptions", () => {
	it("fills in the defaults", () => {
		const { now, ...settings } = resolveOptions({});
		assert.equal(now, Date.now);
		assert.deepEqual(settings, {
			...{ port: 0, host: "127.0.0.1", allowedHosts: [], sdkAppId: 1_400_000_000 },
			secretKey: "pulumi-tim-emulator-demo-key-not-a-secret",
			...{ site: "china", latencyMs: 0, callsPerSecond: {}, rateLimitCode: 60007, trial: false, maxAccounts: Infinity },
			...{ seed: 1, accounts: {}, online: {}, customFields: [], extraTags: {}, quirks: {}, faults: [] },
			...{ admins: ["administrator"], webhook: undefined, lag: { standardMs: 0, customMs: 0 } },
		});
	});

	it("limits a trial app to 100 accounts unless another limit is given", () => {
		assert.equal(resolveOptions({ trial: true }).maxAccounts, 100);
		assert.equal(resolveOptions({ trial: true, maxAccounts: 5 }).maxAccounts, 5);
	});

	it("fills in the missing value of a lag", () => {
		assert.deepEqual(resolveOptions({ lag: { customMs: 5 } }).lag, { standardMs: 0, customMs: 5 });
	});
});

describe("resolveAdmins", () => {
	it("adds the default admin once, after the given admins", () => {
		assert.deepEqual(resolveAdmins(["root"]), ["root", "administrator"]);
		assert.deepEqual(resolveAdmins(["administrator", "root"]), ["administrator", "root"]);
	});

	it("allows 10 admins and rejects 11", () => {
		const nine = Array.from({ length: 9 }, (_, index) => `admin${index}`);
		assert.equal(resolveAdmins(nine).length, 10);
		assert.throws(() => resolveAdmins([...nine, "root"]), {
			message: 'admins: 11 including "administrator", which every app has; at most 10 are allowed',
		});
	});
});
