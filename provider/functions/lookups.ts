import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../compose-read-only";
import { readProfile } from "../lifecycle/live-profiles";
import type { ProfileAttributes } from "../model/types";
import { type FunctionOptions, type FunctionOutputOptions, invoke, invokeOutput, type Lookup } from "./invoke";

/** The arguments of {@link getProfile}. */
export interface GetProfileArgs {
	/** UserID of the account. */
	readonly account: string;
	/**
	 * Names of the tags to read, such as `Tag_Profile_IM_Nick`.
	 *
	 * @defaultValue all standard tags
	 */
	readonly tags?: readonly string[] | undefined;
}

/** The arguments of {@link getProfileOutput}. */
export interface GetProfileOutputArgs {
	/** UserID of the account. */
	readonly account: pulumi.Input<string>;
	/**
	 * Names of the tags to read, such as `Tag_Profile_IM_Nick`.
	 *
	 * @defaultValue all standard tags
	 */
	readonly tags?: pulumi.Input<readonly pulumi.Input<string>[] | undefined>;
}

/**
 * The attributes of a profile as required properties, so that an output of the result has a property for each
 * attribute.
 */
type Attributes = { readonly [Name in keyof ProfileAttributes]-?: ProfileAttributes[Name] | undefined };

/**
 * A live profile. Each attribute has the name of the corresponding input of a `Profile`. A tag that was never set has
 * its zero value; `allowType` and a tag of unknown type are `undefined` in this case. An attribute that was not read is
 * `undefined`.
 */
export interface GetProfileResult extends Attributes {
	/** UserID of the account. */
	readonly account: string;
	/** Whether the account exists. If the account does not exist, all attributes are `undefined`. */
	readonly exists: boolean;
}

/** The arguments of {@link getProfiles}. */
export interface GetProfilesArgs {
	/** UserIDs of the accounts. */
	readonly accounts: readonly string[];
	/**
	 * Names of the tags to read, such as `Tag_Profile_IM_Nick`.
	 *
	 * @defaultValue all standard tags
	 */
	readonly tags?: readonly string[] | undefined;
}

/** The arguments of {@link getProfilesOutput}. */
export interface GetProfilesOutputArgs {
	/** UserIDs of the accounts. */
	readonly accounts: pulumi.Input<readonly pulumi.Input<string>[]>;
	/**
	 * Names of the tags to read, such as `Tag_Profile_IM_Nick`.
	 *
	 * @defaultValue all standard tags
	 */
	readonly tags?: pulumi.Input<readonly pulumi.Input<string>[] | undefined>;
}

/** The result of {@link getProfiles}. */
export interface GetProfilesResult {
	/** One live profile for each account, in the order of the argument `accounts`. */
	readonly profiles: readonly GetProfileResult[];
}

/**
 * Reads the live profile of an account, including in previews. If a program reads several profiles concurrently, the
 * reads are batched, at most 100 accounts in one call. An account that does not exist is not an error; the property
 * `exists` of the result is false.
 *
 * Under the mocks of a unit test, the mocks return the result for the token `tim:index:getProfile`.
 *
 * @throws RunError when the account cannot be read. The program fails with the message of this error.
 * @see portrait_get: https://cloud.tencent.com/document/product/269/1639
 */
export function getProfile(args: GetProfileArgs, options?: FunctionOptions): Promise<GetProfileResult> {
	return invoke(profileLookup, args, options);
}

/**
 * Reads the live profile of an account in the same way as {@link getProfile}, but accepts outputs as arguments and
 * returns an output. In a preview, the result is unknown if an argument is unknown.
 */
export function getProfileOutput(
	args: GetProfileOutputArgs,
	options?: FunctionOutputOptions,
): pulumi.Output<GetProfileResult> {
	return invokeOutput(profileLookup, pulumi.output(args) as pulumi.Output<GetProfileArgs>, options);
}

/**
 * Reads the live profiles of several accounts, including in previews, at most 100 accounts in one call. An account that
 * does not exist is not an error; the property `exists` of its profile is false.
 *
 * Under the mocks of a unit test, the mocks return the result for the token `tim:index:getProfiles`.
 *
 * @throws RunError when one of the accounts cannot be read. The program fails with the message of this error.
 * @see portrait_get: https://cloud.tencent.com/document/product/269/1639
 */
export function getProfiles(args: GetProfilesArgs, options?: FunctionOptions): Promise<GetProfilesResult> {
	return invoke(profilesLookup, args, options);
}

/**
 * Reads the live profiles of several accounts in the same way as {@link getProfiles}, but accepts outputs as arguments
 * and returns an output. In a preview, the result is unknown if an argument is unknown.
 */
export function getProfilesOutput(
	args: GetProfilesOutputArgs,
	options?: FunctionOutputOptions,
): pulumi.Output<GetProfilesResult> {
	return invokeOutput(profilesLookup, pulumi.output(args) as pulumi.Output<GetProfilesArgs>, options);
}

/** The result of {@link getRobots}. */
export interface GetRobotsResult {
	/** UserIDs of all robots of the app, sorted. */
	readonly accounts: readonly string[];
}

/**
 * Returns the UserIDs of all robots of the app, including in previews.
 *
 * Under the mocks of a unit test, the mocks return the result for the token `tim:index:getRobots`.
 *
 * @throws RunError when the robots cannot be read. The program fails with the message of this error.
 * @see get_all_robots: https://trtc.io/document/55280
 */
export function getRobots(options?: FunctionOptions): Promise<GetRobotsResult> {
	return invoke(robotsLookup, {}, options);
}

/**
 * Returns the UserIDs of all robots of the app in the same way as {@link getRobots}, but as an output. With the option
 * `dependsOn`, the look-up waits until the given resources exist.
 */
export function getRobotsOutput(options?: FunctionOutputOptions): pulumi.Output<GetRobotsResult> {
	return invokeOutput(robotsLookup, pulumi.output({}), options);
}

const profileLookup: Lookup<GetProfileArgs, GetProfileResult> = { token: "tim:index:getProfile", read: readOne };

const profilesLookup: Lookup<GetProfilesArgs, GetProfilesResult> = { token: "tim:index:getProfiles", read: readMany };

const robotsLookup: Lookup<object, GetRobotsResult> = { token: "tim:index:getRobots", read: listRobots };

async function readOne(context: ReadOnlyContext, { account, tags }: GetProfileArgs): Promise<GetProfileResult> {
	const attributes = await readProfile(context.live(), account, tags);
	return { account, exists: attributes !== undefined, ...attributes } as GetProfileResult;
}

async function readMany(context: ReadOnlyContext, { accounts, tags }: GetProfilesArgs): Promise<GetProfilesResult> {
	return { profiles: await Promise.all(accounts.map((account) => readOne(context, { account, tags }))) };
}

async function listRobots(context: ReadOnlyContext): Promise<GetRobotsResult> {
	const accounts = await context.accounts().getAllRobots();
	return { accounts: [...accounts].sort() };
}
