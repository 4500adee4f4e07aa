import * as pulumi from "@pulumi/pulumi";
import { mergeDefaults } from "../model/defaults";
import { type Policies, policies } from "../model/policies";
import type { ProfileAttributes, TagValues } from "../model/types";
import { type PolicyArgs, type ProfileAttributeArgs, registration, unmanagedInput, whenKnown } from "./inputs";
import { claimProfiles } from "./ownership";
import { rejectPlainTextKey } from "./provider";

/** The inputs of a {@link ProfileSet}. */
export interface ProfileSetArgs extends PolicyArgs {
	/** Attributes of every profile that does not declare them itself. `custom` and `tags` are merged by key. */
	readonly defaults?: pulumi.Input<ProfileAttributeArgs> | undefined;
	/**
	 * The profiles by UserID, at most 10,000. A UserID has 1 to 32 bytes of printable ASCII. The accounts must exist, unless
	 * `createAccounts` is set.
	 */
	readonly profiles: pulumi.Input<Readonly<Record<string, pulumi.Input<ProfileAttributeArgs>>>>;
	/**
	 * Whether accounts that do not exist are imported.
	 *
	 * @defaultValue false
	 */
	readonly createAccounts?: pulumi.Input<boolean> | undefined;
}

/**
 * The profiles of many accounts of Tencent Cloud Chat as one resource, such as a fleet of bots.
 *
 * Each profile behaves like a {@link Profile}. Reads are batched, 100 accounts to a call. An account that is added is
 * adopted; one that is removed keeps its profile, unless a policy says otherwise. An account that fails does not block the
 * others, and the next `up` does the remaining work.
 *
 * @see REST API, portrait_set: https://cloud.tencent.com/document/product/269/1640
 */
export class ProfileSet extends pulumi.CustomResource {
	/** The profiles by account with defaults merged, as last verified as live. */
	declare readonly profiles: pulumi.Output<Readonly<Record<string, ProfileAttributes>>>;
	/** Whether accounts that do not exist are imported. */
	declare readonly createAccounts: pulumi.Output<boolean | undefined>;
	/** The policy for a profile that is added and has a value that someone else set. */
	declare readonly onConflict: pulumi.Output<Policies["onConflict"]>;
	/** The policy for the owned tags when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<Policies["onDelete"]>;
	/** The policy for a tag or an account that is removed from the program. */
	declare readonly onRelease: pulumi.Output<Policies["onRelease"]>;
	/** The app (SDKAppID) of the accounts. */
	declare readonly app: pulumi.Output<number>;
	/** By account, the values that owned tags had before they came under management. A secret; absent when there are none. */
	declare readonly adopted: pulumi.Output<Readonly<Record<string, TagValues>> | undefined>;

	/** Declares profiles. A preview reports all invalid inputs together. */
	constructor(name: string, args: ProfileSetArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const { defaults, profiles, ...others } = args;
		const merged = mergeDefaults(profiles, defaults, whenKnown);
		const inputs = {
			...others,
			profiles: claimProfiles({ kind: "ProfileSet", name, options }, merged),
			__id: name,
			...unmanagedInput(options),
		};
		super(...registration("profileSet", { name, inputs, outputNames, options, secretOutputs: ["adopted"] }));
	}
}

const outputNames = [...Object.keys(policies), "createAccounts", "app", "adopted"];
