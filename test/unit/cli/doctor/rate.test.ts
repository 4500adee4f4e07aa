import assert from "node:assert/strict";
import { lookAtRate } from "@/cli/doctor/rate";
import { configError } from "@/provider/errors/im-error";
import { aPatient, someSettings } from "./doctor-context";

describe("doctor on the rate", () => {
	const cases = [
		{ callsPerSecond: 100, status: "ok", words: /200, so that 100 are left for production$/ },
		{ callsPerSecond: 101, status: "warning", words: /only 99 are left for production$/ },
		{ callsPerSecond: 200, status: "warning", words: /nothing is left for production$/ },
		{ callsPerSecond: 500, status: "warning", words: /^at most 500 calls .* nothing is left/ },
	];
	for (const { callsPerSecond, status, words } of cases) {
		it(`says ${status} of ${callsPerSecond} calls a second`, () => {
			const [finding] = lookAtRate(aPatient({ settings: someSettings({ callsPerSecond }) }));
			assert.equal(finding?.status, status);
			assert.match(finding?.words ?? "", words);
		});
	}

	it("skips where there are no settings", () => {
		const settings = configError("sdkAppId", "not set");
		assert.equal(lookAtRate(aPatient({ settings }))[0]?.status, "skipped");
	});
});
