import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "../../emulator";
import { equalValues } from "../../provider/profile/canonical";
import { ownedTags } from "../../provider/profile/owned";
import type { ProfileAttributes, ProfileInputs } from "../../provider/profile/types";
import { type Kind, profileKind } from "../support/kinds";
import type { OneProfile } from "../support/one-profile";

/** A part of every declared text: no message may have it. */
export const VALUE_CANARY = "value-canary-4711";

const ACCOUNT = "alice";

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

/** Where in an operation a call is made; `call` is anywhere. */
export type Place = "call" | "read" | "verify" | "write";

/** One thing that Pulumi does with a profile. */
export interface Operation {
	readonly name: OperationName;
	/** What is declared when it is over. */
	readonly declared: ProfileInputs;
	/** The calls that it makes while all is well. */
	readonly calls: number;
	/** Which `portrait_get` of it is the first read-back; none where nothing is written. */
	readonly verifies?: number;
	/** Whether an `up` of {@link before} and a change by hand come first. */
	readonly existing: boolean;
	/** Does it, and gives whether state or answer is the truth. */
	run(profile: OneProfile, site: { readonly emulator: Emulator }): Promise<boolean>;
}

/** The columns of the matrix. */
export const operationNames = ["create", "update", "read", "diff", "delete", "refresh", "up"] as const;

/** See {@link operationNames}. */
export type OperationName = (typeof operationNames)[number];

/** What each column of the matrix does. */
export const operations: readonly Operation[] = [
	{
		name: "create",
		declared: wanted,
		calls: 3,
		verifies: 2,
		existing: false,
		async run(profile, site) {
			await profile.create(wanted);
			return isConverged(profile, site.emulator);
		},
	},
	{
		name: "update",
		declared: wanted,
		calls: 3,
		verifies: 2,
		existing: true,
		async run(profile, site) {
			await profile.update(wanted);
			return isConverged(profile, site.emulator);
		},
	},
	{
		name: "read",
		declared: before,
		calls: 1,
		existing: true,
		async run(profile, site) {
			const { account, app, custom, ...standard } = await profile.get(ACCOUNT);
			const names = Object.keys(before).filter((name) => name !== "account" && name !== "custom");
			return names.every((name) => name in standard) && holds(site.emulator, standard);
		},
	},
	{
		name: "diff",
		declared: before,
		calls: 1,
		existing: true,
		async run(profile) {
			const differs = await profile.diff(before);
			return differs && isDeepStrictEqual(profile.lines, [`${ACCOUNT}: changed outside Pulumi: level`]);
		},
	},
	{
		name: "delete",
		declared: before,
		calls: 0,
		existing: true,
		async run(profile) {
			await profile.delete();
			return profile.outputs === undefined;
		},
	},
	{
		name: "refresh",
		declared: before,
		calls: 1,
		existing: true,
		async run(profile, site) {
			await profile.refresh();
			return isTrue(profile, site.emulator);
		},
	},
	{
		name: "up",
		declared: wanted,
		calls: 4,
		verifies: 3,
		existing: true,
		async run(profile, site) {
			await profile.up(wanted, { refresh: true });
			return isConverged(profile, site.emulator);
		},
	},
];

/** What a kind of resource can do: a set is not read by an id alone. */
export function operationsOf(kind: Kind): readonly Operation[] {
	return operations.filter(({ name }) => name !== "read" || kind === profileKind);
}

/** Whether the emulator holds what a set of attributes says, tag by tag. */
export function holds(emulator: Emulator, attributes: ProfileAttributes): boolean {
	const live = emulator.profile(ACCOUNT) ?? {};
	return ownedTags(attributes).every(({ tag, value }) => equalValues(tag, value, live[tag]));
}

/** Whether the state says what the emulator holds, for every tag that the program owns. */
export function isTrue({ outputs }: OneProfile, emulator: Emulator): boolean {
	if (outputs === undefined) return false;
	const owned = (attributes: ProfileAttributes) => ownedTags(attributes).map(({ path }) => path);
	return isDeepStrictEqual(owned(outputs), owned(before)) && holds(emulator, outputs);
}

function isConverged(profile: OneProfile, emulator: Emulator): boolean {
	return isTrue(profile, emulator) && holds(emulator, wanted);
}
