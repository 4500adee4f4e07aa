import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../compose-read-only";
import { readProfile } from "../lifecycle/live-profiles";
import type { ProfileAttributes } from "../model/types";
import { type FunctionOptions, type FunctionOutputOptions, invoke, invokeOutput } from "./invoke";

/** The arguments of {@link getProfile}. */
export interface GetProfileArgs {
	/** UserID of the account. */
	readonly account: string;
	/** The tags to read, spelled as on the wire. @default every standard tag */
	readonly tags?: readonly string[] | undefined;
}

/** The arguments of {@link getProfileOutput}. */
export interface GetProfileOutputArgs {
	/** UserID of the account. */
	readonly account: pulumi.Input<string>;
	/** The tags to read, spelled as on the wire. @default every standard tag */
	readonly tags?: pulumi.Input<readonly pulumi.Input<string>[] | undefined>;
}

/** Each attribute by its name, so that an output of the result has an output for each. */
type Attributes = { readonly [Name in keyof ProfileAttributes]-?: ProfileAttributes[Name] | undefined };

/**
 * A profile as it is live.
 *
 * Shape: a tag under the name that an input of `Profile` has for it. A tag never set has its zero value; `allowType`, and a
 * tag whose type no table says, are then `undefined`, and so is every tag that was not read.
 */
export interface GetProfileResult extends Attributes {
	/** UserID of the account. */
	readonly account: string;
	/** Whether the account is in the service; where it is not, nothing else is there. */
	readonly exists: boolean;
}

/** The arguments of {@link getProfiles}. */
export interface GetProfilesArgs {
	/** UserIDs of the accounts. */
	readonly accounts: readonly string[];
	/** The tags to read, spelled as on the wire. @default every standard tag */
	readonly tags?: readonly string[] | undefined;
}

/** The arguments of {@link getProfilesOutput}. */
export interface GetProfilesOutputArgs {
	/** UserIDs of the accounts. */
	readonly accounts: pulumi.Input<readonly pulumi.Input<string>[]>;
	/** The tags to read, spelled as on the wire. @default every standard tag */
	readonly tags?: pulumi.Input<readonly pulumi.Input<string>[] | undefined>;
}

/** Profiles as they are live. */
export interface GetProfilesResult {
	/** One for each account, in their order. */
	readonly profiles: readonly GetProfileResult[];
}

/**
 * Reads the profile of an account, in previews too. Reads that a program asks for together go out in calls of up to 100.
 *
 * Errors: the program fails with one line when the account cannot be read; one that is not in the service is no failure.
 * Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
 */
export function getProfile(args: GetProfileArgs, options?: FunctionOptions): Promise<GetProfileResult> {
	return invoke(readOne, args, options);
}

/** The same as {@link getProfile} for arguments that are outputs. It is not known in a preview until they are. */
export function getProfileOutput(
	args: GetProfileOutputArgs,
	options?: FunctionOutputOptions,
): pulumi.Output<GetProfileResult> {
	return invokeOutput(readOne, pulumi.output(args) as pulumi.Output<GetProfileArgs>, options);
}

/**
 * Reads the profiles of several accounts, in previews too, in calls of up to 100.
 *
 * Errors: the program fails with one line when one of them cannot be read; those that are not in the service are no failure.
 * Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
 */
export function getProfiles(args: GetProfilesArgs, options?: FunctionOptions): Promise<GetProfilesResult> {
	return invoke(readMany, args, options);
}

/** The same as {@link getProfiles} for arguments that are outputs. It is not known in a preview until they are. */
export function getProfilesOutput(
	args: GetProfilesOutputArgs,
	options?: FunctionOutputOptions,
): pulumi.Output<GetProfilesResult> {
	return invokeOutput(readMany, pulumi.output(args) as pulumi.Output<GetProfilesArgs>, options);
}

async function readOne(service: ReadOnlyContext, { account, tags }: GetProfileArgs): Promise<GetProfileResult> {
	const attributes = await readProfile(service.live(), account, tags);
	return { account, exists: attributes !== undefined, ...attributes } as GetProfileResult;
}

async function readMany(service: ReadOnlyContext, { accounts, tags }: GetProfilesArgs): Promise<GetProfilesResult> {
	return { profiles: await Promise.all(accounts.map((account) => readOne(service, { account, tags }))) };
}

/** The robots of an app. */
export interface GetRobotsResult {
	/** Their UserIDs, sorted. */
	readonly accounts: readonly string[];
}

/**
 * Lists the robots of the app, in previews too.
 *
 * Errors: the program fails with one line when they cannot be listed.
 * Source: get_all_robots, https://trtc.io/document/55280
 */
export function getRobots(options?: FunctionOptions): Promise<GetRobotsResult> {
	return invoke(list, {}, options);
}

/** The same as {@link getRobots} as an output, which can wait for resources. */
export function getRobotsOutput(options?: FunctionOutputOptions): pulumi.Output<GetRobotsResult> {
	return invokeOutput(list, pulumi.output({}), options);
}

async function list(service: ReadOnlyContext): Promise<GetRobotsResult> {
	const accounts = await service.accounts().getAllRobots();
	return { accounts: [...accounts].sort() };
}
