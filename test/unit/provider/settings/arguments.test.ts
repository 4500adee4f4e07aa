import assert from "node:assert/strict";
import type { ProviderArgs } from "@/provider";
import { argumentNames, describeUnknownArgument } from "@/provider/settings/arguments";

describe("argumentNames", () => {
	it("contains the name of each argument of a provider", () => {
		const all: Readonly<Record<keyof ProviderArgs, true>> = {
			...{ sdkAppId: true, identifier: true, region: true, endpoint: true, secretKeyEnv: true, secretKeyFile: true },
			...{ timeoutMs: true, callsPerSecond: true, compare: true, allowAccountDeletion: true },
		};
		assert.deepEqual([...argumentNames].sort(), Object.keys(all).sort());
	});
});

describe("describeUnknownArgument", () => {
	const cases = [
		{ nearest: "region", hint: '; did you mean "region"?' },
		{ nearest: undefined, hint: "; see docs/configuration.md" },
		...(["secretKey", "userSig"] as const).map((nearest) => ({
			nearest,
			hint: ', because Pulumi would store the credential in the state; use "secretKeyFile" or "secretKeyEnv"',
		})),
	] as const;
	for (const { nearest, hint } of cases) {
		it(`describes an argument whose nearest setting is ${nearest}`, () => {
			assert.equal(describeUnknownArgument("x\n", nearest), `"x\\u{a}" is not an argument of tim.Provider${hint}`);
		});
	}
});
