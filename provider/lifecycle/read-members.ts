import type { dynamic } from "@pulumi/pulumi";
import { toStoredValue } from "../profile/diff";
import type { ManagedProfile, ManagedProfiles } from "../profile/members";
import { ownedTags, replaceValues } from "../profile/owned";
import type { ProfileState, TagValues } from "../profile/types";
import { assertSameApp, type HandlerContext, serviceForRead } from "./context";
import { fetchAll, fetchExisting } from "./observe";
import { standardTags, toStandardAttributes } from "./read-attributes";

/** What a refresh found. */
export interface RefreshResult {
	/** The members that are in the service, each owned tag as it is live. */
	readonly members: readonly ManagedProfile[];
	/** The accounts that the service does not know. */
	readonly gone: readonly string[];
}

/**
 * Reads the owned tags of managed profiles for a refresh. `id` names the resource in messages.
 *
 * Errors: any failure but a missing account, so that it never looks like "gone".
 */
export async function refreshProfiles(
	context: HandlerContext,
	id: string,
	held: ManagedProfiles,
): Promise<RefreshResult> {
	assertSameApp(context, id, held.app);
	const { observer } = serviceForRead(context);
	const asked = held.members.map(({ account, attributes }) => ({
		account,
		tags: ownedTags(attributes).map(({ tag }) => tag),
	}));
	const seen = await fetchAll(asked, observer.fetch);
	return {
		members: held.members.flatMap((member, at) => toLiveProfile(member, seen[at])),
		gone: asked.filter((_, at) => seen[at] === undefined).map(({ account }) => account),
	};
}

function toLiveProfile(member: ManagedProfile, live: TagValues | undefined): readonly ManagedProfile[] {
	if (live === undefined) return [];
	return [{ ...member, attributes: replaceValues(member.attributes, (stored) => toStoredValue(stored, live)) }];
}

/**
 * Reads every standard tag of an account that the program does not manage. A tag never set has its zero value; one that the
 * app does not know is left out.
 *
 * Errors: any failure, a missing account too.
 */
export async function lookUpProfile(
	context: HandlerContext,
	account: string,
): Promise<dynamic.ReadResult<Partial<ProfileState>>> {
	const { observer, sdkAppId } = serviceForRead(context);
	const live = await fetchExisting(observer, account, standardTags());
	return { id: account, props: { account, ...toStandardAttributes(live), app: sdkAppId } };
}
