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
	/** The id in the state, if there is one: the account of a `Profile`. */
	readonly id?: string | undefined;
	/** URN and id of the provider. */
	readonly provider?: string | undefined;
	/** Outputs of a state, or inputs of a program. */
	readonly properties: unknown;
}

/** A tag that a state or a program declares. */
export interface DeclaredTag extends OwnedTag {
	/** Whether its value is a secret. */
	readonly secret: boolean;
}

/** A declared input whose value cannot be read. */
export interface UnreadableInput {
	/** Path of the input in the program; empty for a whole account or a whole resource. */
	readonly path: string;
	/** Its tag; absent where a whole map is unreadable. */
	readonly tag?: string;
	/** `unfinished`: the last `up` failed partially, so the state may differ from the program. */
	readonly reason: UnreadableReason | "unfinished";
}

/** The declaration of one account in one resource. */
export interface DeclaredProfile {
	readonly urn: string;
	/** Absent where the account itself is unreadable. */
	readonly account?: string | undefined;
	/** The app (SDKAppID) that the state names. */
	readonly app?: number | undefined;
	readonly provider?: string | undefined;
	/** The tags that the program manages; those under `ignoreChanges` are omitted. */
	readonly tags: readonly DeclaredTag[];
	readonly unreadable: readonly UnreadableInput[];
}

/** Reads the accounts that a resource declares: one for a `Profile`, each entry of a `ProfileSet`. */
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

/** Whether a path holds more than one attribute: all properties, the account, all profiles, or one profile of a set. */
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

/** Returns the input at an unreadable path; none for other properties, such as `adopted`, which is always secret. */
function toUnreadableInput(path: readonly string[], reason: UnreadableReason): readonly UnreadableInput[] {
	const attributes = path.reduceRight<unknown>((value, key) => ({ [key]: value }), "") as ProfileAttributes;
	const [owned] = ownedTags(attributes);
	if (owned !== undefined) return [{ path: owned.path, tag: owned.tag, reason }];
	const isMap = path.length === 1 && ["custom", "tags"].includes(path[0] ?? "");
	return isMap ? [{ path: path.join("."), reason }] : [];
}
