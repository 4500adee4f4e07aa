import type { ManagedProfiles } from "../model/managed-profiles";
import { splitPolicies } from "../model/policies";
import type { ProfileSetState, ProfileState } from "../model/types";

/** What a `Profile` holds: one member, or none while it has no account. */
export function readProfileState(profile: Partial<ProfileState>): ManagedProfiles {
	const [policies, { account, app, adopted, __unmanaged, ...attributes }] = splitPolicies(profile);
	const rest = { app, unmanaged: __unmanaged, policies };
	if (account === undefined) return { members: [], ...rest };
	return { members: [{ account, prefix: [], attributes, ...(adopted && { adopted }) }], ...rest };
}

/** What a `ProfileSet` holds: a member for each account. */
export function readSetState(set: Partial<ProfileSetState>): ManagedProfiles {
	const [policies, { profiles = {}, app, adopted = {}, createAccounts, __unmanaged }] = splitPolicies(set);
	const adoptedBy = new Map(Object.entries(adopted));
	const members = Object.entries(profiles).map(([account, attributes]) => {
		const before = adoptedBy.get(account);
		return { account, prefix: ["profiles", account], attributes, ...(before && { adopted: before }) };
	});
	return { members, app, unmanaged: __unmanaged, policies, createAccounts };
}

/**
 * What a resource in a state holds, by its outputs, whichever kind it is.
 *
 * Shape: `outputs` as a state export has them, of a `Profile` or of a `ProfileSet`.
 */
export function readStoredProfiles(outputs: Readonly<Record<string, unknown>>): ManagedProfiles {
	return "profiles" in outputs ? readSetState(outputs as Partial<ProfileSetState>) : readProfileState(outputs);
}
