import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "@/emulator";
import { equalValues } from "@/provider/model/compare";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, ProfileInputs } from "@/provider/model/types";
import type { ProfileDriver } from "@/test/support/profile-driver";
import type { Operation } from "./operations";

/** A text that every declared value contains and that no message may contain. */
export const VALUE_CANARY = "value-canary-4711";

const LEVEL = "Tag_Profile_IM_Level";

/** The account ID of the profile in the matrix. */
export const ACCOUNT = "alice";

/** The inputs that are applied before the operation. */
export const before: ProfileInputs = {
	account: ACCOUNT,
	nick: `${VALUE_CANARY} before`,
	selfSignature: "Hello",
	level: 3,
	custom: { Team: "core" },
};

/** The inputs that the operation applies. */
export const wanted: ProfileInputs = {
	account: ACCOUNT,
	nick: `${VALUE_CANARY} now`,
	selfSignature: `${VALUE_CANARY} text`,
	level: 4,
	custom: { Team: "edge" },
};

type ProfileOperation = Operation<ProfileInputs, ProfileDriver>;

const READ_COMMANDS = ["portrait_get"];
const WRITE_COMMANDS = ["portrait_get", "portrait_set"];

/** Applies the inputs {@link before}, then changes the level on the service outside Pulumi. */
const prepare: ProfileOperation["prepare"] = async (profile, { emulator }) => {
	await profile.up(before);
	emulator.setProfile(ACCOUNT, { [LEVEL]: 9 });
};

/** The operations that are columns of the matrix of a profile. */
export const operations: readonly ProfileOperation[] = [
	{
		name: "create",
		declared: wanted,
		calls: 3,
		commands: WRITE_COMMANDS,
		firstVerifyRead: 2,
		async run(profile, environment) {
			await profile.create(wanted);
			return isConverged(profile, environment.emulator);
		},
	},
	{
		name: "update",
		declared: wanted,
		calls: 3,
		commands: WRITE_COMMANDS,
		firstVerifyRead: 2,
		prepare,
		async run(profile, environment) {
			await profile.update(wanted);
			return isConverged(profile, environment.emulator);
		},
	},
	{
		name: "read",
		declared: before,
		calls: 1,
		commands: READ_COMMANDS,
		prepare,
		async run(profile, environment) {
			const { account, app, custom, ...standard } = await profile.get(ACCOUNT);
			const names = Object.keys(before).filter((name) => name !== "account" && name !== "custom");
			return names.every((name) => name in standard) && isApplied(environment.emulator, standard);
		},
	},
	{
		name: "diff",
		declared: before,
		calls: 1,
		commands: READ_COMMANDS,
		prepare,
		async run(profile) {
			const differs = await profile.diff(before);
			return differs && isDeepStrictEqual(profile.lines, [`${ACCOUNT}: changed outside Pulumi: level`]);
		},
	},
	{
		name: "delete",
		declared: before,
		calls: 0,
		commands: [],
		prepare,
		async run(profile) {
			await profile.delete();
			return profile.outputs === undefined;
		},
	},
	{
		name: "refresh",
		declared: before,
		calls: 1,
		commands: READ_COMMANDS,
		prepare,
		async run(profile, environment) {
			await profile.refresh();
			return isStateCorrect(profile, environment.emulator);
		},
	},
	{
		name: "up",
		declared: wanted,
		calls: 4,
		commands: WRITE_COMMANDS,
		firstVerifyRead: 3,
		prepare,
		async run(profile, environment) {
			await profile.up(wanted, { refresh: true });
			return isConverged(profile, environment.emulator);
		},
	},
];

/** Returns whether the account in the emulator has the values of some attributes. */
export function isApplied(emulator: Emulator, attributes: ProfileAttributes): boolean {
	const live = emulator.profile(ACCOUNT) ?? {};
	return ownedTags(attributes).every(({ tag, value }) => equalValues(tag, value, live[tag]));
}

/** Returns whether the state equals the emulator's values for every owned tag. */
export function isStateCorrect({ outputs }: ProfileDriver, emulator: Emulator): boolean {
	if (outputs === undefined) return false;
	const owned = (attributes: ProfileAttributes) => ownedTags(attributes).map(({ path }) => path);
	return isDeepStrictEqual(owned(outputs), owned(before)) && isApplied(emulator, outputs);
}

/** Returns whether the state and the emulator have the values of {@link wanted}. */
export function isConverged(profile: ProfileDriver, emulator: Emulator): boolean {
	return isStateCorrect(profile, emulator) && isApplied(emulator, wanted);
}
