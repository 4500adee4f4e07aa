import * as pulumi from "@pulumi/pulumi";
import { managedTags } from "../model/managed-profiles";
import type { ProfileAttributes } from "../model/types";
import { getOrCreate } from "../util";
import { isInputMap, whenKnown } from "./inputs";

/*
 * In a program, at most one resource owns each tag of an account, and at most one resource owns the account itself. The
 * constructors of resources record the owners. The provider process cannot do this, because it does not receive the
 * names of resources, and because the engine checks a replaced resource twice.
 */

/** A resource whose constructor is running. */
export interface Owner {
	/** Name of the resource class, for messages: `Profile`. */
	readonly kind: string;
	/** Name of the resource in the program. */
	readonly name: string;
	/** Resource options. A resource with the option `id` is only read and owns nothing. */
	readonly options: pulumi.CustomResourceOptions;
}

/**
 * Owners keyed by account and tag, for each explicit provider. For the default provider, the key is the stack resource.
 */
const ownersByProvider = new WeakMap<object, Map<string, Owner>>();

/**
 * Records the owner of the tags of a profile. If the account is an output or a promise, this happens when its value is known.
 * Returns the account, which the caller must use as the input, so that the registration fails when another resource owns a tag.
 *
 * @throws RunError when another resource owns one of the tags. Pulumi shows the message of a `RunError` without a stack
 * trace.
 */
export function ownProfile(owner: Owner, { account, ...attributes }: Readonly<Record<string, unknown>> = {}): unknown {
	const ownership = ownershipFor(owner);
	return whenKnown(account, (known) => {
		if (typeof known === "string") ownTags(ownership, { account: known, prefix: [], attributes });
		return known;
	});
}

/**
 * Records the owner of the tags of all profiles of a set. `profiles` must include the merged defaults. Returns the profiles, which
 * the caller must use as the input.
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

/** Records the owner of an account: an `Account` or a `Robot`. Returns the account, which the caller must use as the input. */
export function ownAccount(owner: Owner, { account }: { readonly account?: unknown } = {}): unknown {
	const ownership = ownershipFor(owner);
	return whenKnown(account, (known) => {
		if (typeof known === "string") own(ownership, { account: known });
		return known;
	});
}

/** A resource and the owners of all tags and accounts of the same app. */
interface Ownership {
	readonly owner: Owner;
	readonly owners: Map<string, Owner>;
}

/**
 * Returns the owners that were recorded before. There are none for a resource that is only read, or
 * outside a stack, as in unit tests of a program.
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
 * Records the owner of the tags of one profile and returns its attributes. Tags in attributes, `custom` or `tags` that are
 * outputs or promises are recorded when their values are known.
 */
function ownTags(ownership: Ownership, { account, prefix, attributes }: ProfileInput): unknown {
	return whenKnown(attributes, (known) => {
		if (!isInputMap(known)) return known;
		whenKnown(known.custom, (custom) =>
			whenKnown(known.tags, (tags) => {
				const profile = { account, prefix, attributes: { ...known, custom, tags } as ProfileAttributes };
				for (const { path, tag, value } of managedTags(profile, ownership.owner.options.ignoreChanges)) {
					whenKnown(value, (each) => each != null && own(ownership, { account, tag, path }));
				}
			}),
		);
		return known;
	});
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
	const error = new pulumi.RunError(
		`${owner.name}: ${what} is already owned by ${current.kind} "${current.name}"; declare it in only one of the two resources`,
	);
	// Pulumi does not show the stack trace, and mapping the stack trace of an error inside an output takes Node.js a minute
	throw Object.assign(error, { stack: undefined });
}
