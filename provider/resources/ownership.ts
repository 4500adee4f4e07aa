import * as pulumi from "@pulumi/pulumi";
import { managedTags } from "../model/managed-profiles";
import type { ProfileAttributes } from "../model/types";
import { getOrCreate } from "../util";
import { isMap, whenKnown } from "./inputs";

/** A resource while it is declared. */
export interface Owner {
	/** Its class, as a message names it: `Profile`. */
	readonly kind: string;
	/** Its name in the program. */
	readonly name: string;
	/** Its options as the program gives them. One with an `id` is read and not managed, and so owns nothing. */
	readonly options: pulumi.CustomResourceOptions;
}

/** What a resource takes: a tag of an account. */
interface Owned {
	readonly account: string;
	/** As on the wire; none for the account itself. */
	readonly tag?: string;
	/** Where the program names the tag: `nick`, `tags.Tag_Profile_IM_Nick`. */
	readonly path?: string;
}

/** Who owns what in an app: by its provider, or by the stack where that is the default one. A program has new ones in every run. */
const ownersByProvider = new WeakMap<object, Map<string, Owner>>();

/**
 * Takes the tags that a profile names for the resource that declares it, and gives its account back. What is an output or a
 * promise is taken once it is known; such an account then rejects in place of an error.
 *
 * Errors: a `RunError` when another resource owns one of the tags, of which Pulumi shows the message and no stack.
 */
export function ownProfile(owner: Owner, { account, ...attributes }: Readonly<Record<string, unknown>> = {}): unknown {
	const own = claimFor(owner);
	return whenKnown(account, (known) => {
		if (isAccount(known)) claimTags(own, { account: known, prefix: [], attributes });
		return known;
	});
}

/**
 * Takes the tags of the profiles of a set, as {@link ownProfile} does, and gives the profiles back.
 *
 * Shape: `profiles` by account, with the defaults filled in.
 * Errors: as of {@link ownProfile}.
 */
export function ownProfiles(owner: Owner, profiles: unknown): unknown {
	const own = claimFor(owner);
	return whenKnown(profiles, (known) => {
		if (!isMap(known)) return known;
		const taken = Object.entries(known).map(([account, attributes]) => [
			account,
			claimTags(own, { account, prefix: ["profiles", account], attributes }),
		]);
		return Object.fromEntries(taken);
	});
}

/** Takes an account itself, as {@link ownProfile} does its tags, and gives it back: it has one `Account`, or one `Robot`. */
export function ownAccount(owner: Owner, { account }: { readonly account?: unknown } = {}): unknown {
	const own = claimFor(owner);
	return whenKnown(account, (known) => {
		if (isAccount(known)) claim(own, { account: known });
		return known;
	});
}

/** Anything else is for the check to report. */
function isAccount(account: unknown): account is string {
	return typeof account === "string";
}

/** A resource that takes what is its own, and who has taken what before it. */
interface OwnershipClaim {
	readonly owner: Owner;
	readonly owners: Map<string, Owner>;
}

interface Declared {
	readonly account: string;
	readonly prefix: readonly string[];
	readonly attributes: unknown;
}

/** Waits for the attributes and their maps, whose keys say which tags there are, and gives the attributes back. */
function claimTags(owned: OwnershipClaim, { account, prefix, attributes }: Declared): unknown {
	return whenKnown(attributes, (known) => {
		if (!isMap(known)) return known;
		whenKnown(known.custom, (custom) =>
			whenKnown(known.tags, (tags) => {
				const member = { account, prefix, attributes: { ...known, custom, tags } as ProfileAttributes };
				for (const { path, tag, value } of managedTags(member, owned.owner.options.ignoreChanges)) {
					whenKnown(value, (is) => is != null && claim(owned, { account, tag, path }));
				}
			}),
		);
		return known;
	});
}

function claim({ owner, owners }: OwnershipClaim, { account, tag = "", path }: Owned): void {
	const key = `${account}\0${tag}`;
	const other = getOrCreate(owners, key, () => owner);
	if (other === owner) return;
	const what = path === undefined ? `account ${account}` : `${path} of ${account}`;
	const refusal = new pulumi.RunError(
		`${owner.name}: ${what} is owned by ${other.kind} "${other.name}" already; keep it in one of the two`,
	);
	// Pulumi shows no stack of it, and yet Node.js would take a minute to map one that comes out of an output
	throw Object.assign(refusal, { stack: undefined });
}

/** Nothing is shared by a resource that is only read, nor outside of a stack, where a program's own unit tests are. */
function claimFor(owner: Owner): OwnershipClaim {
	const { id, provider, parent } = owner.options;
	const stack = pulumi.runtime.getStackResource();
	if (stack === undefined || id !== undefined) return { owner, owners: new Map() };
	const app = provider ?? (parent ?? stack).getProvider("pulumi-nodejs:dynamic/tim:Profile") ?? stack;
	return { owner, owners: getOrCreate(ownersByProvider, app, () => new Map()) };
}
