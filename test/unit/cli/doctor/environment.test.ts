import assert from "node:assert/strict";
import { lookAtEnvironment } from "@/cli/doctor/environment";
import { aPatient } from "./doctor-context";

/** The one line that is there when nothing is set. */
const quiet = { PULUMI_PARALLEL_DIFF: "true" };

const cases: readonly { name: string; env: Readonly<Record<string, string>>; found: readonly string[] }[] = [
	{ name: "reads that are not joined", env: { PULUMI_PARALLEL_DIFF: "" }, found: ["ok PULUMI_PARALLEL_DIFF"] },
	{ name: "skipped checkpoints", env: { PULUMI_SKIP_CHECKPOINTS: "1" }, found: ["warning PULUMI_SKIP_CHECKPOINTS"] },
	{ name: "checkpoints", env: { PULUMI_SKIP_CHECKPOINTS: "false" }, found: [] },
	{
		name: "skipped confirmations",
		env: { PULUMI_SKIP_CONFIRMATIONS: "TRUE" },
		found: ["warning PULUMI_SKIP_CONFIRMATIONS"],
	},
	{
		name: "a backend of one's own without a passphrase",
		env: { PULUMI_BACKEND_URL: "file:///canary" },
		found: ["warning PULUMI_CONFIG_PASSPHRASE"],
	},
	{
		name: "a backend of one's own with an empty passphrase",
		env: { PULUMI_BACKEND_URL: "file:///canary", PULUMI_CONFIG_PASSPHRASE: "" },
		found: [],
	},
	{
		name: "a backend of one's own with the passphrase in a file",
		env: { PULUMI_BACKEND_URL: "s3://canary", PULUMI_CONFIG_PASSPHRASE_FILE: "/canary" },
		found: [],
	},
	{ name: "Pulumi's own backend", env: { PULUMI_BACKEND_URL: "https://api.pulumi.com" }, found: [] },
	{
		name: "certificates that are not checked",
		env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
		found: ["failure NODE_TLS_REJECT_UNAUTHORIZED"],
	},
	{ name: "a proxy", env: { HTTPS_PROXY: "http://canary:canary@proxy:3128" }, found: ["ok HTTPS_PROXY"] },
	{ name: "a proxy without a scheme", env: { https_proxy: "10.0.0.1:3128" }, found: ["ok HTTPS_PROXY"] },
	{ name: "a proxy that is none", env: { HTTPS_PROXY: "http://" }, found: ["failure HTTPS_PROXY"] },
	{ name: "more authorities", env: { NODE_EXTRA_CA_CERTS: __filename }, found: ["ok NODE_EXTRA_CA_CERTS"] },
	{
		name: "authorities that are not there",
		env: { NODE_EXTRA_CA_CERTS: "/no/such/canary" },
		found: ["failure NODE_EXTRA_CA_CERTS"],
	},
];

describe("doctor on the environment", () => {
	for (const { name, env, found } of cases) {
		it(`says ${found.join(", ") || "nothing"} of ${name}, and repeats no value`, async () => {
			const findings = await lookAtEnvironment(aPatient({ env: { ...quiet, ...env } }));
			assert.deepEqual(
				findings.map(({ status, words }) => `${status} ${words.split(":")[0]}`),
				found,
			);
			assert.doesNotMatch(JSON.stringify(findings), /canary/);
		});
	}
});
