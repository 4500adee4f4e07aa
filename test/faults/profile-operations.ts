import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "@/emulator";
import { equalValues } from "@/provider/model/compare";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, ProfileInputs } from "@/provider/model/types";
import type { ProfileDriver } from "@/test/support/profile-driver";
import type { Operation } from "./operations";

/** A part of every declared text: no message may have it. */
export const VALUE_CANARY = "value-canary-4711";

const LEVEL = "Tag_Profile_IM_Level";

/** Whose profile it is. */
export const ACCOUNT = "alice";

/** What was declared and applied before the operation. */
export const before: ProfileInputs = {
	account: ACCOUNT,
	nick: `${VALUE_CANARY} before`,
	selfSignature: "Hello",
	level: 3,
	custom: { Team: "core" },
};

/** What is declared now. */
export const wanted: ProfileInputs = {
	account: ACCOUNT,
	nick: `${VALUE_CANARY} now`,
	selfSignature: `${VALUE_CANARY} words`,
	level: 4,
	custom: { Team: "edge" },
};

type ProfileOperation = Operation<ProfileInputs, ProfileDriver>;

const READ_COMMANDS = ["portrait_get"];
const WRITE_COMMANDS = ["portrait_get", "portrait_set"];

/** An `up` of what was declared before, and a change by hand. */
const prepare: ProfileOperation["prepare"] = async (profile, { emulator }) => {
	await profile.up(before);
	emulator.setProfile(ACCOUNT, { [LEVEL]: 9 });
};

/** What each column of the matrix does. */
export const operations: readonly ProfileOperation[] = [
	{
		name: "create",
		declared: wanted,
		calls: 3,
		commands: WRITE_COMMANDS,
		firstVerifyRead: 2,
		async run(profile, site) {
			await profile.create(wanted);
			return isConverged(profile, site.emulator);
		},
	},
	{
		name: "update",
		declared: wanted,
		calls: 3,
		commands: WRITE_COMMANDS,
		firstVerifyRead: 2,
		prepare,
		async run(profile, site) {
			await profile.update(wanted);
			return isConverged(profile, site.emulator);
		},
	},
	{
		name: "read",
		declared: before,
		calls: 1,
		commands: READ_COMMANDS,
		prepare,
		async run(profile, site) {
			const { account, app, custom, ...standard } = await profile.get(ACCOUNT);
			const names = Object.keys(before).filter((name) => name !== "account" && name !== "custom");
			return names.every((name) => name in standard) && isApplied(site.emulator, standard);
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
		async run(profile, site) {
			await profile.refresh();
			return isStateCorrect(profile, site.emulator);
		},
	},
	{
		name: "up",
		declared: wanted,
		calls: 4,
		commands: WRITE_COMMANDS,
		firstVerifyRead: 3,
		prepare,
		async run(profile, site) {
			await profile.up(wanted, { refresh: true });
			return isConverged(profile, site.emulator);
		},
	},
];

/** Whether the emulator holds what a set of attributes says, tag by tag. */
export function isApplied(emulator: Emulator, attributes: ProfileAttributes): boolean {
	const live = emulator.profile(ACCOUNT) ?? {};
	return ownedTags(attributes).every(({ tag, value }) => equalValues(tag, value, live[tag]));
}

/** Whether the state says what the emulator holds, for every tag that the program owns. */
export function isStateCorrect({ outputs }: ProfileDriver, emulator: Emulator): boolean {
	if (outputs === undefined) return false;
	const owned = (attributes: ProfileAttributes) => ownedTags(attributes).map(({ path }) => path);
	return isDeepStrictEqual(owned(outputs), owned(before)) && isApplied(emulator, outputs);
}

/** Whether state and emulator are as {@link wanted}. */
export function isConverged(profile: ProfileDriver, emulator: Emulator): boolean {
	return isStateCorrect(profile, emulator) && isApplied(emulator, wanted);
}
