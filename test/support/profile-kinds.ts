import { splitPolicies } from "@/provider/model/policies";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "@/provider/model/types";
import { createProfileHooks, createProfileSetHooks, type Hooks, isPartialFailure, type LoggingContext } from "./hooks";

/** The hooks of one profile. They are the same for each kind of resource that can manage the profile. */
export type ProfileHooks = Hooks<ProfileInputs, ProfileState>;

/** A kind of resource that manages a profile. Tests run for each kind, through the same hooks of one profile. */
export interface ProfileKind {
	readonly name: "Profile" | "ProfileSet";
	hooks(context: LoggingContext): ProfileHooks;
}

const NAME = "desk";

/** The kind `Profile`. */
export const profileKind: ProfileKind = {
	name: "Profile",
	hooks: createProfileHooks,
};

/** The kind `ProfileSet` with a single account. Its hooks remove the prefix `profiles.<account>` from messages. */
const profileSetKind: ProfileKind = { name: "ProfileSet", hooks: (context) => createSetHooks(context) };

/** The kind `ProfileSet` with a single account and with `createAccounts`. */
export const creatingSetKind: ProfileKind = {
	name: "ProfileSet",
	hooks: (context) => createSetHooks(context, { createAccounts: true }),
};

/** The kinds `Profile` and `ProfileSet`. */
export const profileKinds: readonly ProfileKind[] = [profileKind, profileSetKind];

function createSetHooks(context: LoggingContext, options: Pick<ProfileSetInputs, "createAccounts"> = {}): ProfileHooks {
	const set = createProfileSetHooks(context);
	const toSet = (profile: ProfileState) => ({ ...asSet(profile), ...options });
	return {
		async check(olds, news) {
			const { account, ...rest } = news as ProfileInputs;
			const known = olds.account === undefined ? {} : toSet(olds as ProfileInputs);
			const { inputs, failures = [] } = await set.check(known, toSet({ ...rest, account: String(account) }));
			const shown = failures.map((failure) => ({ ...failure, reason: shorten(failure.reason, String(account)) }));
			return { ...(inputs && { inputs: toProfile(inputs, String(account)) }), failures: shown };
		},
		async create(inputs) {
			const { account } = inputs;
			const { outs } = await withShortPaths(account, () => set.create(toSet(inputs)));
			return { id: account, outs: toProfile(outs as ProfileSetState, account) };
		},
		diff: (_id, olds, news) => set.diff(NAME, toSet(olds), toSet(news)),
		async read(account, state) {
			const { props, inputs } = await set.read(NAME, toSet({ ...state, account }));
			if (props?.profiles?.[account] === undefined) return {};
			return {
				id: account,
				props: toProfile(props as ProfileSetState, account),
				inputs: toProfile(inputs as ProfileSetInputs, account),
			};
		},
		async update(account, olds, news) {
			const { outs } = await withShortPaths(account, () => set.update(NAME, toSet(olds), toSet(news)));
			return { outs: toProfile(outs as ProfileSetState, account) };
		},
		delete: (_id, state) => set.delete(NAME, toSet(state)),
	};
}

function asSet(profile: ProfileState): ProfileSetState {
	const [policies, { account, app, adopted, __unmanaged, ...attributes }] = splitPolicies(profile);
	return {
		...policies,
		profiles: { [account]: attributes },
		__id: NAME,
		...(app !== undefined && { app }),
		...(adopted && { adopted: { [account]: adopted } }),
		...(__unmanaged && { __unmanaged: __unmanaged.map((path) => `profiles["${account}"].${path}`) }),
	};
}

function toProfile(set: ProfileSetState, account: string): ProfileState {
	const [policies, { profiles, app, adopted, __unmanaged }] = splitPolicies(set);
	const before = adopted?.[account];
	return {
		account,
		...profiles[account],
		...policies,
		...(app !== undefined && { app }),
		...(before && { adopted: before }),
		...(__unmanaged && { __unmanaged: __unmanaged.map((path) => path.replace(/^.*\]\./, "")) }),
	};
}

/** Runs `work`. Removes the prefix `profiles.<account>` from the messages of a failure. */
async function withShortPaths<T>(account: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (isPartialFailure(error)) {
			const properties = toProfile(error.properties as ProfileSetState, account);
			const reasons = error.reasons.map((reason) => shorten(reason, account));
			throw Object.assign(new Error(reasons.join("; ")), { id: account, properties, reasons });
		}
		throw Object.assign(error as Error, { message: shorten((error as Error).message, account) });
	}
}

function shorten(message: string, account: string): string {
	return message.replaceAll(`profiles.${account}.`, "").replaceAll(`profiles.${account}: `, "");
}
