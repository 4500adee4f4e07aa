import type { dynamic } from "@pulumi/pulumi";
import { storedValue } from "../profile/diff";
import type { Holding, Member } from "../profile/members";
import { ownedTags, withValues } from "../profile/owned";
import type { ProfileState, TagValues } from "../profile/types";
import { assertSameApp, type LifecycleContext, serviceToRead } from "./context";
import { observeAll, observeExisting } from "./observe";
import { standardOf, standardTags } from "./read-attributes";

/** What a refresh found. */
export interface ReadMembers {
	/** The members that are in the service, each owned tag as it is live. */
	readonly members: readonly Member[];
	/** The accounts that the service does not know. */
	readonly gone: readonly string[];
}

/**
 * Reads the owned tags of managed profiles for a refresh. `id` names the resource in messages.
 *
 * Errors: any failure but a missing account, so that it never looks like "gone".
 */
export async function readMembers(context: LifecycleContext, id: string, held: Holding): Promise<ReadMembers> {
	assertSameApp(context, id, held.app);
	const { observer } = serviceToRead(context);
	const asked = held.members.map(({ account, attributes }) => ({
		account,
		tags: ownedTags(attributes).map(({ tag }) => tag),
	}));
	const seen = await observeAll(asked, observer.observeFresh);
	return {
		members: held.members.flatMap((member, at) => memberAsLive(member, seen[at])),
		gone: asked.filter((_, at) => seen[at] === undefined).map(({ account }) => account),
	};
}

function memberAsLive(member: Member, live: TagValues | undefined): readonly Member[] {
	if (live === undefined) return [];
	return [{ ...member, attributes: withValues(member.attributes, (stored) => storedValue(stored, live)) }];
}

/**
 * Reads every standard tag of an account that the program does not manage. A tag never set has its zero value; one that the
 * app does not know is left out.
 *
 * Errors: any failure, a missing account too.
 */
export async function getProfileState(
	context: LifecycleContext,
	account: string,
): Promise<dynamic.ReadResult<Partial<ProfileState>>> {
	const { observer, sdkAppId } = serviceToRead(context);
	const live = await observeExisting(observer, account, standardTags());
	return { id: account, props: { account, ...standardOf(live), app: sdkAppId } };
}
