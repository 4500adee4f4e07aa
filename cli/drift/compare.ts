import { ImError } from "../../provider/errors/im-error";
import type { LiveProfile } from "../../provider/lifecycle/live-profiles";
import { differingTags, equalValues } from "../../provider/model/compare";
import type { TagValue, TagValues } from "../../provider/model/types";
import { unreadableReasons } from "./declared";
import { type Finding, type FindingKind, MASK, type ReportedValue } from "./finding";
import type { DriftTarget, TargetTag } from "./targets";

/**
 * The result of reading an account: its live profile, `"gone"` if the account does not exist, or the error if the read
 * failed.
 */
export type LiveResult = LiveProfile | "gone" | ImError;

/**
 * Compares a target with the result of reading its account.
 *
 * @returns one finding if the account is gone or unreadable; otherwise one finding for each tag that differs or is
 * unreadable, in the order of the field table
 */
export function classify(target: DriftTarget, result: LiveResult): readonly Finding[] {
	const about = resourceAndAccount(target);
	if (result === "gone") return [{ kind: "account-gone", ...about }];
	if (result instanceof ImError) return [{ kind: "not-readable", ...about, reason: result.reason }];
	const { values, refused } = result;
	const notReadable = target.tags.flatMap(({ tag, path }) => {
		const error = refused.get(tag);
		return error === undefined ? [] : [{ kind: "not-readable" as const, ...about, path, tag, reason: error.reason }];
	});
	const readable = target.tags.filter(({ tag }) => !refused.has(tag));
	const differing = new Set(differingTags(readable, values).map(({ tag }) => tag));
	const moved = readable
		.filter(({ tag }) => differing.has(tag))
		.map((tag) => ({ ...about, ...movedFinding(tag, values) }));
	return [...moved, ...notReadable, ...unreadableFindings(target)];
}

/** Returns a finding for each input whose declared value is unreadable, such as an encrypted value. */
export function unreadableFindings(target: DriftTarget): readonly Finding[] {
	return target.unreadable.map(({ path, tag, reason }) => ({
		kind: "not-compared",
		...resourceAndAccount(target),
		...(path !== "" && { path }),
		...(tag !== undefined && { tag }),
		reason: unreadableReasons[reason].text,
	}));
}

function resourceAndAccount({ urn, account }: DriftTarget): Pick<Finding, "account" | "urn"> {
	return { urn, ...(account !== undefined && { account }) };
}

function movedFinding({ path, tag, value, state, secret }: TargetTag, values: TagValues) {
	const live = values[tag];
	const report = (reported: TagValue | undefined): ReportedValue => (secret ? MASK : (reported ?? null));
	const kind = movedKind({ tag, value, state }, live);
	return {
		kind,
		path,
		tag,
		declared: report(value),
		...(kind !== "live-moved" && { state: report(state) }),
		live: report(live),
		...(secret && { secret }),
	};
}

/**
 * Returns the kind of a finding about a tag whose declared and live values differ. The kind states whether the program,
 * the live value or both changed since the last `up`.
 */
function movedKind(
	{ tag, value, state }: Pick<TargetTag, "state" | "tag" | "value">,
	live: TagValue | undefined,
): FindingKind {
	if (state === undefined) return "code-moved";
	if (equalValues(tag, value, state)) return "live-moved";
	return equalValues(tag, state, live) ? "code-moved" : "both-moved";
}
