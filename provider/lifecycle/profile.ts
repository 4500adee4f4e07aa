import type { dynamic } from "@pulumi/pulumi";
import { type ManagedProfile, readProfileState } from "../profile/members";
import { splitPolicies } from "../profile/policies";
import type { ProfileInputs, ProfileState } from "../profile/types";
import { containsUnknown } from "../profile/unknown";
import { applyProfiles } from "./apply-members";
import { assertSameApp, type HandlerContext } from "./context";
import { diffProfiles } from "./diff-members";
import { releaseAll } from "./leave";
import { lookUpProfile, refreshProfiles } from "./read-members";

/** What each hook of a `Profile` does, given a client. `check` needs none and stands apart. */
export interface ProfileLifecycle {
	/** Adopts the account's profile: reads it first and writes only the tags that differ. */
	create(inputs: ProfileInputs): Promise<dynamic.CreateResult<ProfileState>>;
	/** Whether an update is needed, by the inputs and by the live profile. */
	diff(id: string, olds: ProfileState, news: ProfileInputs): Promise<dynamic.DiffResult>;
	/** The owned tags as they are live; or with an id alone, all standard tags. Empty when the account is gone. */
	read(id: string, state: Partial<ProfileState>): Promise<dynamic.ReadResult<Partial<ProfileState>>>;
	/** Writes what differs from a fresh read. */
	update(id: string, olds: ProfileState, news: ProfileInputs): Promise<dynamic.UpdateResult<ProfileState>>;
	/** Leaves the tags as the policy says, and the account as it is. */
	delete(id: string, state: ProfileState): Promise<void>;
}

/** The lifecycle of single profiles: each is a holding of one member. */
export function profileLifecycle(context: HandlerContext): ProfileLifecycle {
	const apply = (id: string, news: ProfileInputs, olds?: ProfileState) =>
		applyProfiles(context, {
			id,
			...(olds && { olds: readProfileState(olds) }),
			news: readProfileState(news),
			stateOf: (members, app) => stateWith(news, members, app),
		});
	return {
		create: async (inputs) => ({ id: inputs.account, outs: await apply(inputs.account, inputs) }),

		async diff(id, olds, news) {
			if (news.account !== id && !containsUnknown(news)) return { changes: true, replaces: ["account"] };
			return diffProfiles(context, id, { olds: readProfileState(olds), news: readProfileState(news) });
		},

		async read(id, { account, ...rest }) {
			if (account === undefined) return lookUpProfile(context, id);
			const state = { ...rest, account };
			const { members } = await refreshProfiles(context, id, readProfileState(state));
			if (members.length === 0) return {};
			return { id, props: stateWith(state, members, state.app), inputs: inputsWith(state, members) };
		},

		update: async (id, olds, news) => ({ outs: await apply(id, news, olds) }),

		async delete(id, state) {
			assertSameApp(context, id, state.app);
			await releaseAll(context, readProfileState(state));
		},
	};
}

function inputsWith(inputs: ProfileInputs, [member]: readonly ManagedProfile[]): ProfileInputs {
	const [policies, { account, __unmanaged }] = splitPolicies(inputs);
	return { account, ...member?.attributes, ...policies, ...(__unmanaged && { __unmanaged }) };
}

function stateWith(inputs: ProfileInputs, members: readonly ManagedProfile[], app: number | undefined): ProfileState {
	const adopted = members[0]?.adopted;
	return { ...inputsWith(inputs, members), ...(app !== undefined && { app }), ...(adopted && { adopted }) };
}
