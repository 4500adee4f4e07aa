import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../connect-read-only";
import { invoke, invokeOutput } from "./run";
import type { FunctionOptions, FunctionOutputOptions } from "./values";

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
