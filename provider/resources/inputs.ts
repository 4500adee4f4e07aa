import * as pulumi from "@pulumi/pulumi";
import type { Policies } from "../model/policies";
import type { ProfileAttributes } from "../model/types";
import { isPlainObject } from "../util";

/** The attributes of a profile as a program gives them: each a value or a promise of one, as Pulumi has it (`Input`). */
export type ProfileAttributeArgs = { readonly [Name in keyof ProfileAttributes]: DeepInput<ProfileAttributes[Name]> };

type DeepInput<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: DeepInput<T[Key]> } : T> | Absent<T>;

type Absent<T> = undefined extends T ? undefined : never;

/** The policies of a profile or a set as a program gives them; see {@link Policies}. */
export type PolicyArgs = { readonly [Name in keyof Policies]: pulumi.Input<NonNullable<Policies[Name]>> | undefined };

/** Goes on at once with what is known, and later with an output or a promise; what is unknown in a preview stays so. */
export function whenKnown(input: unknown, then: (value: unknown) => unknown): unknown {
	const isLater = pulumi.Output.isInstance(input) || input instanceof Promise;
	return isLater ? pulumi.output(input).apply(then) : then(input);
}

/** Whether an input is a map of inputs, and not the output or promise of one. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return isPlainObject(value) && !pulumi.Output.isInstance(value);
}

/**
 * Gives each resource of a class an output of nothing under these names, until it has one of its own.
 *
 * The SDK makes an output for each key that the inputs have, also of one that is undefined, and for each output it takes
 * four stack traces: with a key for every attribute, a thousand profiles cost a program four seconds more.
 */
export function declareEmptyOutputs(resource: { readonly prototype: object }, names: readonly string[]): void {
	const value = pulumi.output(undefined);
	for (const name of names) Object.defineProperty(resource.prototype, name, { value, writable: true });
}

/** Stack traces that are not taken for now. */
export interface PausedStackTraces {
	/** Gives an error that was made meanwhile the trace of who called the resource's own constructor. */
	withCallerStack(error: unknown): unknown;
	/** Takes traces again. */
	resume(): void;
}

/**
 * Pauses the stack traces while the SDK's constructor runs: it takes one of each promise behind an output, some 20 for a
 * profile, to name promises that were never kept. With source maps that is a sixth of the time of a preview of a thousand.
 *
 * The trace that Pulumi puts into the state is not touched, and `PULUMI_DEBUG_PROMISE_LEAKS`, which prints the others, gets them.
 */
export function pauseStackTraces(above: new (...args: never[]) => unknown): PausedStackTraces {
	const limit = Error.stackTraceLimit;
	if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
	const resume = () => {
		Error.stackTraceLimit = limit;
	};
	return {
		withCallerStack(error) {
			resume();
			if (error instanceof Error) Error.captureStackTrace(error, above);
			return error;
		},
		resume,
	};
}
