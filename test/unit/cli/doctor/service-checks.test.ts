import assert from "node:assert/strict";
import { checkClock, checkFields, checkRate, checkStage, type ServiceStage } from "@/cli/doctor/service-checks";
import { apiError, configError, httpError, type ImError, networkError, timeoutError } from "@/provider/errors/im-error";
import type { Credential } from "@/provider/settings/resolve";
import { createFakeContext, createSettings } from "./doctor-context";

const stages: readonly ServiceStage[] = ["service", "region", "signature", "admin", "call"];
const call = { command: "portrait_get", accounts: ["administrator"] };

async function runStages(error: ImError | undefined) {
	const context = createFakeContext({ probe: async () => ({ error, tookMs: 12, skewMs: 0 }) });
	return Promise.all(
		stages.map(async (stage) => (await checkStage(stage, ({ tookMs }) => `passed in ${tookMs}`)(context))[0]),
	);
}

const cases: readonly { name: string; error: ImError | undefined; statuses: string; words?: RegExp }[] = [
	{ name: "a successful call", error: undefined, statuses: "ok ok ok ok ok" },
	{
		name: "no response",
		error: networkError(call, "ECONNREFUSED"),
		statuses: "failure skipped skipped skipped skipped",
		words: /^network ECONNREFUSED: no response$/,
	},
	{ name: "a late response", error: timeoutError(call, 5000), statuses: "failure skipped skipped skipped skipped" },
	{ name: "the response of a proxy", error: httpError(call, 502), statuses: "failure skipped skipped skipped skipped" },
	{
		name: "an app of another site",
		error: apiError(call, 60026),
		statuses: "ok failure skipped skipped skipped",
		words: /^api 60026 the app was created in another region than that of the endpoint$/,
	},
	{ name: "an unknown app", error: apiError(call, 70020), statuses: "ok failure skipped skipped skipped" },
	{ name: "a wrong key", error: apiError(call, 70009), statuses: "ok ok failure skipped skipped" },
	{ name: "an expired UserSig", error: apiError(call, 70001), statuses: "ok ok failure skipped skipped" },
	{
		name: "an identifier that is not an admin",
		error: apiError(call, 60010),
		statuses: "ok ok ok failure skipped",
		words: /^api 60010 the call requires admin rights$/,
	},
	{
		name: "an identifier that is not an admin for the account service",
		error: apiError(call, 70403),
		statuses: "ok ok ok failure skipped",
	},
	{ name: "an address that is not allowed", error: apiError(call, 60021), statuses: "ok ok ok ok failure" },
	{ name: "too many calls", error: apiError(call, 60007), statuses: "ok ok ok ok warning" },
	{
		name: "no key to sign with",
		error: configError("secretKeyFile", "the file is empty"),
		statuses: "skipped skipped skipped skipped skipped",
	},
];

describe("checkStage", () => {
	for (const { name, error, statuses, words } of cases) {
		it(`returns the status of each stage for ${name}`, async () => {
			const findings = await runStages(error);
			assert.equal(findings.map((finding) => finding?.status).join(" "), statuses);
			const failed = findings.find((finding) => finding?.status === "failure");
			if (words !== undefined) assert.match(failed?.words ?? "", words);
			if (failed !== undefined) assert.ok(failed.next);
		});
	}

	it("reports ok before a failed stage, and reports skipped with the name of the failed stage after it", async () => {
		const [service, , , , after] = await runStages(apiError(call, 60026));
		assert.deepEqual(service, { status: "ok", words: "passed in 12" });
		assert.deepEqual(after, { status: "skipped", words: "the region check failed" });
	});

	it("reports skipped if the settings are invalid", async () => {
		const check = checkStage("service", () => "passed");
		const settings = configError("sdkAppId", "not set");
		assert.deepEqual(await check(createFakeContext({ settings })), [
			{ status: "skipped", words: "the settings are invalid" },
		]);
	});
});

const expired = apiError({ command: "portrait_get", accounts: ["administrator"] }, 70001);

describe("checkClock", () => {
	const cases = [
		{ skewMs: 0, status: "ok", words: "this machine's clock is within 30 s of the service's" },
		{ skewMs: -30_000, status: "ok", words: "this machine's clock is within 30 s of the service's" },
		{ skewMs: 31_000, status: "warning", words: "this machine's clock is 31 s behind the service's" },
		{ skewMs: -300_000, status: "warning", words: "this machine's clock is 300 s ahead of the service's" },
		{ skewMs: 3_600_000, status: "failure", words: "this machine's clock is 3600 s behind the service's" },
		{ skewMs: undefined, status: "skipped", words: "the service did not respond" },
	];
	for (const { skewMs, status, words } of cases) {
		it(`reports ${status} ${skewMs === undefined ? "without a response" : `for a difference of ${skewMs} ms`}`, async () => {
			const [finding] = await checkClock(
				createFakeContext({ probe: async () => ({ error: undefined, tookMs: 1, skewMs }) }),
			);
			assert.deepEqual([finding?.status, finding?.words], [status, words]);
		});
	}

	const signers: readonly { credential: Credential; status: string }[] = [
		{ credential: { kind: "key", secretKey: "k" }, status: "failure" },
		{ credential: { kind: "userSig", userSig: "u" }, status: "ok" },
	];
	for (const { credential, status } of signers) {
		it(`reports ${status} if a UserSig ${credential.kind === "key" ? "from a key" : "from the settings"} is rejected as expired`, async () => {
			const settings = createSettings({ credential });
			const probe = async () => ({ error: expired, tookMs: 1, skewMs: 0 });
			assert.equal((await checkClock(createFakeContext({ settings, probe })))[0]?.status, status);
		});
	}

	it("reports skipped if the settings are invalid", async () => {
		const settings = configError("sdkAppId", "not set");
		assert.equal((await checkClock(createFakeContext({ settings })))[0]?.status, "skipped");
	});
});

const TEAM = "Tag_Profile_Custom_Team";
const LEVEL = "Tag_Profile_Custom_Level";
const OTHER = "Tag_Profile_IM_New";

describe("checkFields", () => {
	it("reports the readable fields, and the reason why each other field cannot be read", async () => {
		const requested: (readonly string[])[] = [];
		const read = async (tags: readonly string[]) => {
			requested.push(tags);
			const refused = new Map([
				[LEVEL, apiError(call, 40009)],
				[OTHER, apiError(call, 40007)],
			]);
			return { values: {}, refused };
		};
		const findings = await checkFields(createFakeContext({ tags: [TEAM, LEVEL, OTHER], read }));
		assert.deepEqual(requested, [[TEAM, LEVEL, OTHER]]);
		assert.deepEqual(
			findings.map(({ status, words }) => `${status} ${words}`),
			[
				"ok Team: can be read",
				"failure Level: api 40009 tag does not exist",
				"failure Tag_Profile_IM_New: api 40007 no read permission on the tag",
			],
		);
		assert.match(findings[1]?.next ?? "", /create the custom field in the console/);
	});

	const skips = [
		{
			name: "there are no custom fields",
			context: createFakeContext(),
			words: "there are no custom fields to check; pass --custom, --stack or --state",
		},
		{
			name: "the settings are invalid",
			context: createFakeContext({ tags: [TEAM], settings: configError("sdkAppId", "not set") }),
			words: "the settings are invalid",
		},
		{
			name: "the service rejects every call",
			context: createFakeContext({
				tags: [TEAM],
				probe: async () => ({ error: apiError(call, 70009), tookMs: 1, skewMs: 0 }),
			}),
			words: "the test call failed",
		},
	];
	for (const { name, context, words } of skips) {
		it(`reports skipped if ${name}`, async () =>
			assert.deepEqual(await checkFields(context), [{ status: "skipped", words }]));
	}
});

describe("checkRate", () => {
	const cases = [
		{
			callsPerSecond: 100,
			status: "ok",
			words: /^up to 100 of the app's 200 calls per second of each REST command; 100 are left for production$/,
		},
		{ callsPerSecond: 101, status: "warning", words: /only 99 are left for production$/ },
		{ callsPerSecond: 200, status: "warning", words: /; none are left for production$/ },
		{ callsPerSecond: 500, status: "warning", words: /^up to 500 of .* none are left/ },
	];
	for (const { callsPerSecond, status, words } of cases) {
		it(`reports ${status} for ${callsPerSecond} calls per second`, () => {
			const [finding] = checkRate(createFakeContext({ settings: createSettings({ callsPerSecond }) }));
			assert.equal(finding?.status, status);
			assert.match(finding?.words ?? "", words);
		});
	}

	it("reports skipped if the settings are invalid", () => {
		const settings = configError("sdkAppId", "not set");
		assert.equal(checkRate(createFakeContext({ settings }))[0]?.status, "skipped");
	});
});
