import { type Policies, splitPolicies } from "./policies";
import type { ProfileAttributes, ProfileSetState, ProfileState, TagValues } from "./types";

/** One account that a resource manages, with its attributes and where the program names them. All of the lifecycle works on these. */
export interface ManagedProfile {
	/** UserID of the account. */
	readonly account: string;
	/** Where the program names the attributes: at the top for a `Profile`, below `["profiles", account]` in a set. */
	readonly prefix: readonly string[];
	/** What is declared, or in a state what was last verified live. */
	readonly attributes: ProfileAttributes;
	/** Owned tags that had another value, not zero, when they came under management. Absent when there were none. */
	readonly adopted?: TagValues;
}

/** What one resource holds, by its inputs or by its state. */
export interface ManagedProfiles {
	/** One for each account. */
	readonly members: readonly ManagedProfile[];
	/** The app (SDKAppID) that a state belongs to, if it says so. */
	readonly app?: number | undefined;
	/** Paths of the inputs that the program leaves to others. */
	readonly unmanaged?: readonly string[] | undefined;
	/** What is done beside setting the tags. */
	readonly policies?: Policies;
	/** Whether accounts that are not in the service are imported first. */
	readonly createAccounts?: boolean | undefined;
}

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

/** The path of one of a member's inputs, as messages name it: `nick`, `profiles.desk_002.nick`; or of the member itself. */
export function inputPath({ prefix }: ManagedProfile, path?: string): string {
	return [...prefix, ...(path === undefined ? [] : [path])].join(".");
}

/** Members by account. */
export function byAccount(members: readonly ManagedProfile[]): ReadonlyMap<string, ManagedProfile> {
	return new Map(members.map((member) => [member.account, member]));
}
