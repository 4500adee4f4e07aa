import assert from "node:assert/strict";
import { checkStage, type ServiceStage } from "@/cli/doctor/service";
import { apiError, configError, httpError, type ImError, networkError, timeoutError } from "@/provider/errors/im-error";
import { aPatient } from "./doctor-context";

const stages: readonly ServiceStage[] = ["service", "region", "signature", "admin", "call"];
const call = { command: "portrait_get", accounts: ["administrator"] };

async function lookedAt(error: ImError | undefined) {
	const patient = aPatient({ probe: async () => ({ error, tookMs: 12, skewMs: 0 }) });
	return Promise.all(
		stages.map(async (stage) => (await checkStage(stage, ({ tookMs }) => `well in ${tookMs}`)(patient))[0]),
	);
}

const cases: readonly { name: string; error: ImError | undefined; statuses: string; words?: RegExp }[] = [
	{ name: "a good answer", error: undefined, statuses: "ok ok ok ok ok" },
	{
		name: "no answer",
		error: networkError(call, "ECONNREFUSED"),
		statuses: "failure skipped skipped skipped skipped",
		words: /^network ECONNREFUSED: no response$/,
	},
	{ name: "a late answer", error: timeoutError(call, 5000), statuses: "failure skipped skipped skipped skipped" },
	{ name: "a proxy's answer", error: httpError(call, 502), statuses: "failure skipped skipped skipped skipped" },
	{
		name: "another site",
		error: apiError(call, 60026),
		statuses: "ok failure skipped skipped skipped",
		words: /^api 60026 the host does not serve this app's site$/,
	},
	{ name: "an app that is not there", error: apiError(call, 70020), statuses: "ok failure skipped skipped skipped" },
	{ name: "a wrong key", error: apiError(call, 70009), statuses: "ok ok failure skipped skipped" },
	{ name: "an expired UserSig", error: apiError(call, 70001), statuses: "ok ok failure skipped skipped" },
	{
		name: "no admin",
		error: apiError(call, 60010),
		statuses: "ok ok ok failure skipped",
		words: /^api 60010 admin rights are needed$/,
	},
	{ name: "no admin, by the account service", error: apiError(call, 70403), statuses: "ok ok ok failure skipped" },
	{ name: "an address that is not allowed", error: apiError(call, 60021), statuses: "ok ok ok ok failure" },
	{ name: "too many calls", error: apiError(call, 60007), statuses: "ok ok ok ok warning" },
	{
		name: "no key to sign with",
		error: configError("secretKeyFile", "the file is empty"),
		statuses: "skipped skipped skipped skipped skipped",
	},
];

describe("doctor on the service", () => {
	for (const { name, error, statuses, words } of cases) {
		it(`tells how far the call came with ${name}`, async () => {
			const findings = await lookedAt(error);
			assert.equal(findings.map((finding) => finding?.status).join(" "), statuses);
			const failed = findings.find((finding) => finding?.status === "failure");
			if (words !== undefined) assert.match(failed?.words ?? "", words);
			if (failed !== undefined) assert.ok(failed.next);
		});
	}

	it("says which check did not pass, and what is well", async () => {
		const [service, , , , after] = await lookedAt(apiError(call, 60026));
		assert.deepEqual(service, { status: "ok", words: "well in 12" });
		assert.deepEqual(after, { status: "skipped", words: "the region check did not pass" });
	});

	it("skips where there are no settings", async () => {
		const look = checkStage("service", () => "well");
		const settings = configError("sdkAppId", "not set");
		assert.deepEqual(await look(aPatient({ settings })), [{ status: "skipped", words: "no settings to call with" }]);
	});
});
