import { countByCode, type ImError } from "../errors";
import { MAX_LISTED } from "./lines";

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
