import * as pulumi from "@pulumi/pulumi";
import { serializedProvider } from "../dynamic/serialized-provider";
import type { AdminForbidType, AllowType, Gender } from "../model/fields";
import { type Policies, policies } from "../model/policies";
import type { TagValues } from "../model/types";
import type { PolicyArgs, ProfileAttributeArgs } from "./inputs";
import { declareEmptyOutputs, pauseStackTraces } from "./inputs";
import { ownProfile } from "./ownership";
import { rejectPlainTextKey } from "./provider";

/**
 * The inputs of a {@link Profile}: the account, and any of the attributes. An attribute that is not named is left alone.
 *
 * Shape: each is a value or a promise of one, as Pulumi has it (`Input`).
 */
export type ProfileArgs = {
	/** UserID of the account, which must exist. The only input whose change replaces the resource. Limit: 32 bytes. */
	readonly account: pulumi.Input<string>;
} & ProfileAttributeArgs &
	PolicyArgs;

/**
 * The profile of one account of Tencent Cloud Chat: a bot, a system account, an admin.
 *
 * Shape: it owns the tags that its inputs name, and no others. A preview compares them with what `portrait_get` says is
 * live; an update writes those that differ and reads them back. Creating it adopts what is there. A tag dropped from the
 * program, and a destroyed profile, stay on the service as they are, unless a policy says otherwise.
 * Source: REST API, portrait_set, https://cloud.tencent.com/document/product/269/1640
 */
export class Profile extends pulumi.CustomResource {
	/** UserID of the account. */
	declare readonly account: pulumi.Output<string>;
	/** Display name, as last verified live. */
	declare readonly nick: pulumi.Output<string | undefined>;
	/** Gender, as last verified live. */
	declare readonly gender: pulumi.Output<Gender | undefined>;
	/** Date of birth, as YYYYMMDD, as last verified live. */
	declare readonly birthDay: pulumi.Output<number | undefined>;
	/** Place, as last verified live. */
	declare readonly location: pulumi.Output<string | undefined>;
	/** Line of text shown with the profile, as last verified live. */
	declare readonly selfSignature: pulumi.Output<string | undefined>;
	/** Who may add the account as a friend, as last verified live. */
	declare readonly allowType: pulumi.Output<AllowType | undefined>;
	/** Language, a number the app defines, as last verified live. */
	declare readonly language: pulumi.Output<number | undefined>;
	/** URL of the avatar, as last verified live. */
	declare readonly image: pulumi.Output<string | undefined>;
	/** Message settings, as last verified live. */
	declare readonly msgSettings: pulumi.Output<number | undefined>;
	/** Whether the account may send friend requests, as last verified live. */
	declare readonly adminForbidType: pulumi.Output<AdminForbidType | undefined>;
	/** Level, a number the app defines, as last verified live. */
	declare readonly level: pulumi.Output<number | undefined>;
	/** Role, a number the app defines, as last verified live. */
	declare readonly role: pulumi.Output<number | undefined>;
	/** Custom fields by keyword, as last verified live. */
	declare readonly custom: pulumi.Output<Readonly<Record<string, string>> | undefined>;
	/** Other tags, as last verified live. */
	declare readonly tags: pulumi.Output<TagValues | undefined>;
	/** What a creation does where somebody set another value. */
	declare readonly onConflict: pulumi.Output<Policies["onConflict"]>;
	/** What happens to the owned tags when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<Policies["onDelete"]>;
	/** What happens to a tag that the program no longer names. */
	declare readonly onRelease: pulumi.Output<Policies["onRelease"]>;
	/** The app (SDKAppID) that the profile belongs to. */
	declare readonly app: pulumi.Output<number>;
	/** Owned tags that had another value when they came under management, kept as a secret; absent when there were none. */
	declare readonly adopted: pulumi.Output<TagValues | undefined>;

	/**
	 * Reads all standard tags of an account that the program does not manage. A tag never set has its zero value; `allowType`, which has none,
	 * is then absent.
	 *
	 * Errors: the program fails when the account is not in the service.
	 */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Profile {
		return new Profile(name, {} as ProfileArgs, { ...options, id: account });
	}

	/** Declares the profile of an account. Bad inputs are reported in the preview, all at once. */
	constructor(name: string, args: ProfileArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const ignored = options.ignoreChanges ?? [];
		const inputs = {
			...withUndefined([...(hasOutputsBesideInputs(options) ? outputNames : []), "app", "adopted"]),
			...args,
			account: ownProfile({ kind: "Profile", name, options }, args),
			...(ignored.length > 0 && { __unmanaged: ignored }),
			__provider: serializedProvider("profile"),
		};
		const additionalSecretOutputs = [...(options.additionalSecretOutputs ?? []), "adopted"];
		const traces = pauseStackTraces(Profile);
		try {
			super("pulumi-nodejs:dynamic/tim:Profile", name, inputs, { ...options, additionalSecretOutputs });
		} catch (error) {
			throw traces.withCallerStack(error);
		} finally {
			traces.resume();
		}
	}
}

/** The outputs that a profile has where its inputs have them; see {@link hasOutputsBesideInputs}. */
const outputNames: readonly string[] = [
	...["nick", "gender", "birthDay", "location", "selfSignature", "allowType", "language", "image"],
	...["msgSettings", "adminForbidType", "level", "role", "custom", "tags"],
	...Object.keys(policies),
];

declareEmptyOutputs(Profile, outputNames);

/** Whether there can be outputs that the inputs do not name: of a profile that is only looked up, or left in part to others. */
function hasOutputsBesideInputs({ id, urn, ignoreChanges = [] }: pulumi.CustomResourceOptions): boolean {
	return id !== undefined || urn !== undefined || ignoreChanges.length > 0;
}

function withUndefined(names: readonly string[]): Readonly<Record<string, undefined>> {
	return Object.fromEntries(names.map((name) => [name, undefined]));
}
