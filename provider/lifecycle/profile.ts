import type { dynamic } from "@pulumi/pulumi";
import { storedValue } from "../profile/diff";
import { type OwnedTag, ownedTags, withValues } from "../profile/owned";
import type { ProfileInputs, ProfileState } from "../profile/types";
import { managedTags } from "../profile/unmanaged";
import { adoptedValues, keepAdopted } from "./adoption";
import { assertSameApp, type LifecycleContext } from "./context";
import { type Converged, converge } from "./converge";
import { diffProfile } from "./diff-profile";
import { partialFailure, reasonsOf } from "./partial-failure";
import { getProfileState, readProfile } from "./read-profile";

/** What each hook of a `Profile` does, given a client. `check` needs none and stands apart. */
export interface ProfileLifecycle {
	/** Adopts the account's profile: reads it first and writes only the tags that differ. */
	create(inputs: ProfileInputs): Promise<dynamic.CreateResult<ProfileState>>;
	/** Whether an update is needed, by the inputs and by the live profile. */
	diff(id: string, olds: ProfileState, news: ProfileInputs): Promise<dynamic.DiffResult>;
	/** The owned tags as they are live; or with an id alone, all standard tags. */
	read(id: string, state: Partial<ProfileState>): Promise<dynamic.ReadResult<Partial<ProfileState>>>;
	/** Writes what differs from a fresh read. */
	update(id: string, olds: ProfileState, news: ProfileInputs): Promise<dynamic.UpdateResult<ProfileState>>;
	/** Retains the account and its tags: nothing is written. */
	delete(id: string, state: ProfileState): Promise<void>;
}

/** The lifecycle of single profiles. */
export function profileLifecycle(context: LifecycleContext): ProfileLifecycle {
	return {
		async create(inputs) {
			const owned = ownedTags(inputs);
			const service = context.service();
			const walk = await converge(service, inputs.account, { wanted: owned, owned });
			const adopted = keepAdopted(owned, {}, adoptedValues(owned, walk.before.values));
			const state = { ...inputs, app: service.sdkAppId, ...adopted };
			if (walk.failed.size > 0) throw failureOf(state, walk, { keepsNothing: !walk.wrote });
			return { id: inputs.account, outs: state };
		},

		diff: (id, olds, news) => diffProfile(context, id, { olds, news }),

		read(id, { account, ...state }) {
			return account === undefined ? getProfileState(context, id) : readProfile(context, { ...state, account });
		},

		async update(_id, olds, news) {
			assertSameApp(context, olds.account, olds.app);
			const owned = ownedTags(news);
			const wanted = managedTags(owned, news.__unmanaged);
			const service = context.service();
			const walk = await converge(service, news.account, { wanted, owned });
			const added = adoptedValues(newlyOwned(owned, ownedTags(olds)), walk.before.values);
			const state = { ...news, app: service.sdkAppId, ...keepAdopted(owned, olds.adopted, added) };
			if (walk.failed.size > 0) throw failureOf(state, walk, { keepsNothing: false });
			return { outs: state };
		},

		async delete(id, { app }) {
			assertSameApp(context, id, app);
		},
	};
}

function newlyOwned(owned: readonly OwnedTag[], before: readonly OwnedTag[]): readonly OwnedTag[] {
	const tags = new Set(before.map(({ tag }) => tag));
	return owned.filter(({ tag }) => !tags.has(tag));
}

/**
 * What failed, with every owned tag as read back; a tag that the service does not let us read never came under management.
 * A creation that wrote nothing leaves nothing in the state.
 */
function failureOf(state: ProfileState, walk: Converged, { keepsNothing }: { readonly keepsNothing: boolean }): Error {
	const reasons = reasonsOf(ownedTags(state), walk.failed);
	if (keepsNothing) return new Error(reasons.join("; "));
	const { values, refused } = walk.after;
	const properties = withValues(state, (owned) => (refused.has(owned.tag) ? undefined : storedValue(owned, values)));
	return partialFailure(state.account, properties, reasons);
}
