import type { ManagedProfile, ManagedProfiles } from "../model/managed-profiles";
import { splitPolicies } from "../model/policies";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "../model/types";

/*
 * This module parses the inputs and outputs of `Profile` and `ProfileSet` that any version of this package stored. It
 * formats inputs and outputs only for the current version. Handlers and the command `drift` read states only through
 * this module. A change of the stored format requires a migration in this module.
 */

/** Conversions between managed profiles and the stored inputs and outputs of one kind of resource. */
export interface ProfileShape<Inputs, State> {
	readonly kind: "profile" | "profileSet";
	/** Whether a refresh removes the resource from the state if none of its accounts exists. */
	readonly isGoneWhenEmpty: boolean;
	/** Returns the id of a resource that is created from these inputs. */
	idOf(inputs: Inputs): string;
	/**
	 * Returns a stored state with its missing required properties added. In a look-up by id, the stored state is empty.
	 */
	complete(id: string, stored: Partial<State>): State;
	/**
	 * Returns the inputs to store after a check. The id of a `ProfileSet` remains the name that the resource had when it
	 * was created, even if the resource is renamed.
	 */
	keepId(olds: Partial<Inputs>, inputs: Inputs): Inputs;
	/** Parses stored inputs or outputs. `undefined` values and missing properties are allowed. */
	parse(stored: Partial<State>): ManagedProfiles;
	/** Returns a copy of stored inputs in which the given profiles replace the stored profiles. */
	toInputs(stored: Inputs, profiles: readonly ManagedProfile[]): Inputs;
	/** Returns the outputs for stored inputs. The outputs contain the given profiles instead of the stored profiles. */
	toState(stored: Inputs, profiles: readonly ManagedProfile[], app: number | undefined): State;
}

/** The stored format of a `Profile`: one account, with its attributes at the top level. */
export const profileShape: ProfileShape<ProfileInputs, ProfileState> = {
	kind: "profile",
	isGoneWhenEmpty: true,
	idOf: ({ account }) => account,
	complete: (id, stored) => ({ ...stored, account: stored.account ?? id }),
	keepId: (_olds, inputs) => inputs,
	parse: readProfileState,
	toInputs: toProfileInputs,
	toState: toProfileState,
};

/**
 * The stored format of a `ProfileSet`: the property `profiles` contains the attributes keyed by UserID. The property
 * `__id` contains the resource id, which is the name that the resource had when it was created.
 */
export const profileSetShape: ProfileShape<ProfileSetInputs, ProfileSetState> = {
	kind: "profileSet",
	isGoneWhenEmpty: false,
	idOf: ({ __id }) => __id,
	complete: (id, stored) => ({ ...stored, profiles: stored.profiles ?? {}, __id: stored.__id ?? id }),
	keepId: (olds, inputs) => ({ ...inputs, __id: olds.__id ?? inputs.__id }),
	parse: readSetState,
	toInputs: toSetInputs,
	toState: toSetState,
};

/** Parses the outputs of a `Profile` or a `ProfileSet` that were read from an exported Pulumi state. */
export function readStoredProfiles(outputs: Readonly<Record<string, unknown>>): ManagedProfiles {
	return "profiles" in outputs ? readSetState(outputs as Partial<ProfileSetState>) : readProfileState(outputs);
}

/** Parses the inputs or outputs of a `Profile`. If the account is absent, the result contains no profile. */
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

/** Parses the inputs or outputs of a `ProfileSet`. */
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
