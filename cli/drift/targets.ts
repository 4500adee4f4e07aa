import { isUnmanaged } from "../../provider/model/managed-profiles";
import type { TagValue } from "../../provider/model/types";
import { getOrCreate } from "../../provider/util/core";
import type { DeclaredProfile, DeclaredTag, UnreadableInput, UnreadableReason } from "./declared";
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

/** Reasons for which the live profile of an account is not read. The account or its profile may not be what it was. */
const uncomparableReasons: readonly UnreadableReason[] = [
	"interrupted",
	"invalid",
	"lost",
	"missing",
	"null",
	"replacing",
];

/** Whether the live profile of a target is read: its account ID is known, and a value of it may be comparable. */
export function isComparable({ account, unreadable }: DriftTarget): boolean {
	const isWhole = unreadable.some(({ path, reason }) => path === "" && uncomparableReasons.includes(reason));
	return account !== undefined && !isWhole;
}

/**
 * Returns the declarations to compare: those of the program for each resource that the preview creates or changes, and
 * those of the state for all other resources. Omits resources that the program no longer declares.
 */
export function toTargets(state: readonly DeclaredProfile[], preview?: Preview): readonly DriftTarget[] {
	const unchanged = state.filter(({ urn }) => !preview?.deleted.has(urn) && !preview?.changed.has(urn));
	const changed = [...(preview?.changed.values() ?? [])];
	const stored = groupByAccount(state);
	return [...unchanged.map(unchangedTarget), ...changed.flatMap((resource) => changedTargets(resource, stored))];
}

/** Declared profiles by resource and account. */
type StoredProfiles = ReadonlyMap<string, readonly DeclaredProfile[]>;

function groupByAccount(profiles: readonly DeclaredProfile[]): StoredProfiles {
	const groups = new Map<string, DeclaredProfile[]>();
	for (const profile of profiles) getOrCreate(groups, accountKey(profile), () => []).push(profile);
	return groups;
}

function accountKey({ urn, account }: DeclaredProfile): string {
	return JSON.stringify([urn, account]);
}

function unchangedTarget(declared: DeclaredProfile): DriftTarget {
	return { ...declared, tags: declared.tags.map(unchangedTag) };
}

function unchangedTag(tag: DeclaredTag): TargetTag {
	return { ...tag, state: tag.value };
}

function changedTargets({ declared, changedPaths }: ProgramResource, stored: StoredProfiles): readonly DriftTarget[] {
	return declared.map((program) => changedTarget(program, stored.get(accountKey(program)) ?? [], changedPaths));
}

/**
 * Returns the target for one profile of a changed resource. A preview masks secrets, so the value of an unchanged
 * secret is read from the state.
 */
function changedTarget(
	program: DeclaredProfile,
	before: readonly DeclaredProfile[],
	changedPaths: readonly string[],
): DriftTarget {
	const stored = new Map(before.flatMap(({ tags }) => tags).map((tag) => [tag.tag, tag]));
	const isChanged = (path: string) =>
		[[], ["profiles", program.account ?? ""]].some((prefix) =>
			isUnmanaged([...prefix, ...path.split(".")], changedPaths),
		);
	const storedSecret = ({ path, tag = "", reason }: UnreadableInput) =>
		reason === "encrypted" && !isChanged(path) ? stored.get(tag) : undefined;
	const readable = program.tags.map((tag) => ({
		...tag,
		secret: tag.secret || stored.get(tag.tag)?.secret === true,
		state: stored.get(tag.tag)?.value,
	}));
	const unchangedSecrets = program.unreadable.flatMap((input) => storedSecret(input) ?? []).map(unchangedTag);
	return {
		...program,
		app: program.app ?? before[0]?.app,
		tags: [...readable, ...unchangedSecrets],
		unreadable: program.unreadable.filter((input) => storedSecret(input) === undefined),
	};
}
