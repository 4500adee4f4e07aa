import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Account, Profile, ProfileSet, Robot } from "@/provider";
import { captureWarnings, recordRegistrations } from "@/test/support/mocks";

describe("registration", () => {
	before(recordRegistrations);

	const reason =
		"account: the secret is also the ID of the resource, which Pulumi stores in plain text; use an account ID that is not confidential";
	const secret = (account: string) => pulumi.secret(account);

	const warned: readonly (readonly [string, () => pulumi.Resource])[] = [
		["a profile whose account is a secret", () => new Profile("name", { account: secret("alice") })],
		[
			"a profile whose account is derived from a secret",
			() => new Profile("name", { account: secret("bo").apply((text) => `${text}b`) }),
		],
		["an account whose ID is a secret", () => new Account("name", { account: secret("carol") })],
		["a robot whose ID is a secret", () => new Robot("name", { account: secret("@RBT#faq") })],
		[
			"a profile whose output account is a secret",
			() => new Profile("name", { account: "dora" }, { additionalSecretOutputs: ["account"] }),
		],
	];
	for (const [title, create] of warned) {
		it(`warns about ${title}, without the account`, async () => {
			assert.deepEqual(await captureWarnings(create), [`name: ${reason}`]);
		});
	}

	const accepted: readonly (readonly [string, () => pulumi.Resource])[] = [
		["plain text", () => new Profile("name", { account: "erin", nick: secret("E") })],
		["an output", () => new Profile("name", { account: pulumi.output("fay") }, { additionalSecretOutputs: ["nick"] })],
		["a key of a set", () => new ProfileSet("name", { profiles: { gus: { nick: secret("G") } } })],
	];
	for (const [title, create] of accepted) {
		it(`does not warn about an account that is ${title}`, async () => {
			assert.deepEqual(await captureWarnings(create), []);
		});
	}
});
