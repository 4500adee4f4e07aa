import * as pulumi from "@pulumi/pulumi";
import { mergeDefaults } from "../model/defaults";
import { type Policies, policies } from "../model/policies";
import type { ProfileAttributes, TagValues } from "../model/types";
import { warnAboutUnknownConfig } from "./config-keys";
import { type PolicyArgs, type ProfileAttributeArgs, registration, unmanagedInput, whenKnown } from "./inputs";
import { checkOptionPaths, warnAboutMissingAccounts } from "./option-paths";
import { ownProfiles } from "./ownership";
import { rejectPlainTextKey } from "./provider";
import { checkInputs } from "./storable-inputs";

/** The inputs of a {@link ProfileSet}. */
export interface ProfileSetArgs extends PolicyArgs {
	/**
	 * Default attributes. A default attribute applies to each profile that does not declare this attribute. The maps
	 * `custom` and `tags` are merged key by key.
	 */
	readonly defaults?: pulumi.Input<ProfileAttributeArgs> | undefined;
	/**
	 * The profiles keyed by UserID, at most 10,000. A UserID has 1 to 32 bytes of printable ASCII. The accounts must
	 * exist, unless `createAccounts` is true.
	 */
	readonly profiles: pulumi.Input<Readonly<Record<string, pulumi.Input<ProfileAttributeArgs>>>>;
	/**
	 * Whether accounts that do not exist are created by `account_import` before their profiles are written.
	 *
	 * @defaultValue false
	 */
	readonly createAccounts?: pulumi.Input<boolean> | undefined;
}

/**
 * The profiles of many Tencent Cloud Chat accounts, such as a fleet of bots, managed as one resource.
 *
 * Each profile behaves like a {@link Profile}. Reads are batched, at most 100 accounts in one call. When an account is
 * added to the set, its existing profile is adopted. When an account is removed from the set, its live profile is kept,
 * unless the policy `onRelease` is set. If some accounts fail, the other accounts are still updated, and the next
 * `pulumi up` retries the failed accounts.
 *
 * @see REST API, portrait_set: https://cloud.tencent.com/document/product/269/1640
 */
export class ProfileSet extends pulumi.CustomResource {
	/**
	 * The profiles keyed by UserID. Each profile has the attributes that the program declares, including the defaults.
	 * The values are the live values that the provider last read from the service.
	 */
	declare readonly profiles: pulumi.Output<Readonly<Record<string, ProfileAttributes>>>;
	/** Whether accounts that do not exist are created by `account_import` before their profiles are written. */
	declare readonly createAccounts: pulumi.Output<boolean | undefined>;
	/** Policy that applies when an account is added and already has a value that differs from the declared value. */
	declare readonly onConflict: pulumi.Output<Policies["onConflict"]>;
	/** Policy for the owned tags when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<Policies["onDelete"]>;
	/** Policy for a tag or an account that is removed from the program. */
	declare readonly onRelease: pulumi.Output<Policies["onRelease"]>;
	/** SDKAppID of the app to which the accounts belong. */
	declare readonly app: pulumi.Output<number>;
	/**
	 * Live values that tags had before this resource managed these tags, keyed by UserID and tag name. The output is a
	 * secret. Zero values are omitted. Absent if no values remain.
	 */
	declare readonly adopted: pulumi.Output<Readonly<Record<string, TagValues>> | undefined>;

	/**
	 * Declares the profiles of many accounts. A preview reports all invalid inputs of the resource at the same time.
	 *
	 * @throws RunError when a resource option contains a path that is not an input or output of the class
	 */
	constructor(name: string, args: ProfileSetArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		warnAboutUnknownConfig();
		const registeredOptions = checkOptionPaths("profileSet", name, options);
		const { defaults, profiles, ...others } = checkInputs(name, args);
		const complete = mergeDefaults(profiles, defaults, whenKnown);
		const merged = warnAboutMissingAccounts(name, complete, options);
		const inputs = {
			...others,
			profiles: ownProfiles({ kind: "ProfileSet", name, options }, merged),
			__id: name,
			...unmanagedInput(options),
		};
		const registered = { name, inputs, outputNames, options: registeredOptions, secretOutputs: ["adopted"] };
		super(...registration("profileSet", registered));
	}
}

const outputNames = [...Object.keys(policies), "createAccounts", "app", "adopted"];
