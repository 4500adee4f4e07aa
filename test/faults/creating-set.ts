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
 * The fault matrix of a `ProfileSet` with `createAccounts`, in an app in which the set's account does not exist. The
 * faults match only the calls that create the account, because the matrix of `ProfileSet` covers the other calls. Rows
 * in which the creation is stale or lost are omitted, because a set reads the account again after it was created.
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
			async run(profile, environment) {
				await profile.up(wanted);
				return isConverged(profile, environment.emulator);
			},
		},
	],
};
