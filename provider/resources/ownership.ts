import * as pulumi from "@pulumi/pulumi";
import { inputKeys, type ManagedProfile, managedTags, ownedTags } from "../model/managed-profiles";
import type { ProfileAttributes } from "../model/types";
import { getOrCreate } from "../util/core";
import { isInputMap, whenKnown } from "./inputs";
import { createRunError } from "./run-error";
import { assertStorableNames, assertStorableText } from "./storable-inputs";

/*
 * In a program, at most one resource owns each tag of an account, and at most one resource owns the account itself. The
 * constructors of resources record the owners. The provider process cannot do this, because it does not receive the
 * names of resources, and because the engine checks a replaced resource twice.
 */

/** A resource that a program declares, and that can own accounts or tags. */
export interface Owner {
	/** Name of the resource class, such as `Profile`, for error messages. */
	readonly kind: string;
	/** Name of the resource in the program. */
	readonly name: string;
	/** Resource options. A resource that has the option `id` is only read and owns nothing. */
	readonly options: pulumi.CustomResourceOptions;
}

/**
 * For each explicit provider, the owners keyed by account and tag. The owners of the default provider are stored under
 * the stack resource.
 */
const ownersByProvider = new WeakMap<object, Map<string, Owner>>();

/**
 * Records a resource as the owner of the tags of one profile. If the account is an output or a promise, the owner is
 * recorded when the value of the account is known. Returns the account. The caller must use the returned account as the
 * input, so that the registration of the resource fails when another resource owns one of the tags.
 *
 * @throws RunError when another resource owns one of the tags. Pulumi shows the message of a `RunError` without a stack
 * trace.
 */
export function ownProfile(owner: Owner, { account, ...attributes }: Readonly<Record<string, unknown>> = {}): unknown {
	const ownership = ownershipFor(owner);
	return whenKnown(account, (known) => {
		assertStorableText(owner.name, ["account"], known);
		if (typeof known === "string") ownTags(ownership, { account: known, prefix: [], attributes });
		return known;
	});
}

/**
 * Records a `ProfileSet` as the owner of the tags of all its profiles. The defaults must already be merged into
 * `profiles`. Returns the profiles. The caller must use the returned profiles as the input.
 */
export function ownProfiles(owner: Owner, profiles: unknown): unknown {
	const ownership = ownershipFor(owner);
	return whenKnown(profiles, (known) => {
		if (!isInputMap(known)) return known;
		const owned = Object.entries(known).map(([account, attributes]) => [
			account,
			ownTags(ownership, { account, prefix: ["profiles", account], attributes }),
		]);
		return Object.fromEntries(owned);
	});
}

/**
 * Records an `Account` or a `Robot` resource as the owner of an account. Returns the account. The caller must use the
 * returned account as the input.
 */
export function ownAccount(owner: Owner, { account }: { readonly account?: unknown } = {}): unknown {
	const ownership = ownershipFor(owner);
	return whenKnown(account, (known) => {
		assertStorableText(owner.name, ["account"], known);
		if (typeof known === "string") own(ownership, { account: known });
		return known;
	});
}

/** A resource, and the recorded owners of the accounts and tags that belong to the same provider. */
interface Ownership {
	readonly owner: Owner;
	readonly owners: Map<string, Owner>;
}

/**
 * Returns a resource with the owners that were recorded before for the same provider. The map of owners is empty if the
 * resource is only read, or if there is no stack, as in the unit tests of a program.
 */
function ownershipFor(owner: Owner): Ownership {
	const { id, provider, parent } = owner.options;
	const stack = pulumi.runtime.getStackResource();
	if (stack === undefined || id !== undefined) return { owner, owners: new Map() };
	const app = provider ?? (parent ?? stack).getProvider("pulumi-nodejs:dynamic/tim:Profile") ?? stack;
	return { owner, owners: getOrCreate(ownersByProvider, app, () => new Map<string, Owner>()) };
}

interface ProfileInput {
	readonly account: string;
	readonly prefix: readonly string[];
	readonly attributes: unknown;
}

/**
 * Records a resource as the owner of the tags of one profile, and returns the attributes of the profile. If an
 * attribute is an output or a promise, the owner of its tags is recorded when the value of the attribute is known.
 */
function ownTags(ownership: Ownership, { account, prefix, attributes }: ProfileInput): unknown {
	return whenKnown(attributes, (known) => {
		if (!isInputMap(known)) return known;
		const { name, options } = ownership.owner;
		whenKnown(known.custom, (custom) =>
			whenKnown(known.tags, (tags) => {
				const profile = { account, prefix, attributes: { ...known, custom, tags } as ProfileAttributes };
				assertStorable(name, profile);
				for (const { path, tag, value } of managedTags(profile, options.ignoreChanges)) {
					whenKnown(value, (each) => each != null && own(ownership, { account, tag, path }));
				}
			}),
		);
		return known;
	});
}

/** Throws if an attribute of a profile has a name or a text that Pulumi cannot pass on. */
function assertStorable(name: string, profile: ManagedProfile): void {
	const { prefix, attributes } = profile;
	assertStorableNames(name, prefix, attributes);
	for (const map of ["custom", "tags"] as const) {
		if (isInputMap(attributes[map])) assertStorableNames(name, [...prefix, map], attributes[map]);
	}
	for (const { path, value } of ownedTags(attributes)) {
		whenKnown(value, (each) => assertStorableText(name, inputKeys(profile, path), each));
	}
}

/** A tag of an account, or the account itself if `tag` is undefined. */
interface OwnedItem {
	readonly account: string;
	readonly tag?: string;
	/** Path of the input that declares the tag, such as `nick` or `tags.Tag_Profile_IM_Nick`. */
	readonly path?: string;
}

function own({ owner, owners }: Ownership, { account, tag = "", path }: OwnedItem): void {
	const current = getOrCreate(owners, `${account}\0${tag}`, () => owner);
	if (current === owner) return;
	const what = path === undefined ? `account ${account}` : `${path} of ${account}`;
	throw createRunError(
		`${owner.name}: ${what} is already owned by ${current.kind} "${current.name}"; declare it in only one of the two resources`,
	);
}
