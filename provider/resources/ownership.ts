import * as pulumi from "@pulumi/pulumi";
import { managedTags } from "../model/managed-profiles";
import type { ProfileAttributes } from "../model/types";
import { getOrCreate } from "../util";
import { isInputMap, whenKnown } from "./inputs";

/*
 * In a program, one resource owns each tag of an account, and one resource the account itself. The constructors claim them:
 * hooks do not know the names of resources, and a replacement is checked twice.
 */

/** A resource that is being declared. */
export interface Owner {
	/** The class, for messages: `Profile`. */
	readonly kind: string;
	/** The name in the program. */
	readonly name: string;
	/** A resource with an `id` is only read, and owns nothing. */
	readonly options: pulumi.CustomResourceOptions;
}

/** Owners by account and tag, for each provider; for the default provider, for the stack. */
const ownersByProvider = new WeakMap<object, Map<string, Owner>>();

/**
 * Claims the tags of a profile, those that are outputs or promises once they are known. Returns the account, to be used as
 * the input: it rejects when a later claim fails.
 *
 * @throws RunError when another resource owns one of the tags. Pulumi shows its message without a stack.
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

/** Claims the tags of the profiles of a set, with defaults merged. Returns the profiles, to be used as the input. */
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

/** Claims an account for an `Account` or a `Robot`. Returns it, to be used as the input. */
export function claimAccount(owner: Owner, { account }: { readonly account?: unknown } = {}): unknown {
	const claims = claimsFor(owner);
	return whenKnown(account, (known) => {
		if (typeof known === "string") claim(claims, { account: known });
		return known;
	});
}

/** A resource, and the owners of what was claimed before. */
interface OwnershipClaims {
	readonly owner: Owner;
	readonly owners: Map<string, Owner>;
}

/** A resource that is only read shares no owners, nor does one outside a stack, as in a program's unit tests. */
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

/** Waits for the attributes and for `custom` and `tags`, whose keys are tags, and returns the attributes. */
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

/** A tag of an account, or without a tag the account itself. */
interface OwnershipClaim {
	readonly account: string;
	readonly tag?: string;
	/** Path of the input that declares the tag: `nick`, `tags.Tag_Profile_IM_Nick`. */
	readonly path?: string;
}

function claim({ owner, owners }: OwnershipClaims, { account, tag = "", path }: OwnershipClaim): void {
	const current = getOrCreate(owners, `${account}\0${tag}`, () => owner);
	if (current === owner) return;
	const what = path === undefined ? `account ${account}` : `${path} of ${account}`;
	const error = new pulumi.RunError(
		`${owner.name}: ${what} is already owned by ${current.kind} "${current.name}"; declare it in one of the two`,
	);
	// Pulumi does not show the stack, and Node.js would take a minute to map the stack of an error inside an output
	throw Object.assign(error, { stack: undefined });
}
