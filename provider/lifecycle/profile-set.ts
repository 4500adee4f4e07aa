import type { ResourceHandler } from "../door";
import { type ManagedProfile, readSetState } from "../profile/members";
import { splitPolicies } from "../profile/policies";
import type { ProfileSetInputs, ProfileSetState } from "../profile/types";
import { applyProfiles } from "./apply-members";
import { assertSameApp, type HandlerContext } from "./context";
import { diffProfiles } from "./diff-members";
import { releaseAll } from "./leave";
import { logMessages, missingAccountMessage } from "./lines";
import { refreshProfiles } from "./read-members";

/** What each hook of a `ProfileSet` does, given a client. `check` needs none and stands apart. */
export type ProfileSetLifecycle = Omit<ResourceHandler<ProfileSetInputs, ProfileSetState>, "check">;

/** The lifecycle of sets of profiles. An account that a refresh does not find leaves the set; the set itself stays. */
export function profileSetLifecycle(context: HandlerContext): ProfileSetLifecycle {
	const apply = (id: string, news: ProfileSetInputs, olds?: ProfileSetState) =>
		applyProfiles(context, {
			id,
			...(olds && { olds: readSetState(olds) }),
			news: readSetState(news),
			stateOf: (members, app) => stateWith(news, members, app),
		});
	return {
		create: async (inputs) => ({ id: inputs.__id, outs: await apply(inputs.__id, inputs) }),

		diff: (id, olds, news) => diffProfiles(context, id, { olds: readSetState(olds), news: readSetState(news) }),

		async read(id, { __id = id, ...rest }) {
			const state = { profiles: {}, ...rest, __id };
			const { members, gone } = await refreshProfiles(context, id, readSetState(state));
			logMessages(context.log, gone.map(missingAccountMessage));
			return { id, props: stateWith(state, members, state.app), inputs: inputsWith(state, members) };
		},

		update: async (id, olds, news) => ({ outs: await apply(id, news, olds) }),

		async delete(id, state) {
			assertSameApp(context, id, state.app);
			await releaseAll(context, readSetState(state));
		},
	};
}

function inputsWith(inputs: ProfileSetInputs, members: readonly ManagedProfile[]): ProfileSetInputs {
	const [policies, { __id, __unmanaged, createAccounts }] = splitPolicies(inputs);
	const profiles = Object.fromEntries(members.map(({ account, attributes }) => [account, attributes]));
	return {
		profiles,
		...policies,
		...(createAccounts !== undefined && { createAccounts }),
		__id,
		...(__unmanaged && { __unmanaged }),
	};
}

function stateWith(
	inputs: ProfileSetInputs,
	members: readonly ManagedProfile[],
	app: number | undefined,
): ProfileSetState {
	const adopted = members.flatMap(({ account, adopted }) =>
		adopted === undefined ? [] : [[account, adopted] as const],
	);
	return {
		...inputsWith(inputs, members),
		...(app !== undefined && { app }),
		...(adopted.length > 0 && { adopted: Object.fromEntries(adopted) }),
	};
}
