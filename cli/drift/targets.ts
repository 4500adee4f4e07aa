import { isUnmanaged } from "../../provider/model/managed-profiles";
import type { TagValue } from "../../provider/model/types";
import type { DeclaredProfile, DeclaredTag, UnreadableInput } from "./declared";
import type { Preview, ProgramResource } from "./preview";

/** One tag to compare with the live profile. */
export interface TargetTag extends DeclaredTag {
	/** What the state has; the same as the value, unless the program says something else. Nothing for a tag that is new. */
	readonly state?: TagValue | undefined;
}

/** One account to look at. */
export interface DriftTarget extends DeclaredProfile {
	readonly tags: readonly TargetTag[];
}

/**
 * What is to be looked at: each declared tag with its value by the state, and where a preview says so, by the program.
 *
 * Shape: what the program does not declare any more is not in it.
 */
export function toTargets(state: readonly DeclaredProfile[], preview?: Preview): readonly DriftTarget[] {
	const kept = state.filter(({ urn }) => !preview?.dropped.has(urn) && !preview?.changed.has(urn));
	const changed = [...(preview?.changed.values() ?? [])].flatMap((program) => changedSubjects(state, program));
	return [...kept.map(unchangedSubject), ...changed];
}

function unchangedSubject(declared: DeclaredProfile): DriftTarget {
	return { ...declared, tags: declared.tags.map(asInState) };
}

function asInState(tag: DeclaredTag): TargetTag {
	return { ...tag, state: tag.value };
}

function changedSubjects(
	state: readonly DeclaredProfile[],
	{ declared, changed }: ProgramResource,
): readonly DriftTarget[] {
	return declared.map((program) => {
		const before = state.filter(({ urn, account }) => urn === program.urn && account === program.account);
		return changedSubject(program, before, changed);
	});
}

/** A secret of the program is hidden in a preview; where the preview does not say that it changed, the state has it too. */
function changedSubject(
	program: DeclaredProfile,
	before: readonly DeclaredProfile[],
	changed: readonly string[],
): DriftTarget {
	const stored = new Map(before.flatMap(({ tags }) => tags).map((tag) => [tag.tag, tag]));
	const isChanged = (path: string) =>
		[[], ["profiles", program.account ?? ""]].some((prefix) => isUnmanaged([...prefix, ...path.split(".")], changed));
	const known = ({ path, tag = "", why }: UnreadableInput) =>
		why === "encrypted" && !isChanged(path) ? stored.get(tag) : undefined;
	const tags = program.tags.map((tag) => ({
		...tag,
		secret: tag.secret || stored.get(tag.tag)?.secret === true,
		state: stored.get(tag.tag)?.value,
	}));
	return {
		...program,
		app: program.app ?? before[0]?.app,
		tags: [...tags, ...program.hidden.flatMap((hidden) => known(hidden) ?? []).map(asInState)],
		hidden: program.hidden.filter((hidden) => known(hidden) === undefined),
	};
}
