import { ImError } from "../../provider/errors/im-error";
import { differingTags, equalValues } from "../../provider/model/compare";
import type { TagValue, TagValues } from "../../provider/model/types";
import type { UnreadableInput } from "./declared";
import { type Finding, type FindingKind, MASK, type ReportedValue } from "./finding";
import type { LiveResult } from "./look";
import type { DriftTarget, TargetTag } from "./subjects";

/**
 * What is to be said of one account: nothing where all is as declared.
 *
 * Shape: of an account that is gone or cannot be read, one finding; else one for each tag, in the order of the field table.
 */
export function classify(subject: DriftTarget, sight: LiveResult): readonly Finding[] {
	const about = aboutOf(subject);
	if (sight === "gone") return [{ kind: "account-gone", ...about }];
	if (sight instanceof ImError) return [{ kind: "not-readable", ...about, reason: sight.reason }];
	const { values, refused } = sight;
	const unread = subject.tags.flatMap(({ tag, path }) => {
		const error = refused.get(tag);
		return error === undefined ? [] : [{ kind: "not-readable" as const, ...about, path, tag, reason: error.reason }];
	});
	const readable = subject.tags.filter(({ tag }) => !refused.has(tag));
	const differing = new Set(differingTags(readable, values).map(({ tag }) => tag));
	const moved = readable
		.filter(({ tag }) => differing.has(tag))
		.map((tag) => ({ ...about, ...movedFinding(tag, values) }));
	return [...moved, ...unread, ...hiddenFindings(subject)];
}

/** What cannot be compared whatever is live, such as a value that is encrypted in the state. */
export function hiddenFindings(subject: DriftTarget): readonly Finding[] {
	return subject.hidden.map(({ path, tag, why }) => ({
		kind: "not-compared",
		...aboutOf(subject),
		...(path !== "" && { path }),
		...(tag !== undefined && { tag }),
		reason: reasons[why],
	}));
}

const reasons: Readonly<Record<UnreadableInput["why"], string>> = {
	encrypted: "the value is encrypted in the input",
	unknown: "the program does not know the value before the next up",
	unfinished: "the last up failed in part, so the state does not say what is wanted",
};

function aboutOf({ urn, account }: DriftTarget): Pick<Finding, "account" | "urn"> {
	return { urn, ...(account !== undefined && { account }) };
}

function movedFinding({ path, tag, value, state, secret }: TargetTag, values: TagValues) {
	const live = values[tag];
	const shown = (each: TagValue | undefined): ReportedValue => (secret ? MASK : (each ?? null));
	const kind = movedKind({ tag, value, state }, live);
	const isOfCode = kind !== "live-moved";
	return {
		kind,
		path,
		tag,
		declared: shown(value),
		...(isOfCode && { state: shown(state) }),
		live: shown(live),
		...(secret && { secret }),
	};
}

/** Who moved away from whom, for a tag whose live value is not the declared one. */
function movedKind(
	{ tag, value, state }: Pick<TargetTag, "state" | "tag" | "value">,
	live: TagValue | undefined,
): FindingKind {
	if (state === undefined) return "code-moved";
	if (equalValues(tag, value, state)) return "live-moved";
	return equalValues(tag, state, live) ? "code-moved" : "both-moved";
}
