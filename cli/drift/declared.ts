import { readStoredProfiles } from "../../provider/lifecycle/state";
import {
	isUnmanaged,
	type ManagedProfile,
	managedTags,
	type OwnedTag,
	ownedTags,
} from "../../provider/model/managed-profiles";
import type { ProfileAttributes } from "../../provider/model/types";
import {
	isAtOrBelow,
	type UnreadableReason,
	type UnreadableValue,
	type UnwrappedState,
	unwrapSecrets,
} from "./secrets";

/** A resource of this package in a state or a preview. */
export interface ResourceProperties {
	readonly urn: string;
	/**
	 * The ID of the resource in the state. For a `Profile`, it is the account ID. Undefined if the resource does not
	 * exist yet.
	 */
	readonly id?: string | undefined;
	/** The provider of the resource, as `URN::ID`. */
	readonly provider?: string | undefined;
	/** The outputs of the resource in a state, or its inputs in a preview. */
	readonly properties: unknown;
}

/** A tag that a state or a program declares. */
export interface DeclaredTag extends OwnedTag {
	/** Whether the declared value is a secret. */
	readonly secret: boolean;
}

/** A declared input whose value cannot be read. */
export interface UnreadableInput {
	/** Path of the input in the program: `nick`, `custom.Team`. Empty if a whole account or resource is unreadable. */
	readonly path: string;
	/** The tag of the input. Undefined if a whole map, account or resource is unreadable. */
	readonly tag?: string;
	/**
	 * The reason why the value cannot be read. `unfinished`: the last `up` failed partially, so the state may differ
	 * from the program.
	 */
	readonly reason: UnreadableReason | "unfinished";
}

/** The profile that one resource declares for one account. */
export interface DeclaredProfile {
	readonly urn: string;
	/** The account ID. Undefined if the account ID is encrypted or unknown. */
	readonly account?: string | undefined;
	/** The app (SDKAppID) that the state stores for the resource. */
	readonly app?: number | undefined;
	/** The provider of the resource, as `URN::ID`. */
	readonly provider?: string | undefined;
	/** The managed tags of the account. Tags that `ignoreChanges` lists are omitted. */
	readonly tags: readonly DeclaredTag[];
	/** The inputs whose values cannot be read. */
	readonly unreadable: readonly UnreadableInput[];
}

/** Reads the profiles that a resource declares: one for a `Profile`, or one for each entry of a `ProfileSet`. */
export function readDeclared(resource: ResourceProperties, source: "preview" | "state"): readonly DeclaredProfile[] {
	const { urn, provider, id } = resource;
	const state = unwrapSecrets(resource.properties, source);
	const outputs = (state.value ?? {}) as Readonly<Record<string, unknown>>;
	const { profiles, app, unmanaged } = readStoredProfiles(outputs);
	const readable = profiles.map((profile) => toDeclaration(profile, state, unmanaged));
	const unreadable = state.unreadable
		.filter(({ path }) => isWholeAccount(path))
		.map((value) => unreadableAccount(value, id));
	return [...readable, ...unreadable].map((declaration) => ({ urn, app, provider, ...declaration }));
}

type Declaration = Pick<DeclaredProfile, "account" | "tags" | "unreadable">;

/** Whether a path leads to all properties, the account ID, all profiles, or one whole profile of a set. */
function isWholeAccount([first, ...rest]: readonly string[]): boolean {
	return first === undefined || first === "account" || (first === "profiles" && rest.length < 2);
}

function unreadableAccount({ path, reason }: UnreadableValue, id: string | undefined): Declaration {
	const [first, account] = path;
	return { account: first === "account" ? id : account, tags: [], unreadable: [{ path: "", reason }] };
}

function toDeclaration(
	profile: ManagedProfile,
	{ secretPaths, unreadable }: UnwrappedState,
	unmanaged?: readonly string[],
): Declaration {
	const { account, prefix } = profile;
	const unreadableInputs = unreadable
		.filter(({ path }) => path.length > prefix.length && isAtOrBelow(path, prefix) && !isUnmanaged(path, unmanaged))
		.flatMap(({ path, reason }) => toUnreadableInput(path.slice(prefix.length), reason));
	const isSecret = (path: string) =>
		secretPaths.some((ancestor) => isAtOrBelow([...prefix, ...path.split(".")], ancestor));
	const tags = managedTags(profile, unmanaged)
		.filter(({ tag }) => !unreadableInputs.some((input) => input.tag === tag))
		.map((owned) => ({ ...owned, secret: isSecret(owned.path) }));
	return { account, tags, unreadable: unreadableInputs };
}

/**
 * Returns the input at an unreadable path. Returns an empty list if the property at the path is not an input, such as
 * `adopted`, which is always a secret.
 */
function toUnreadableInput(path: readonly string[], reason: UnreadableReason): readonly UnreadableInput[] {
	const attributes = path.reduceRight<unknown>((value, key) => ({ [key]: value }), "") as ProfileAttributes;
	const [owned] = ownedTags(attributes);
	if (owned !== undefined) return [{ path: owned.path, tag: owned.tag, reason }];
	const isMap = path.length === 1 && ["custom", "tags"].includes(path[0] ?? "");
	return isMap ? [{ path: path.join("."), reason }] : [];
}
