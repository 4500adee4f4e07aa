import assert from "node:assert/strict";
import { lookAtClock } from "@/cli/doctor/clock";
import { apiError, configError } from "@/provider/errors/im-error";
import type { Credential } from "@/provider/settings/resolve";
import { aPatient, someSettings } from "./doctor-context";

const expired = apiError({ command: "portrait_get", accounts: ["administrator"] }, 70001);

describe("doctor on the clock", () => {
	const cases = [
		{ skewMs: 0, status: "ok", words: "within 30 s of the service's" },
		{ skewMs: -30_000, status: "ok", words: "within 30 s of the service's" },
		{ skewMs: 31_000, status: "warning", words: "31 s behind the service's" },
		{ skewMs: -300_000, status: "warning", words: "300 s ahead of the service's" },
		{ skewMs: 3_600_000, status: "failure", words: "3600 s behind the service's" },
		{ skewMs: undefined, status: "skipped", words: "the service did not answer" },
	];
	for (const { skewMs, status, words } of cases) {
		it(`says ${status} where the service's is ahead by ${skewMs} ms`, async () => {
			const [finding] = await lookAtClock(aPatient({ probe: async () => ({ error: undefined, tookMs: 1, skewMs }) }));
			assert.deepEqual([finding?.status, finding?.words], [status, words]);
		});
	}

	const signers: readonly { credential: Credential; status: string }[] = [
		{ credential: { kind: "key", secretKey: "k" }, status: "failure" },
		{ credential: { kind: "userSig", userSig: "u" }, status: "ok" },
	];
	for (const { credential, status } of signers) {
		it(`says ${status} where a UserSig by ${credential.kind} counts as expired, whatever the service's Date`, async () => {
			const settings = someSettings({ credential });
			const probe = async () => ({ error: expired, tookMs: 1, skewMs: 0 });
			assert.equal((await lookAtClock(aPatient({ settings, probe })))[0]?.status, status);
		});
	}

	it("skips where there are no settings", async () => {
		const settings = configError("sdkAppId", "not set");
		assert.equal((await lookAtClock(aPatient({ settings })))[0]?.status, "skipped");
	});
});
