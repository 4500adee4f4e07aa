import type { ProfileInputs } from "@/provider/model/types";
import type { ProfileDriver } from "@/test/support/profile-driver";
import { creatingSetKind } from "@/test/support/profile-kinds";
import { accountRows } from "./account-rows";
import { isConverged, wanted } from "./profile-operations";
import { createProfileUnderTest } from "./profile-under-test";
import type { ResourceUnderTest } from "./resource-under-test";

const check = "account_check";

const make = "account_import";

/**
 * A set that imports the account which it names, in an app that does not have it. Its faults meet the calls which make the
 * account; those that a set makes in any case have a matrix of their own, and what reads it late is read again by the set.
 */
export const creatingSetUnderTest: ResourceUnderTest<ProfileInputs, ProfileDriver> = {
	...createProfileUnderTest(creatingSetKind),
	name: "ProfileSet with createAccounts",
	emulatorOptions: { customFields: ["Team"] },
	commands: { read: [check], write: [make] },
	rows: accountRows.filter(
		({ effect, commands = [make] }) => effect.do !== "lose" && effect.do !== "stale" && commands.includes(make),
	),
	operations: [
		{
			name: "up",
			declared: wanted,
			calls: 6,
			commands: [check, make],
			async run(profile, site) {
				await profile.up(wanted);
				return isConverged(profile, site.emulator);
			},
		},
	],
};
