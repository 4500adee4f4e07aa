import * as pulumi from "@pulumi/pulumi";
import { serializedProvider } from "../dynamic/serialized-provider";
import type { ResourceKind } from "../lifecycle/handler";
import type { Policies } from "../model/policies";
import type { ProfileAttributes } from "../model/types";
import { isPlainObject } from "../util";

/** The attributes of a profile as inputs: each is a value, or an output or a promise of one. */
export type ProfileAttributeArgs = { readonly [Name in keyof ProfileAttributes]: DeepInput<ProfileAttributes[Name]> };

type DeepInput<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: DeepInput<T[Key]> } : T> | Absent<T>;

type Absent<T> = undefined extends T ? undefined : never;

/** The policies of a profile or a set as inputs; see {@link Policies}. */
export type PolicyArgs = { readonly [Name in keyof Policies]: pulumi.Input<NonNullable<Policies[Name]>> | undefined };

/** Calls `then` now with a plain value, or later with the value of an output or a promise. */
export function whenKnown(input: unknown, then: (value: unknown) => unknown): unknown {
	const isDeferred = pulumi.Output.isInstance(input) || input instanceof Promise;
	return isDeferred ? pulumi.output(input).apply(then) : then(input);
}

/** Returns whether an input is a map of inputs, and not an output of one. */
export function isInputMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return isPlainObject(value) && !pulumi.Output.isInstance(value);
}

const typeTokens: Readonly<Record<ResourceKind, string>> = {
	account: "pulumi-nodejs:dynamic/tim:Account",
	profile: "pulumi-nodejs:dynamic/tim:Profile",
	profileSet: "pulumi-nodejs:dynamic/tim:ProfileSet",
	robot: "pulumi-nodejs:dynamic/tim:Robot",
};

/** The parts of a registration that differ between resources. */
export interface RegistrationArgs {
	readonly name: string;
	readonly inputs: pulumi.Inputs;
	/** Outputs that the inputs may not name. The SDK creates an output for each key of the inputs, `undefined` or not. */
	readonly outputNames: readonly string[];
	readonly options: pulumi.CustomResourceOptions;
	/** Outputs to encrypt in the state, besides those of the options. */
	readonly secretOutputs?: readonly string[];
}

/** The arguments of the constructor of `pulumi.CustomResource`. */
type ConstructorArguments = [type: string, name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions];

/**
 * Builds the arguments of `super(…)` for a resource class. A function and not a base class: the SDK stores the stack frame
 * above the resource's own constructor as `sourcePosition`, which must be in the user's program.
 */
export function registration(kind: ResourceKind, args: RegistrationArgs): ConstructorArguments {
	const { name, inputs, outputNames, options, secretOutputs } = args;
	const empty = Object.fromEntries(outputNames.map((output) => [output, undefined]));
	const properties = { ...empty, ...inputs, __provider: serializedProvider(kind) };
	if (secretOutputs === undefined) return [typeTokens[kind], name, properties, options];
	const additionalSecretOutputs = [...(options.additionalSecretOutputs ?? []), ...secretOutputs];
	return [typeTokens[kind], name, properties, { ...options, additionalSecretOutputs }];
}

/**
 * Copies `ignoreChanges` into the hidden input `__unmanaged`, absent when empty. The engine does not pass the option to
 * providers, and a diff against live values would undo what someone else set.
 */
export function unmanagedInput({ ignoreChanges = [] }: pulumi.CustomResourceOptions): object {
	return ignoreChanges.length > 0 ? { __unmanaged: ignoreChanges } : {};
}

/**
 * Gives the resources of a class an output of `undefined` under these names, until they have one of their own.
 *
 * The SDK creates an output for each key of the inputs, and takes four stack traces for each. With a key for every attribute,
 * 1,000 profiles took a program four seconds longer.
 */
export function declareEmptyOutputs(resource: { readonly prototype: object }, names: readonly string[]): void {
	const value = pulumi.output(undefined);
	for (const name of names) Object.defineProperty(resource.prototype, name, { value, writable: true });
}

/** Paused stack traces. */
export interface PausedStackTraces {
	/** Resumes, and gives an error that was created meanwhile the stack of the caller of the resource's constructor. */
	withCallerStack(error: unknown): unknown;
	resume(): void;
}

/**
 * Pauses stack traces while the SDK's constructor runs. The SDK takes one for each promise behind an output, about 20 for a
 * profile, to report promises that never settle; with source maps they take a sixth of the time of a preview of 1,000
 * profiles. The stack trace in the state is not affected. `PULUMI_DEBUG_PROMISE_LEAKS`, which prints the others, disables this.
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
