import * as pulumi from "@pulumi/pulumi";
import { serializedProvider } from "../dynamic/serialized-provider";
import { type Policies, policies } from "../model/policies";
import type { ProfileAttributes, TagValues } from "../model/types";
import { isMap, type PolicyArgs, type ProfileAttributeArgs, whenKnown } from "./inputs";
import { ownProfiles } from "./ownership";
import { rejectPlainTextKey } from "./provider";

type InputMap = Readonly<Record<string, unknown>>;

/**
 * Profiles with defaults filled in, leaf by leaf: what a profile has itself wins, and the maps `custom` and `tags` are
 * merged key by key. Each leaf stays the input that it was, so that a secret stays a secret and an unknown an unknown; what
 * is an output as a whole is merged when it is known. What is no map is left for the check to report.
 */
export function withDefaults(profiles: unknown, defaults: unknown): unknown {
	if (defaults === undefined) return profiles;
	return whenKnown(profiles, (all) =>
		isMap(all) ? mapValues(all, (own) => mergeInputs(defaults, own, mergeAttributes)) : all,
	);
}

function mergeAttributes(defaults: InputMap, own: InputMap): InputMap {
	const maps = ["custom", "tags"].filter((name) => own[name] != null && defaults[name] != null);
	const merged = maps.map((name) => [name, mergeInputs(defaults[name], own[name], mergeLeaves)]);
	return { ...mergeLeaves(defaults, own), ...Object.fromEntries(merged) };
}

/** An input that is given as undefined or null is not given. */
function mergeLeaves(defaults: InputMap, own: InputMap): InputMap {
	return { ...defaults, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value != null)) };
}

function mergeInputs(defaults: unknown, own: unknown, merge: (defaults: InputMap, own: InputMap) => InputMap): unknown {
	return whenKnown(defaults, (below) =>
		whenKnown(own, (above) => (isMap(below) && isMap(above) ? merge(below, above) : above)),
	);
}

function mapValues(map: InputMap, change: (value: unknown) => unknown): InputMap {
	return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** The inputs of a {@link ProfileSet}: the profiles by account, and what they have in common. */
export interface ProfileSetArgs extends PolicyArgs {
	/**
	 * Attributes of every profile that does not name them itself. `custom` and `tags` are merged key by key.
	 * @default none
	 */
	readonly defaults?: pulumi.Input<ProfileAttributeArgs> | undefined;
	/** The profiles by the UserID of their account, which must exist. Limits: 10,000 accounts; an account has 1 to 32 bytes of printable ASCII. */
	readonly profiles: pulumi.Input<Readonly<Record<string, pulumi.Input<ProfileAttributeArgs>>>>;
	/** Whether accounts that are not in the service are imported first. @default false */
	readonly createAccounts?: pulumi.Input<boolean> | undefined;
}

/**
 * The profiles of many accounts of Tencent Cloud Chat as one resource: a fleet of bots, the desks of a support team.
 *
 * Shape: each profile behaves as a {@link Profile} of its own; their reads go out together, a hundred to a call. An account
 * that is added is adopted, one that is removed stays on the service as it is, unless a policy says otherwise. One that fails does not keep the others from
 * being set, and the next `up` does only what is left.
 * Limits: 10,000 accounts.
 * Source: REST API, portrait_set, https://cloud.tencent.com/document/product/269/1640
 */
export class ProfileSet extends pulumi.CustomResource {
	/** The profiles by account, defaults included, as last verified live. */
	declare readonly profiles: pulumi.Output<Readonly<Record<string, ProfileAttributes>>>;
	/** Whether accounts that are not in the service are imported first. */
	declare readonly createAccounts: pulumi.Output<boolean | undefined>;
	/** What a creation does where somebody set another value. */
	declare readonly onConflict: pulumi.Output<Policies["onConflict"]>;
	/** What happens to the owned tags when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<Policies["onDelete"]>;
	/** What happens to a tag or an account that the program no longer names. */
	declare readonly onRelease: pulumi.Output<Policies["onRelease"]>;
	/** The app (SDKAppID) that the profiles belong to. */
	declare readonly app: pulumi.Output<number>;
	/** By account, owned tags that had another value when they came under management, kept as a secret; absent when there were none. */
	declare readonly adopted: pulumi.Output<Readonly<Record<string, TagValues>> | undefined>;

	/** Declares profiles. Bad inputs are reported in the preview, all at once. */
	constructor(name: string, args: ProfileSetArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const { defaults, profiles, ...others } = args; // others are mistakes, which the check names
		const ignored = options.ignoreChanges ?? [];
		const inputs = {
			...outputNames,
			...others,
			profiles: ownProfiles({ kind: "ProfileSet", name, options }, withDefaults(profiles, defaults)),
			__id: name,
			...(ignored.length > 0 && { __unmanaged: ignored }),
			__provider: serializedProvider("profileSet"),
		};
		super("pulumi-nodejs:dynamic/tim:ProfileSet", name, inputs, {
			...options,
			additionalSecretOutputs: [...(options.additionalSecretOutputs ?? []), "adopted"],
		});
	}
}

/** Pulumi makes an output of each key that the inputs have, also of one that is undefined. */
const outputNames = Object.fromEntries(
	[...Object.keys(policies), "createAccounts", "app", "adopted"].map((name) => [name, undefined]),
);
