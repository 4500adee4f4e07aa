import type { dynamic } from "@pulumi/pulumi";
import { diffInputs, diffLive } from "../profile/diff";
import { type OwnedTag, ownedTags } from "../profile/owned";
import type { ProfileInputs, ProfileState } from "../profile/types";
import { containsUnknown } from "../profile/unknown";
import { managedTags } from "../profile/unmanaged";
import { assertSameApp, type LifecycleContext } from "./context";
import { driftLine, goneLine, releasedLine } from "./lines";
import { readableOnly } from "./observe";

/** What Pulumi does with `{}`: it compares the inputs itself, and shows the properties that differ. */
const COMPARE_INPUTS: dynamic.DiffResult = {};

/**
 * Answers a diff: whether an update is needed, by the inputs and by the live profile, and says in a line what moved
 * outside Pulumi.
 *
 * Errors: an `ImError` when the live profile cannot be read. A missing account is not one: it may be made in the same `up`.
 */
export async function diffProfile(
	context: LifecycleContext,
	id: string,
	{ olds, news }: { readonly olds: ProfileState; readonly news: ProfileInputs },
): Promise<dynamic.DiffResult> {
	if (containsUnknown(news)) return { ...COMPARE_INPUTS };
	if (news.account !== id) return { changes: true, replaces: ["account"] };
	const { changed, released } = diffInputs(ownedTags(olds), ownedTags(news));
	if (released.length > 0) context.say(releasedLine(id, pathsOf(released)));
	const moved = context.compare() === "live" && (await liveDiffers(context, olds, news));
	if (changed) return { ...COMPARE_INPUTS };
	return { changes: moved };
}

/** Whether the live profile differs from the inputs, in the tags that state and program both own. */
async function liveDiffers(context: LifecycleContext, olds: ProfileState, news: ProfileInputs): Promise<boolean> {
	assertSameApp(context, olds.account, olds.app);
	const now = managedTags(ownedTags(news), news.__unmanaged);
	const before = sharedTags(ownedTags(olds), now);
	const live = await context.service().observer.observe(
		olds.account,
		before.map(({ tag }) => tag),
	);
	if (live === undefined) {
		context.say(goneLine(olds.account));
		return true;
	}
	const values = readableOnly(live);
	const drifted = diffLive(before, values);
	if (drifted.length > 0) context.say(driftLine(olds.account, pathsOf(drifted)));
	return diffLive(sharedTags(now, before), values).length > 0;
}

function sharedTags(tags: readonly OwnedTag[], others: readonly OwnedTag[]): readonly OwnedTag[] {
	const names = new Set(others.map(({ tag }) => tag));
	return tags.filter(({ tag }) => names.has(tag));
}

function pathsOf(tags: readonly OwnedTag[]): readonly string[] {
	return tags.map(({ path }) => path);
}
