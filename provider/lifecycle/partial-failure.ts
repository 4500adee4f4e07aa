import type { OwnedTag } from "../profile/owned";
import type { Refusals } from "./write";

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

/** The failure of some tags of one account, one reason a tag, each starting with the path of its input. */
export function partialFailure(id: string, properties: object, reasons: readonly string[]): PartialFailure {
	return Object.assign(new Error(reasons.join("; ")), { id, properties, reasons });
}

/** Whether a caught value is a partial failure. */
export function isPartialFailure(error: unknown): error is PartialFailure {
	return error instanceof Error && "reasons" in error && "properties" in error;
}

/** A line for each tag that failed, in the order of the inputs. */
export function reasonsOf(owned: readonly OwnedTag[], failed: Refusals): readonly string[] {
	return owned.flatMap(({ path, tag }) => {
		const error = failed.get(tag);
		return error === undefined ? [] : [`${path}: ${error.message}`];
	});
}
