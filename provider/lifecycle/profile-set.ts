import type { Hooks } from "../door";
import { holdingOfSet, type Member } from "../profile/members";
import { splitPolicies } from "../profile/policies";
import type { ProfileSetInputs, ProfileSetState } from "../profile/types";
import { applyMembers } from "./apply-members";
import { assertSameApp, type LifecycleContext } from "./context";
import { diffMembers } from "./diff-members";
import { leaveAll } from "./leave";
import { goneLine, sayLines } from "./lines";
import { readMembers } from "./read-members";

/** What each hook of a `ProfileSet` does, given a client. `check` needs none and stands apart. */
export type ProfileSetLifecycle = Omit<Hooks<ProfileSetInputs, ProfileSetState>, "check">;

/** The lifecycle of sets of profiles. An account that a refresh does not find leaves the set; the set itself stays. */
export function profileSetLifecycle(context: LifecycleContext): ProfileSetLifecycle {
	const apply = (id: string, news: ProfileSetInputs, olds?: ProfileSetState) =>
		applyMembers(context, {
			id,
			...(olds && { olds: holdingOfSet(olds) }),
			news: holdingOfSet(news),
			stateOf: (members, app) => stateWith(news, members, app),
		});
	return {
		create: async (inputs) => ({ id: inputs.__id, outs: await apply(inputs.__id, inputs) }),

		diff: (id, olds, news) => diffMembers(context, id, { olds: holdingOfSet(olds), news: holdingOfSet(news) }),

		async read(id, { __id = id, ...rest }) {
			const state = { profiles: {}, ...rest, __id };
			const { members, gone } = await readMembers(context, id, holdingOfSet(state));
			sayLines(context.say, gone.map(goneLine));
			return { id, props: stateWith(state, members, state.app), inputs: inputsWith(state, members) };
		},

		update: async (id, olds, news) => ({ outs: await apply(id, news, olds) }),

		async delete(id, state) {
			assertSameApp(context, id, state.app);
			await leaveAll(context, holdingOfSet(state));
		},
	};
}

function inputsWith(inputs: ProfileSetInputs, members: readonly Member[]): ProfileSetInputs {
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

function stateWith(inputs: ProfileSetInputs, members: readonly Member[], app: number | undefined): ProfileSetState {
	const adopted = members.flatMap(({ account, adopted }) =>
		adopted === undefined ? [] : [[account, adopted] as const],
	);
	return {
		...inputsWith(inputs, members),
		...(app !== undefined && { app }),
		...(adopted.length > 0 && { adopted: Object.fromEntries(adopted) }),
	};
}
