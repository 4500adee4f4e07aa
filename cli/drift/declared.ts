import { readStoredProfiles } from "../../provider/lifecycle/state";
import type { ManagedProfile } from "../../provider/model/managed-profiles";
import { isUnmanaged, managedTags, type OwnedTag, ownedTags } from "../../provider/model/managed-profiles";
import type { ProfileAttributes } from "../../provider/model/types";
import { isBelow, type UnreadableReason, type UnreadableValue, type UnwrappedState, unwrapSecrets } from "./secrets";

/** One resource of this package, as a state or a preview holds it. */
export interface ResourceProperties {
	readonly urn: string;
	/** The id in the state, if it has one: the account of a `Profile`. */
	readonly id?: string | undefined;
	/** URN and id of its provider. */
	readonly provider?: string | undefined;
	/** Outputs of a state, or inputs of a program. */
	readonly properties: unknown;
}

/** One tag that a state or a program declares. */
export interface DeclaredTag extends OwnedTag {
	/** Whether its value is a secret. */
	readonly secret: boolean;
}

/** A declared input whose value is not to be had. */
export interface UnreadableInput {
	/** Where the program names it; empty for all of an account, or of a resource. */
	readonly path: string;
	/** Its tag; none where a whole map is hidden. */
	readonly tag?: string;
	/** `unfinished`: the last `up` failed in part, so that the state does not say what is wanted. */
	readonly why: UnreadableReason | "unfinished";
}

/** What one resource declares of one account. */
export interface DeclaredProfile {
	readonly urn: string;
	/** Nothing where the account itself is hidden. */
	readonly account?: string | undefined;
	readonly app?: number | undefined;
	readonly provider?: string | undefined;
	/** What the program does not leave to others through `ignoreChanges`. */
	readonly tags: readonly DeclaredTag[];
	readonly hidden: readonly UnreadableInput[];
}

/** What a resource declares, account by account: the one of a `Profile`, each of a `ProfileSet`. */
export function readDeclared(resource: ResourceProperties, source: "preview" | "state"): readonly DeclaredProfile[] {
	const { urn, provider, id } = resource;
	const unveiled = unwrapSecrets(resource.properties, source);
	const {
		profiles: members,
		app,
		unmanaged,
	} = readStoredProfiles((unveiled.value ?? {}) as Readonly<Record<string, unknown>>);
	const whole = unveiled.veiled
		.filter(({ path }) => isWholeAccount(path))
		.map((veiled) => unreadableAccount(veiled, id));
	const open = members.map((member) => declaredOf(member, unveiled, unmanaged));
	return [...open, ...whole].map((each) => ({ urn, app, provider, ...each }));
}

type OfAccount = Pick<DeclaredProfile, "account" | "hidden" | "tags">;

/** Whether what is hidden at a path is more than an attribute: all properties, an account, all accounts or all of one. */
function isWholeAccount([first, ...rest]: readonly string[]): boolean {
	return first === undefined || first === "account" || (first === "profiles" && rest.length < 2);
}

function unreadableAccount({ path, why }: UnreadableValue, id: string | undefined): OfAccount {
	const [first, account] = path;
	return { account: first === "account" ? id : account, tags: [], hidden: [{ path: "", why }] };
}

function declaredOf(
	member: ManagedProfile,
	{ secrets, veiled }: UnwrappedState,
	unmanaged?: readonly string[],
): OfAccount {
	const { account, prefix } = member;
	const isSecret = (path: string) => secrets.some((above) => isBelow([...prefix, ...path.split(".")], above));
	const hidden = veiled
		.filter(({ path }) => path.length > prefix.length && isBelow(path, prefix) && !isUnmanaged(path, unmanaged))
		.flatMap(({ path, why }) => toUnreadableInput(path.slice(prefix.length), why));
	const tags = managedTags(member, unmanaged)
		.filter(({ tag }) => !hidden.some((each) => each.tag === tag))
		.map((owned) => ({ ...owned, secret: isSecret(owned.path) }));
	return { account, tags, hidden };
}

/** What a hidden path means; nothing for what is no attribute, such as `adopted`, which is always a secret. */
function toUnreadableInput(path: readonly string[], why: UnreadableReason): readonly UnreadableInput[] {
	const [owned] = ownedTags(path.reduceRight<unknown>((value, key) => ({ [key]: value }), "") as ProfileAttributes);
	if (owned !== undefined) return [{ path: owned.path, tag: owned.tag, why }];
	const isMap = path.length === 1 && ["custom", "tags"].includes(path[0] ?? "");
	return isMap ? [{ path: path.join("."), why }] : [];
}
