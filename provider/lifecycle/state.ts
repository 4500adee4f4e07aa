import type { ManagedProfile, ManagedProfiles } from "../model/managed-profiles";
import { splitPolicies } from "../model/policies";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "../model/types";

/*
 * Reads the inputs and outputs of `Profile` and `ProfileSet` in states of any version, and writes those of this version.
 * Handlers and `drift` read states only through this module. A version that changes their form is handled here.
 */

/** How one kind of resource stores the profiles that it manages. */
export interface ProfileShape<Inputs, State> {
	readonly kind: "profile" | "profileSet";
	/** Whether a refresh drops the resource from the state when no account exists any more. */
	readonly isGoneWhenEmpty: boolean;
	/** Returns the id of a new resource. */
	idOf(inputs: Inputs): string;
	/** Returns a state with the keys that every state has. A look-up by id starts from an empty one. */
	complete(id: string, stored: Partial<State>): State;
	/** Returns checked inputs; the id of a set is fixed at creation, whatever the resource is named later. */
	checked(olds: Partial<Inputs>, inputs: Inputs): Inputs;
	/** Reads inputs or outputs. `undefined` values and missing keys are allowed. */
	read(stored: Partial<State>): ManagedProfiles;
	/** Returns the stored inputs, with other profiles. */
	toInputs(stored: Inputs, profiles: readonly ManagedProfile[]): Inputs;
	/** Returns the outputs, with other profiles. */
	toState(stored: Inputs, profiles: readonly ManagedProfile[], app: number | undefined): State;
}

/** The form of a `Profile`: one account, its attributes at the top level. */
export const profileShape: ProfileShape<ProfileInputs, ProfileState> = {
	kind: "profile",
	isGoneWhenEmpty: true,
	idOf: ({ account }) => account,
	complete: (id, stored) => ({ ...stored, account: stored.account ?? id }),
	checked: (_olds, inputs) => inputs,
	read: readProfileState,
	toInputs: toProfileInputs,
	toState: toProfileState,
};

/** The form of a `ProfileSet`: attributes by account, in `profiles`. Its id is the name at creation, kept in `__id`. */
export const profileSetShape: ProfileShape<ProfileSetInputs, ProfileSetState> = {
	kind: "profileSet",
	isGoneWhenEmpty: false,
	idOf: ({ __id }) => __id,
	complete: (id, stored) => ({ ...stored, profiles: stored.profiles ?? {}, __id: stored.__id ?? id }),
	checked: (olds, inputs) => ({ ...inputs, __id: olds.__id ?? inputs.__id }),
	read: readSetState,
	toInputs: toSetInputs,
	toState: toSetState,
};

/** Reads the outputs of a `Profile` or a `ProfileSet` as a state export has them. */
export function readStoredProfiles(outputs: Readonly<Record<string, unknown>>): ManagedProfiles {
	return "profiles" in outputs ? readSetState(outputs as Partial<ProfileSetState>) : readProfileState(outputs);
}

/** Reads the inputs or outputs of a `Profile`; without an account it manages nothing. */
export function readProfileState(stored: Partial<ProfileState>): ManagedProfiles {
	const [policies, { account, app, adopted, __unmanaged, ...attributes }] = splitPolicies(stored);
	const profiles = account === undefined ? [] : [{ account, prefix: [], attributes, ...(adopted && { adopted }) }];
	return { profiles, app, unmanaged: __unmanaged, policies };
}

function toProfileInputs(stored: ProfileInputs, [profile]: readonly ManagedProfile[]): ProfileInputs {
	const [policies, { account, __unmanaged }] = splitPolicies(stored);
	return { account, ...profile?.attributes, ...policies, ...(__unmanaged && { __unmanaged }) };
}

function toProfileState(
	stored: ProfileInputs,
	profiles: readonly ManagedProfile[],
	app: number | undefined,
): ProfileState {
	const adopted = profiles[0]?.adopted;
	return { ...toProfileInputs(stored, profiles), ...(app !== undefined && { app }), ...(adopted && { adopted }) };
}

/** Reads the inputs or outputs of a `ProfileSet`. */
export function readSetState(stored: Partial<ProfileSetState>): ManagedProfiles {
	const [policies, { profiles = {}, app, adopted = {}, createAccounts, __unmanaged }] = splitPolicies(stored);
	const adoptedByAccount = new Map(Object.entries(adopted));
	return {
		profiles: Object.entries(profiles).map(([account, attributes]) => {
			const remembered = adoptedByAccount.get(account);
			return { account, prefix: ["profiles", account], attributes, ...(remembered && { adopted: remembered }) };
		}),
		app,
		unmanaged: __unmanaged,
		policies,
		createAccounts,
	};
}

function toSetInputs(stored: ProfileSetInputs, profiles: readonly ManagedProfile[]): ProfileSetInputs {
	const [policies, { __id, __unmanaged, createAccounts }] = splitPolicies(stored);
	return {
		profiles: Object.fromEntries(profiles.map(({ account, attributes }) => [account, attributes])),
		...policies,
		...(createAccounts !== undefined && { createAccounts }),
		__id,
		...(__unmanaged && { __unmanaged }),
	};
}

function toSetState(
	stored: ProfileSetInputs,
	profiles: readonly ManagedProfile[],
	app: number | undefined,
): ProfileSetState {
	const adopted = profiles.flatMap(({ account, adopted }) =>
		adopted === undefined ? [] : [[account, adopted] as const],
	);
	return {
		...toSetInputs(stored, profiles),
		...(app !== undefined && { app }),
		...(adopted.length > 0 && { adopted: Object.fromEntries(adopted) }),
	};
}
