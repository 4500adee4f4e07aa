import * as pulumi from "@pulumi/pulumi";
import { managedTags } from "../model/managed-profiles";
import type { ProfileAttributes } from "../model/types";
import { getOrCreate } from "../util";
import { isInputMap, whenKnown } from "./inputs";

/*
 * In a program, at most one resource owns each tag of an account, and at most one resource owns the account itself. The
 * constructors of resources claim tags and accounts. The provider process cannot do this, because it does not receive the
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
 * Claims the tags of a profile. If the account is an output or a promise, the tags are claimed when its value is known.
 * Returns the account, which the caller must use as the input, so that the registration fails when such a claim fails.
 *
 * @throws RunError when another resource owns one of the tags. Pulumi shows the message of a `RunError` without a stack
 * trace.
 */
export function claimProfile(
	owner: Owner,
	{ account, ...attributes }: Readonly<Record<string, unknown>> = {},
): unknown {
	const claims = claimsFor(owner);
	return whenKnown(account, (known) => {
		if (typeof known === "string") claimTags(claims, { account: known, prefix: [], attributes });
		return known;
	});
}

/**
 * Claims the tags of all profiles of a set. `profiles` must include the merged defaults. Returns the profiles, which
 * the caller must use as the input.
 */
export function claimProfiles(owner: Owner, profiles: unknown): unknown {
	const claims = claimsFor(owner);
	return whenKnown(profiles, (known) => {
		if (!isInputMap(known)) return known;
		const claimed = Object.entries(known).map(([account, attributes]) => [
			account,
			claimTags(claims, { account, prefix: ["profiles", account], attributes }),
		]);
		return Object.fromEntries(claimed);
	});
}

/** Claims an account for an `Account` or a `Robot`. Returns the account, which the caller must use as the input. */
export function claimAccount(owner: Owner, { account }: { readonly account?: unknown } = {}): unknown {
	const claims = claimsFor(owner);
	return whenKnown(account, (known) => {
		if (typeof known === "string") claim(claims, { account: known });
		return known;
	});
}

/** A resource and the owners of all tags and accounts of the same app. */
interface OwnershipClaims {
	readonly owner: Owner;
	readonly owners: Map<string, Owner>;
}

/**
 * Returns the owners that a resource's claims are compared with. There are none for a resource that is only read, or
 * outside a stack, as in unit tests of a program.
 */
function claimsFor(owner: Owner): OwnershipClaims {
	const { id, provider, parent } = owner.options;
	const stack = pulumi.runtime.getStackResource();
	if (stack === undefined || id !== undefined) return { owner, owners: new Map() };
	const app = provider ?? (parent ?? stack).getProvider("pulumi-nodejs:dynamic/tim:Profile") ?? stack;
	return { owner, owners: getOrCreate(ownersByProvider, app, () => new Map<string, Owner>()) };
}

interface DeclaredProfile {
	readonly account: string;
	readonly prefix: readonly string[];
	readonly attributes: unknown;
}

/**
 * Claims the tags of one profile and returns its attributes. Attributes, `custom` and `tags` that are outputs or
 * promises are claimed when their values are known.
 */
function claimTags(claims: OwnershipClaims, { account, prefix, attributes }: DeclaredProfile): unknown {
	return whenKnown(attributes, (known) => {
		if (!isInputMap(known)) return known;
		whenKnown(known.custom, (custom) =>
			whenKnown(known.tags, (tags) => {
				const profile = { account, prefix, attributes: { ...known, custom, tags } as ProfileAttributes };
				for (const { path, tag, value } of managedTags(profile, claims.owner.options.ignoreChanges)) {
					whenKnown(value, (each) => each != null && claim(claims, { account, tag, path }));
				}
			}),
		);
		return known;
	});
}

/** A claim to a tag of an account, or to the account itself if `tag` is undefined. */
interface OwnershipClaim {
	readonly account: string;
	readonly tag?: string;
	/** Path of the input that declares the tag, such as `nick` or `tags.Tag_Profile_IM_Nick`. */
	readonly path?: string;
}

function claim({ owner, owners }: OwnershipClaims, { account, tag = "", path }: OwnershipClaim): void {
	const current = getOrCreate(owners, `${account}\0${tag}`, () => owner);
	if (current === owner) return;
	const what = path === undefined ? `account ${account}` : `${path} of ${account}`;
	const error = new pulumi.RunError(
		`${owner.name}: ${what} is already owned by ${current.kind} "${current.name}"; declare it in only one of the two resources`,
	);
	// Pulumi does not show the stack trace, and mapping the stack trace of an error inside an output takes Node.js a minute
	throw Object.assign(error, { stack: undefined });
}
