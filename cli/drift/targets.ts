import { isUnmanaged } from "../../provider/model/managed-profiles";
import type { TagValue } from "../../provider/model/types";
import { getOrCreate } from "../../provider/util/core";
import {
	type DeclaredProfile,
	type DeclaredTag,
	type UnreadableInput,
	type UnreadableReason,
	unreadableReasons,
} from "./declared";
import type { Preview, ProgramResource } from "./preview";

/** A tag to compare with the live profile. */
export interface TargetTag extends DeclaredTag {
	/**
	 * The value in the state. It differs from the declared `value` if the program changed the tag. Undefined if the
	 * state does not contain the tag.
	 */
	readonly state?: TagValue | undefined;
}

/** A declared profile to compare with the live profile of the same account. */
export interface DriftTarget extends DeclaredProfile {
	readonly tags: readonly TargetTag[];
}

/** Whether drift reads the live profile of a target: the account ID is known, and at least one value can be compared. */
export function isComparable({ account, unreadable }: DriftTarget): boolean {
	const isWhole = unreadable.some(({ path, reason }) => path === "" && !unreadableReasons[reason].isComparable);
	return account !== undefined && !isWhole;
}

/**
 * Returns the declarations to compare: those of the program for each resource that the preview creates or changes, and
 * those of the state for all other resources. Omits resources that the program no longer declares.
 */
export function toTargets(state: readonly DeclaredProfile[], preview?: Preview): readonly DriftTarget[] {
	if (preview === undefined) return state.map(unchangedTarget);
	const changed = [...preview.changed];
	const omitted = new Set([...preview.deleted, ...changed.flatMap(([urn, { previousUrn }]) => [urn, previousUrn])]);
	const stored = groupByAccount(state);
	return [
		...state.filter(({ urn }) => !omitted.has(urn)).map(unchangedTarget),
		...changed.flatMap(([, resource]) => changedTargets(resource, stored)),
	];
}

/** Declared profiles in the state, by resource and account. */
type StoredProfiles = ReadonlyMap<string, readonly DeclaredProfile[]>;

function groupByAccount(profiles: readonly DeclaredProfile[]): StoredProfiles {
	const groups = new Map<string, DeclaredProfile[]>();
	for (const profile of profiles) getOrCreate(groups, accountKey(profile), () => []).push(profile);
	return groups;
}

function accountKey({ urn, account }: Pick<DeclaredProfile, "account" | "urn">): string {
	return JSON.stringify([urn, account]);
}

function unchangedTarget(declared: DeclaredProfile): DriftTarget {
	return { ...declared, tags: declared.tags.map(unchangedTag) };
}

function unchangedTag(tag: DeclaredTag): TargetTag {
	return { ...tag, state: tag.value };
}

function changedTargets({ declared, ...resource }: ProgramResource, stored: StoredProfiles): readonly DriftTarget[] {
	const urn = resource.previousUrn;
	const whole = stored.get(accountKey({ urn })) ?? [];
	return declared.map((program) => {
		const before = new Set([...whole, ...(stored.get(accountKey({ urn, account: program.account })) ?? [])]);
		return changedTarget(program, [...before], resource.changedPaths);
	});
}

/**
 * Returns the target for one profile of a changed resource. A preview masks secrets, so the value of an unchanged
 * secret is read from the state. A value that cannot be read from the state is not compared: it would seem to be new.
 */
function changedTarget(
	program: DeclaredProfile,
	before: readonly DeclaredProfile[],
	changedPaths: readonly string[],
): DriftTarget {
	const app = program.app ?? before[0]?.app;
	const unreadableBefore = before.flatMap(({ unreadable }) => unreadable);
	const whole = unreadableBefore.filter(({ path }) => path === "");
	if (whole.some(({ reason }) => reason !== "unfinished")) return { ...program, app, tags: [], unreadable: whole };
	const stored = new Map(before.flatMap(({ tags }) => tags).map((tag) => [tag.tag, tag]));
	const isChanged = (path: string) =>
		[[], ["profiles", program.account ?? ""]].some((prefix) =>
			isUnmanaged([...prefix, ...path.split(".")], changedPaths),
		);
	const storedSecret = ({ path, tag = "", reason }: UnreadableInput) =>
		reason === "encrypted" && !isChanged(path) ? stored.get(tag) : undefined;
	const notReadable = findUnreadable(program.tags, unreadableBefore);
	const readable = program.tags.filter((tag) => !notReadable.has(tag));
	const changedTags = readable.map((tag) => ({
		...tag,
		secret: tag.secret || stored.get(tag.tag)?.secret === true,
		state: stored.get(tag.tag)?.value,
	}));
	const unchangedSecrets = program.unreadable
		.flatMap((input) => storedSecret(input) ?? [])
		.map((tag) => ({ ...unchangedTag(tag), secret: true }));
	return {
		...program,
		app,
		tags: [...changedTags, ...unchangedSecrets],
		unreadable: [
			...program.unreadable.filter((input) => storedSecret(input) === undefined),
			...[...notReadable].map(([{ path, tag }, reason]) => ({ path, tag, reason })),
			...whole,
		],
	};
}

/** Returns the tags of a program whose values in the state are unreadable, with the reasons. */
function findUnreadable(
	tags: readonly DeclaredTag[],
	before: readonly UnreadableInput[],
): ReadonlyMap<DeclaredTag, UnreadableReason> {
	const reasons = new Map(before.map(({ path, reason }) => [path, reason]));
	return new Map(
		tags.flatMap((tag) => {
			const [map = ""] = tag.path.split("."); // a whole map can be unreadable
			const reason = reasons.get(tag.path) ?? reasons.get(map);
			return reason === undefined ? [] : [[tag, reason]];
		}),
	);
}
