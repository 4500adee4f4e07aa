import * as pulumi from "@pulumi/pulumi";
import { customField, type FieldName, fields } from "../model/fields";
import { isUnmanaged } from "../model/managed-profiles";
import { getOrCreate } from "../util/core";
import { type InputMap, isInputMap, mapInputs, whenKnown } from "./inputs";
import { createRunError } from "./run-error";

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
 * Records a resource as the owner of the tags of one profile. The owner of a tag is recorded when its account and its value
 * are known. Returns the inputs of the profile. The caller must register the returned inputs, so that the registration
 * fails when another resource owns one of the tags.
 *
 * @throws RunError when another resource owns one of the tags. Pulumi shows the message of a `RunError` without a stack
 * trace.
 */
export function ownProfile(owner: Owner, { account, ...attributes }: InputMap): InputMap {
	const ownership = ownershipFor(owner);
	if (typeof account === "string") {
		return { account, ...(ownTags(ownership, { account, prefix: [], attributes }) as InputMap) };
	}
	const owned = whenKnown(account, (known) => {
		if (typeof known !== "string") return known;
		const tags = ownTags(ownership, { account: known, prefix: [], attributes });
		return tags === attributes ? known : waitForOutput(pulumi.output(tags)).then(() => known);
	});
	return { account: owned, ...attributes };
}

/**
 * Records a `ProfileSet` as the owner of the tags of all its profiles. The defaults must already be merged into
 * `profiles`. Returns the profiles. The caller must use the returned profiles as the input.
 */
export function ownProfiles(owner: Owner, profiles: unknown): unknown {
	const ownership = ownershipFor(owner);
	return mapKnown(profiles, (attributes, account) =>
		ownTags(ownership, { account, prefix: ["profiles", account], attributes }),
	);
}

/**
 * Records an `Account` or a `Robot` resource as the owner of an account. Returns the account. The caller must use the
 * returned account as the input.
 */
export function ownAccount(owner: Owner, account: unknown): unknown {
	const ownership = ownershipFor(owner);
	return whenKnown(account, (known) => {
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
 * Records a resource as the owner of the tags of one profile, and returns the attributes of the profile. If an attribute is
 * an output or a promise, the owner of its tags is recorded when the value is known, and the returned attribute fails when
 * another resource owns one of these tags.
 */
function ownTags(ownership: Ownership, { account, prefix, attributes }: ProfileInput): unknown {
	const ownTag = (tag: string, keys: readonly string[], input: unknown) => {
		if (isUnmanaged([...prefix, ...keys], ownership.owner.options.ignoreChanges)) return input;
		return whenKnown(input, (value) => {
			if (value != null) own(ownership, { account, tag, path: keys.join(".") });
			return value;
		});
	};
	return mapKnown(attributes, (input, name) => {
		if (isFieldName(name)) return ownTag(fields[name].tag, [name], input);
		const toTag = tagMaps.get(name);
		return toTag === undefined ? input : mapKnown(input, (each, key) => ownTag(toTag(key), [name, key], each));
	});
}

/** The attributes that are maps of tags, with the function that converts a key of the map to the name of the tag. */
const tagMaps: ReadonlyMap<string, (key: string) => string> = new Map([
	["custom", (keyword: string) => customField.prefix + keyword],
	["tags", (tag: string) => tag],
]);

function isFieldName(name: string): name is FieldName {
	return Object.hasOwn(fields, name);
}

/** Calls `map` with each input in a map of inputs when the map is known. Returns a value that is not a map unchanged. */
function mapKnown(inputs: unknown, map: (input: unknown, key: string) => unknown): unknown {
	return whenKnown(inputs, (known) => (isInputMap(known) ? mapInputs(known, map) : known));
}

/** Waits for an output. The promise is rejected if the output fails, and resolved even if the value is unknown. */
function waitForOutput(output: pulumi.Output<unknown>): Promise<unknown> {
	return pulumi.isSecret(output);
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
