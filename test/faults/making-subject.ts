import type { ProfileInputs } from "../../provider/model/types";
import { makingSetKind } from "../support/kinds";
import type { ProfileDriver } from "../support/one-profile";
import { accountRows } from "./account-rows";
import { isConverged, wanted } from "./profile-operations";
import { profileSubject } from "./profile-subject";
import type { ResourceUnderTest } from "./subject";

const check = "account_check";
const make = "account_import";

/**
 * A set that imports the account which it names, in an app that does not have it. Its faults meet the calls which make the
 * account; those that a set makes in any case have a matrix of their own, and what reads it late is read again by the set.
 */
export const makingSubject: ResourceUnderTest<ProfileInputs, ProfileDriver> = {
	...profileSubject(makingSetKind),
	name: "ProfileSet with createAccounts",
	world: { customFields: ["Team"] },
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
