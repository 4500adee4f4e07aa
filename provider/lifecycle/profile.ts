import type { dynamic } from "@pulumi/pulumi";
import { holdingOfProfile, type Member } from "../profile/members";
import { splitPolicies } from "../profile/policies";
import type { ProfileInputs, ProfileState } from "../profile/types";
import { containsUnknown } from "../profile/unknown";
import { applyMembers } from "./apply-members";
import { assertSameApp, type LifecycleContext } from "./context";
import { diffMembers } from "./diff-members";
import { leaveAll } from "./leave";
import { getProfileState, readMembers } from "./read-members";

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
export function profileLifecycle(context: LifecycleContext): ProfileLifecycle {
	const apply = (id: string, news: ProfileInputs, olds?: ProfileState) =>
		applyMembers(context, {
			id,
			...(olds && { olds: holdingOfProfile(olds) }),
			news: holdingOfProfile(news),
			stateOf: (members, app) => stateWith(news, members, app),
		});
	return {
		create: async (inputs) => ({ id: inputs.account, outs: await apply(inputs.account, inputs) }),

		async diff(id, olds, news) {
			if (news.account !== id && !containsUnknown(news)) return { changes: true, replaces: ["account"] };
			return diffMembers(context, id, { olds: holdingOfProfile(olds), news: holdingOfProfile(news) });
		},

		async read(id, { account, ...rest }) {
			if (account === undefined) return getProfileState(context, id);
			const state = { ...rest, account };
			const { members } = await readMembers(context, id, holdingOfProfile(state));
			if (members.length === 0) return {};
			return { id, props: stateWith(state, members, state.app), inputs: inputsWith(state, members) };
		},

		update: async (id, olds, news) => ({ outs: await apply(id, news, olds) }),

		async delete(id, state) {
			assertSameApp(context, id, state.app);
			await leaveAll(context, holdingOfProfile(state));
		},
	};
}

function inputsWith(inputs: ProfileInputs, [member]: readonly Member[]): ProfileInputs {
	const [policies, { account, __unmanaged }] = splitPolicies(inputs);
	return { account, ...member?.attributes, ...policies, ...(__unmanaged && { __unmanaged }) };
}

function stateWith(inputs: ProfileInputs, members: readonly Member[], app: number | undefined): ProfileState {
	const adopted = members[0]?.adopted;
	return { ...inputsWith(inputs, members), ...(app !== undefined && { app }), ...(adopted && { adopted }) };
}
