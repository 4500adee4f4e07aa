import * as pulumi from "@pulumi/pulumi";
import { type AdminForbidType, type AllowType, fields, type Gender } from "../model/fields";
import { type Policies, policies } from "../model/policies";
import type { TagValues } from "../model/types";
import { warnAboutUnknownConfig } from "./config-keys";
import {
	declareEmptyOutputs,
	type PolicyArgs,
	type ProfileAttributeArgs,
	pauseStackTraces,
	registration,
	unmanagedInput,
} from "./inputs";
import { checkOptionPaths } from "./option-paths";
import { ownProfile } from "./ownership";
import { rejectPlainTextKey } from "./provider";
import { checkInputs } from "./storable-inputs";

/** The inputs of a {@link Profile}: the account, attributes and policies. An absent attribute is not managed. */
export type ProfileArgs = {
	/**
	 * UserID of the account: 1 to 32 bytes of printable ASCII. The account must exist. If this input changes, Pulumi
	 * replaces the resource.
	 */
	readonly account: pulumi.Input<string>;
} & ProfileAttributeArgs &
	PolicyArgs;

/**
 * The profile of one Tencent Cloud Chat account, such as a bot, a system account or an admin.
 *
 * The resource owns only the tags that its inputs declare. A preview compares the owned tags with the live profile
 * (`portrait_get`). An update writes the tags that differ, then reads these tags to verify the write. When the resource
 * is created, it adopts the existing profile of the account. When a tag is removed from the program or the resource is
 * destroyed, the live values are kept, unless the policy `onRelease` or `onDelete` is set.
 *
 * @see REST API, portrait_set: https://cloud.tencent.com/document/product/269/1640
 */
export class Profile extends pulumi.CustomResource {
	/** UserID of the account. */
	declare readonly account: pulumi.Output<string>;
	/** Display name. The output has the live value that the provider last verified. */
	declare readonly nick: pulumi.Output<string | undefined>;
	/** Gender. The output has the live value that the provider last verified. */
	declare readonly gender: pulumi.Output<Gender | undefined>;
	/**
	 * Date of birth as a number in the format YYYYMMDD. The output has the live value that the provider last verified.
	 */
	declare readonly birthDay: pulumi.Output<number | undefined>;
	/** Location. The output has the live value that the provider last verified. */
	declare readonly location: pulumi.Output<string | undefined>;
	/** Status text. The output has the live value that the provider last verified. */
	declare readonly selfSignature: pulumi.Output<string | undefined>;
	/**
	 * Permission of others to add the account as a friend. The output has the live value that the provider last verified.
	 */
	declare readonly allowType: pulumi.Output<AllowType | undefined>;
	/**
	 * Language, as a number whose meaning the app defines. The output has the live value that the provider last verified.
	 */
	declare readonly language: pulumi.Output<number | undefined>;
	/** URL of the avatar. The output has the live value that the provider last verified. */
	declare readonly image: pulumi.Output<string | undefined>;
	/** Message settings. The output has the live value that the provider last verified. */
	declare readonly msgSettings: pulumi.Output<number | undefined>;
	/**
	 * Permission of the account to send friend requests. The output has the live value that the provider last verified.
	 */
	declare readonly adminForbidType: pulumi.Output<AdminForbidType | undefined>;
	/**
	 * Level, as a number whose meaning the app defines. The output has the live value that the provider last verified.
	 */
	declare readonly level: pulumi.Output<number | undefined>;
	/** Role, as a number whose meaning the app defines. The output has the live value that the provider last verified. */
	declare readonly role: pulumi.Output<number | undefined>;
	/** Custom fields keyed by keyword. The output has the live values that the provider last verified. */
	declare readonly custom: pulumi.Output<Readonly<Record<string, string>> | undefined>;
	/** Other tags keyed by tag name. The output has the live values that the provider last verified. */
	declare readonly tags: pulumi.Output<TagValues | undefined>;
	/**
	 * Policy that applies when the resource is created and the account already has a value that differs from the declared
	 * value.
	 */
	declare readonly onConflict: pulumi.Output<Policies["onConflict"]>;
	/** Policy for the owned tags when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<Policies["onDelete"]>;
	/** Policy for a tag that is removed from the program. */
	declare readonly onRelease: pulumi.Output<Policies["onRelease"]>;
	/** SDKAppID of the app to which the account belongs. */
	declare readonly app: pulumi.Output<number>;
	/**
	 * Live values that tags had before this resource managed these tags, keyed by tag name. The output is a secret. Zero
	 * values are omitted. Absent if no values remain.
	 */
	declare readonly adopted: pulumi.Output<TagValues | undefined>;

	/**
	 * Reads all standard tags of an account that the program does not manage. A tag that was never set is returned with
	 * its zero value. `allowType` has no zero value and is `undefined` if it was never set. The program fails if the
	 * account does not exist.
	 */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Profile {
		return new Profile(name, {} as ProfileArgs, { ...options, id: account });
	}

	/**
	 * Declares the profile of an account. A preview reports all invalid inputs of the resource at the same time.
	 *
	 * @throws RunError when a resource option contains a path that is not an input or output of the class
	 */
	constructor(name: string, args: ProfileArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		warnAboutUnknownConfig();
		const registeredOptions = checkOptionPaths("profile", name, options);
		const inputs = {
			...ownProfile({ kind: "Profile", name, options }, checkInputs(name, args)),
			...unmanagedInput(options),
		};
		const outputNames = [...(hasUndeclaredOutputs(options) ? inputNames : []), "app", "adopted"];
		const traces = pauseStackTraces(Profile);
		try {
			const registered = { name, inputs, outputNames, options: registeredOptions, secretOutputs: ["adopted"] };
			super(...registration("profile", registered));
		} catch (error) {
			throw traces.withCallerStack(error);
		} finally {
			traces.resume();
		}
	}
}

/** Names of the optional inputs. Each input is also an output of the same name. */
const inputNames: readonly string[] = [...Object.keys(fields), "custom", "tags", ...Object.keys(policies)];

declareEmptyOutputs(Profile, inputNames);

/**
 * Returns whether a resource can have outputs that its inputs do not declare. This is the case if the resource is only
 * read, or if the option `ignoreChanges` is not empty.
 */
function hasUndeclaredOutputs({ id, urn, ignoreChanges = [] }: pulumi.CustomResourceOptions): boolean {
	return id !== undefined || urn !== undefined || ignoreChanges.length > 0;
}
