import * as pulumi from "@pulumi/pulumi";
import { type AdminForbidType, type AllowType, fields, type Gender } from "../model/fields";
import { type Policies, policies } from "../model/policies";
import type { TagValues } from "../model/types";
import {
	declareEmptyOutputs,
	type PolicyArgs,
	type ProfileAttributeArgs,
	pauseStackTraces,
	registration,
	unmanagedInput,
} from "./inputs";
import { claimProfile } from "./ownership";
import { rejectPlainTextKey } from "./provider";

/** The inputs of a {@link Profile}: the account, and any of the attributes. An attribute that is absent is not managed. */
export type ProfileArgs = {
	/** UserID: 1 to 32 bytes of printable ASCII. The account must exist. A change replaces the resource. */
	readonly account: pulumi.Input<string>;
} & ProfileAttributeArgs &
	PolicyArgs;

/**
 * The profile of one account of Tencent Cloud Chat: a bot, a system account, an admin.
 *
 * It owns the tags that its inputs declare, and no others. A preview compares them with the live profile (`portrait_get`);
 * an update writes those that differ and verifies them. A create adopts the existing profile. A tag that is removed from the
 * program, and a destroyed profile, stay on the service as they are, unless a policy says otherwise.
 *
 * @see REST API, portrait_set: https://cloud.tencent.com/document/product/269/1640
 */
export class Profile extends pulumi.CustomResource {
	/** UserID of the account. */
	declare readonly account: pulumi.Output<string>;
	/** Display name, as last verified as live. */
	declare readonly nick: pulumi.Output<string | undefined>;
	/** Gender, as last verified as live. */
	declare readonly gender: pulumi.Output<Gender | undefined>;
	/** Date of birth as YYYYMMDD, as last verified as live. */
	declare readonly birthDay: pulumi.Output<number | undefined>;
	/** Location, as last verified as live. */
	declare readonly location: pulumi.Output<string | undefined>;
	/** Status text, as last verified as live. */
	declare readonly selfSignature: pulumi.Output<string | undefined>;
	/** Permission to add the account as a friend, as last verified as live. */
	declare readonly allowType: pulumi.Output<AllowType | undefined>;
	/** Language, a number that the app defines, as last verified as live. */
	declare readonly language: pulumi.Output<number | undefined>;
	/** URL of the avatar, as last verified as live. */
	declare readonly image: pulumi.Output<string | undefined>;
	/** Message settings, as last verified as live. */
	declare readonly msgSettings: pulumi.Output<number | undefined>;
	/** Permission of the account to send friend requests, as last verified as live. */
	declare readonly adminForbidType: pulumi.Output<AdminForbidType | undefined>;
	/** Level, a number that the app defines, as last verified as live. */
	declare readonly level: pulumi.Output<number | undefined>;
	/** Role, a number that the app defines, as last verified as live. */
	declare readonly role: pulumi.Output<number | undefined>;
	/** Custom fields by keyword, as last verified as live. */
	declare readonly custom: pulumi.Output<Readonly<Record<string, string>> | undefined>;
	/** Other tags, as last verified as live. */
	declare readonly tags: pulumi.Output<TagValues | undefined>;
	/** The policy for a create when someone else set another value. */
	declare readonly onConflict: pulumi.Output<Policies["onConflict"]>;
	/** The policy for the owned tags when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<Policies["onDelete"]>;
	/** The policy for a tag that is removed from the program. */
	declare readonly onRelease: pulumi.Output<Policies["onRelease"]>;
	/** The app (SDKAppID) of the account. */
	declare readonly app: pulumi.Output<number>;
	/** The values that owned tags had before they came under management. A secret; absent when there are none. */
	declare readonly adopted: pulumi.Output<TagValues | undefined>;

	/**
	 * Reads all standard tags of an account that the program does not manage. A tag that was never set has its zero value;
	 * `allowType`, which has none, is then absent. The program fails when the account does not exist.
	 */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Profile {
		return new Profile(name, {} as ProfileArgs, { ...options, id: account });
	}

	/** Declares the profile of an account. A preview reports all invalid inputs together. */
	constructor(name: string, args: ProfileArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const inputs = {
			...args,
			account: claimProfile({ kind: "Profile", name, options }, args),
			...unmanagedInput(options),
		};
		const outputNames = [...(hasUndeclaredOutputs(options) ? inputNames : []), "app", "adopted"];
		const traces = pauseStackTraces(Profile);
		try {
			super(...registration("profile", { name, inputs, outputNames, options, secretOutputs: ["adopted"] }));
		} catch (error) {
			throw traces.withCallerStack(error);
		} finally {
			traces.resume();
		}
	}
}

/** The optional inputs, which are outputs of the same name. */
const inputNames: readonly string[] = [...Object.keys(fields), "custom", "tags", ...Object.keys(policies)];

declareEmptyOutputs(Profile, inputNames);

/** Returns whether outputs can exist that the inputs do not declare: for a look-up, and with `ignoreChanges`. */
function hasUndeclaredOutputs({ id, urn, ignoreChanges = [] }: pulumi.CustomResourceOptions): boolean {
	return id !== undefined || urn !== undefined || ignoreChanges.length > 0;
}
