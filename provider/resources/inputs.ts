import * as pulumi from "@pulumi/pulumi";
import { serializedProvider } from "../dynamic/serialized-provider";
import type { ResourceKind } from "../lifecycle/handler";
import type { Policies } from "../model/policies";
import type { ProfileAttributes } from "../model/types";
import { isPlainObject } from "../util";

/** The attributes of a profile as inputs. Each input is a value, a promise or an output. */
export type ProfileAttributeArgs = { readonly [Name in keyof ProfileAttributes]: DeepInput<ProfileAttributes[Name]> };

type DeepInput<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: DeepInput<T[Key]> } : T> | Absent<T>;

type Absent<T> = undefined extends T ? undefined : never;

/** The policies of a `Profile` or a `ProfileSet` as inputs; see {@link Policies}. */
export type PolicyArgs = { readonly [Name in keyof Policies]: pulumi.Input<NonNullable<Policies[Name]>> | undefined };

/** Calls `then` immediately with a plain value, or asynchronously with the value of an output or a promise. */
export function whenKnown(input: unknown, then: (value: unknown) => unknown): unknown {
	const isDeferred = pulumi.Output.isInstance(input) || input instanceof Promise;
	return isDeferred ? pulumi.output(input).apply(then) : then(input);
}

/** Returns whether an input is a map of inputs, not an output. */
export function isInputMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return isPlainObject(value) && !pulumi.Output.isInstance(value);
}

const typeTokens: Readonly<Record<ResourceKind, string>> = {
	account: "pulumi-nodejs:dynamic/tim:Account",
	profile: "pulumi-nodejs:dynamic/tim:Profile",
	profileSet: "pulumi-nodejs:dynamic/tim:ProfileSet",
	robot: "pulumi-nodejs:dynamic/tim:Robot",
};

/** The arguments of {@link registration}. */
export interface RegistrationArgs {
	readonly name: string;
	readonly inputs: pulumi.Inputs;
	/**
	 * Names of outputs that may be missing in the inputs. They are added to the inputs as `undefined`, because the SDK
	 * creates an output for each key of the inputs.
	 */
	readonly outputNames: readonly string[];
	readonly options: pulumi.CustomResourceOptions;
	/** Names of outputs that are encrypted in the state, in addition to `additionalSecretOutputs` of the options. */
	readonly secretOutputs?: readonly string[];
}

/** The arguments of the constructor of `pulumi.CustomResource`. */
type ConstructorArguments = [type: string, name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions];

/**
 * Builds the arguments of `super(…)` for a resource class. This is a function, not a base class, because the SDK stores
 * the stack frame above the constructor of the resource as `sourcePosition`. This frame must be in the user's program.
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
 * Copies the option `ignoreChanges` to the hidden input `__unmanaged`, which is absent when the list is empty. The
 * engine does not pass the option to providers; without the copy, an update would overwrite live values that the
 * program ignores.
 */
export function unmanagedInput({ ignoreChanges = [] }: pulumi.CustomResourceOptions): object {
	return ignoreChanges.length > 0 ? { __unmanaged: ignoreChanges } : {};
}

/**
 * Defines properties on a resource class whose value is an output of `undefined`. An output that the SDK creates for an
 * instance replaces the property.
 *
 * The alternative would be an input of `undefined` for each attribute. The SDK creates an output for each key of the
 * inputs and captures four stack traces for each output, which made a program with 1,000 profiles four seconds slower.
 */
export function declareEmptyOutputs(resource: { readonly prototype: object }, names: readonly string[]): void {
	const value = pulumi.output(undefined);
	for (const name of names) Object.defineProperty(resource.prototype, name, { value, writable: true });
}

/** Handle that ends a pause of stack traces. */
export interface PausedStackTraces {
	/**
	 * Resumes stack traces, and captures a stack trace for an error that was created during the pause. The trace starts
	 * at the code that called the resource's constructor.
	 */
	withCallerStack(error: unknown): unknown;
	resume(): void;
}

/**
 * Disables stack traces while the SDK's constructor runs. The SDK captures a stack trace for each promise of an output,
 * about 20 for a profile, to report promises that never settle. With source maps, these stack traces took a sixth of
 * the time of a preview of 1,000 profiles. The stack trace that Pulumi stores in the state is not affected. If
 * `PULUMI_DEBUG_PROMISE_LEAKS` is set, stack traces stay enabled, because the SDK prints them.
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
