import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../compose-read-only";
import { readProfile } from "../lifecycle/live-profiles";
import type { ProfileAttributes } from "../model/types";
import { type FunctionOptions, type FunctionOutputOptions, invoke, invokeOutput } from "./invoke";

/** The arguments of {@link getProfile}. */
export interface GetProfileArgs {
	/** UserID of the account. */
	readonly account: string;
	/**
	 * The tags to read, in the service's spelling.
	 *
	 * @defaultValue every standard tag
	 */
	readonly tags?: readonly string[] | undefined;
}

/** The arguments of {@link getProfileOutput}. */
export interface GetProfileOutputArgs {
	/** UserID of the account. */
	readonly account: pulumi.Input<string>;
	/**
	 * The tags to read, in the service's spelling.
	 *
	 * @defaultValue every standard tag
	 */
	readonly tags?: pulumi.Input<readonly pulumi.Input<string>[] | undefined>;
}

/** Every attribute, so that an output of the result has an output for each. */
type Attributes = { readonly [Name in keyof ProfileAttributes]-?: ProfileAttributes[Name] | undefined };

/**
 * A live profile, each tag under the name of the input of a `Profile`. A tag that was never set has its zero value.
 * `allowType`, and a tag of unknown type, are then `undefined`, and so is a tag that was not read.
 */
export interface GetProfileResult extends Attributes {
	/** UserID of the account. */
	readonly account: string;
	/** Whether the account exists. If not, every attribute is `undefined`. */
	readonly exists: boolean;
}

/** The arguments of {@link getProfiles}. */
export interface GetProfilesArgs {
	/** UserIDs of the accounts. */
	readonly accounts: readonly string[];
	/**
	 * The tags to read, in the service's spelling.
	 *
	 * @defaultValue every standard tag
	 */
	readonly tags?: readonly string[] | undefined;
}

/** The arguments of {@link getProfilesOutput}. */
export interface GetProfilesOutputArgs {
	/** UserIDs of the accounts. */
	readonly accounts: pulumi.Input<readonly pulumi.Input<string>[]>;
	/**
	 * The tags to read, in the service's spelling.
	 *
	 * @defaultValue every standard tag
	 */
	readonly tags?: pulumi.Input<readonly pulumi.Input<string>[] | undefined>;
}

/** Live profiles. */
export interface GetProfilesResult {
	/** One for each account, in the order of the arguments. */
	readonly profiles: readonly GetProfileResult[];
}

/**
 * Reads the live profile of an account, in previews too. Reads that a program requests together are batched, up to 100 to
 * a call. An account that does not exist is not a failure.
 *
 * @throws RunError when the account cannot be read; the program fails with its message.
 * @see portrait_get: https://cloud.tencent.com/document/product/269/1639
 */
export function getProfile(args: GetProfileArgs, options?: FunctionOptions): Promise<GetProfileResult> {
	return invoke(readOne, args, options);
}

/** The form of {@link getProfile} for outputs. In a preview, the result is unknown while an argument is unknown. */
export function getProfileOutput(
	args: GetProfileOutputArgs,
	options?: FunctionOutputOptions,
): pulumi.Output<GetProfileResult> {
	return invokeOutput(readOne, pulumi.output(args) as pulumi.Output<GetProfileArgs>, options);
}

/**
 * Reads the live profiles of several accounts, in previews too, up to 100 to a call. Accounts that do not exist are not a
 * failure.
 *
 * @throws RunError when one of the accounts cannot be read; the program fails with its message.
 * @see portrait_get: https://cloud.tencent.com/document/product/269/1639
 */
export function getProfiles(args: GetProfilesArgs, options?: FunctionOptions): Promise<GetProfilesResult> {
	return invoke(readMany, args, options);
}

/** The form of {@link getProfiles} for outputs. In a preview, the result is unknown while an argument is unknown. */
export function getProfilesOutput(
	args: GetProfilesOutputArgs,
	options?: FunctionOutputOptions,
): pulumi.Output<GetProfilesResult> {
	return invokeOutput(readMany, pulumi.output(args) as pulumi.Output<GetProfilesArgs>, options);
}

/** The robots of an app. */
export interface GetRobotsResult {
	/** Their UserIDs, sorted. */
	readonly accounts: readonly string[];
}

/**
 * Lists the robots of the app, in previews too.
 *
 * @throws RunError when they cannot be listed; the program fails with its message.
 * @see get_all_robots: https://trtc.io/document/55280
 */
export function getRobots(options?: FunctionOptions): Promise<GetRobotsResult> {
	return invoke(listRobots, {}, options);
}

/** The form of {@link getRobots} that returns an output, and can wait for resources. */
export function getRobotsOutput(options?: FunctionOutputOptions): pulumi.Output<GetRobotsResult> {
	return invokeOutput(listRobots, pulumi.output({}), options);
}

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
