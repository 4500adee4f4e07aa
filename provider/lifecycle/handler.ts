import type { dynamic } from "@pulumi/pulumi";
import { countByCode, type ImError } from "../errors/im-error";
import { MAX_LISTED } from "./messages";

/**
 * Part of a change failed and part of it may have happened: what Pulumi needs to keep a truthful state.
 *
 * Shape: Pulumi shows `reasons` and not the message, and keeps `properties` as the outputs; the next `up` finishes the work.
 */
export interface PartialFailure extends Error {
	readonly id: string;
	readonly reasons: readonly string[];
	readonly properties: object;
}

/** The failure of some tags or accounts, one reason each that starts with the path of the input. */
export function partialFailure(id: string, properties: object, reasons: readonly string[]): PartialFailure {
	return Object.assign(new Error(reasons.join("; ")), { id, properties, reasons });
}

/** Whether a caught value is a partial failure. */
export function isPartialFailure(error: unknown): error is PartialFailure {
	return error instanceof Error && "reasons" in error && "properties" in error;
}

/** What failed: one input of a member, or all of them. */
export interface Failure {
	/** Where the program names it: `nick`, `profiles.desk_002.nick`; empty for the whole of a `Profile`. */
	readonly path: string;
	readonly error: ImError;
}

/** A line for each failure, in their order; of many only the first, then one with the count and the codes of the rest. */
export function toReasons(failures: readonly Failure[]): readonly string[] {
	const words = failures
		.slice(0, MAX_LISTED)
		.map(({ path, error }) => [path, error.message].filter(Boolean).join(": "));
	const rest = failures.slice(MAX_LISTED).map(({ error }) => error);
	return rest.length === 0 ? words : [...words, `and ${rest.length} more failures: ${countByCode(rest)}`];
}

/** The failure of a change that left nothing to keep a state of: the error itself where it speaks of the whole. */
export function toError(failures: readonly Failure[]): Error {
	const [only, ...others] = failures;
	return only?.path === "" && others.length === 0 ? only.error : new Error(toReasons(failures).join("; "));
}

/** The kinds of resource: each is a function of `pulumi-tim/hooks`. */
export type ResourceKind = "account" | "profile" | "profileSet" | "robot";

/** What a kind of resource does at each hook; Pulumi's own bookkeeping is already off the maps it gets. */
export interface ResourceHandler<Inputs extends object, State extends object> {
	check(olds: Partial<Inputs>, news: Readonly<Record<string, unknown>>): dynamic.CheckResult<Inputs>;
	create(inputs: Inputs): Promise<dynamic.CreateResult<State>>;
	diff(id: string, olds: State, news: Inputs): Promise<dynamic.DiffResult>;
	read(id: string, state: Partial<State>): Promise<dynamic.ReadResult<Partial<State>>>;
	update(id: string, olds: State, news: Inputs): Promise<dynamic.UpdateResult<State>>;
	delete(id: string, state: State): Promise<void>;
}
