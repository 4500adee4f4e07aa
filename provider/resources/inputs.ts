import * as pulumi from "@pulumi/pulumi";
import { serializedProvider } from "../dynamic/serialized-provider";
import type { ResourceKind } from "../lifecycle/handler";
import type { Policies } from "../model/policies";
import type { ProfileAttributes } from "../model/types";
import { isPlainObject } from "../util/core";
import { requireHooks } from "./hooks-check";
import { createRunError } from "./run-error";

/** The attributes of a profile as inputs of a resource. Each input is a plain value, a promise or an output. */
export type ProfileAttributeArgs = { readonly [Name in keyof ProfileAttributes]: DeepInput<ProfileAttributes[Name]> };

type DeepInput<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: DeepInput<T[Key]> } : T> | Absent<T>;

type Absent<T> = undefined extends T ? undefined : never;

/** The policies of a `Profile` or a `ProfileSet` as inputs; see {@link Policies}. */
export type PolicyArgs = { readonly [Name in keyof Policies]: pulumi.Input<NonNullable<Policies[Name]>> | undefined };

/**
 * Calls `then` with the value of an input: immediately for a plain value, asynchronously for an output or a promise.
 */
export function whenKnown(input: unknown, then: (value: unknown) => unknown): unknown {
	const isDeferred = pulumi.Output.isInstance(input) || input instanceof Promise;
	return isDeferred ? pulumi.output(input).apply(then) : then(input);
}

/** A map whose values are inputs: plain values, promises or outputs. */
export type InputMap = Readonly<Record<string, unknown>>;

/** Returns whether a value is an object whose properties are inputs. An output does not count as such an object. */
export function isInputMap(value: unknown): value is InputMap {
	return isPlainObject(value) && !pulumi.Output.isInstance(value);
}

/**
 * Calls `map` with each input in a map or a list of inputs. Returns a copy with the results, or the object itself if each
 * result is the input.
 */
export function mapInputs(inputs: object, map: (input: unknown, key: string) => unknown): object {
	let isChanged = false;
	const entries = Object.entries(inputs).map(([key, input]) => {
		const mapped = map(input, key);
		isChanged ||= !Object.is(mapped, input);
		return [key, mapped] as const;
	});
	if (!isChanged) return inputs;
	const copy = Object.fromEntries(entries);
	return Array.isArray(inputs) ? Object.assign([], copy) : copy;
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
	 * Names of outputs. The inputs need not contain a property for each of these outputs. Each missing property is added
	 * to the inputs with the value `undefined`, because the SDK creates an output for each property of the inputs.
	 */
	readonly outputNames: readonly string[];
	readonly options: pulumi.CustomResourceOptions;
	/**
	 * Names of outputs that are encrypted in the state, in addition to the outputs in the resource option
	 * `additionalSecretOutputs`.
	 */
	readonly secretOutputs?: readonly string[];
}

/** The arguments of the constructor of `pulumi.CustomResource`. */
type ConstructorArguments = [type: string, name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions];

/**
 * Builds the arguments that the constructor of a resource class passes to `super(…)`. This is a function, not a common
 * base class, because the SDK stores the position from which the resource class was constructed as `sourcePosition`.
 * With a common base class, this position would be in this package and not in the user's program.
 *
 * @throws RunError when the engine cannot load this package, or when the resource option `import` is set. Pulumi shows
 * the message of a `RunError` without a stack trace.
 */
export function registration(kind: ResourceKind, args: RegistrationArgs): ConstructorArguments {
	const { name, inputs, outputNames, options, secretOutputs } = args;
	requireHooks();
	rejectImport(name, options);
	warnAboutSecretAccount(name, inputs.account, options);
	const empty = Object.fromEntries(outputNames.map((output) => [output, undefined]));
	const properties = { ...empty, ...inputs, __provider: serializedProvider(kind) };
	if (secretOutputs === undefined) return [typeTokens[kind], name, properties, options];
	const additionalSecretOutputs = [...(options.additionalSecretOutputs ?? []), ...secretOutputs];
	return [typeTokens[kind], name, properties, { ...options, additionalSecretOutputs }];
}

/** Rejects the option `import`, with which the SDK's provider for dynamic resources fails. */
function rejectImport(name: string, options: pulumi.CustomResourceOptions): void {
	if (!options.import) return;
	throw createRunError(
		`${name}: the resource option import is not supported; remove it, since creation adopts the existing object`,
	);
}

/**
 * Logs a warning if the account ID is a secret. It is also the ID of the resource, which Pulumi stores and prints in plain
 * text.
 */
function warnAboutSecretAccount(name: string, account: unknown, options: pulumi.CustomResourceOptions): void {
	const isSecretOutput = options.additionalSecretOutputs?.includes("account") === true;
	const isSecretInput = pulumi.Output.isInstance(account) ? pulumi.isSecret(account) : Promise.resolve(false);
	const warn = (isSecret: boolean) => {
		if (!isSecret && !isSecretOutput) return;
		void pulumi.log.warn(
			`${name}: account: the secret is also the ID of the resource, which Pulumi stores in plain text; use an account ID that is not confidential`,
		);
	};
	isSecretInput.then(warn).catch(() => {}); // Pulumi reports a failed output
}

/**
 * Returns the hidden input `__unmanaged`, which is a copy of the resource option `ignoreChanges`, or an empty object if
 * the option is empty. The engine does not pass the option to providers. Without the copy, an update would overwrite
 * live values that the option protects.
 */
export function unmanagedInput({ ignoreChanges = [] }: pulumi.CustomResourceOptions): object {
	return ignoreChanges.length > 0 ? { __unmanaged: ignoreChanges } : {};
}

/**
 * Defines properties on the prototype of a resource class. The value of each property is an output of `undefined`. If
 * the SDK creates an output with the same name for an instance, the instance has that output instead.
 *
 * The alternative, an input of `undefined` for each attribute, is slow: the SDK creates an output for each property of
 * the inputs and captures four stack traces for each output. This made a program with 1,000 profiles four seconds
 * slower.
 */
export function declareEmptyOutputs(resource: { readonly prototype: object }, names: readonly string[]): void {
	const value = pulumi.output(undefined);
	for (const name of names) Object.defineProperty(resource.prototype, name, { value, writable: true });
}

/** Methods that enable stack traces again after {@link pauseStackTraces} disabled them. */
export interface PausedStackTraces {
	/**
	 * Enables stack traces again, adds a stack trace to an error that was created while they were disabled, and returns
	 * the error. The stack trace starts at the code that called the constructor of the resource. An error without a
	 * stack, such as one of `createRunError`, is returned unchanged.
	 */
	withCallerStack(error: unknown): unknown;
	resume(): void;
}

/**
 * Disables stack traces until one of the returned methods enables them again. They are disabled while the constructor
 * of the SDK runs. To report promises that never settle, the SDK captures a stack trace for each promise of an output,
 * about 20 for each profile. With source maps, capturing these stack traces took one sixth of the time of a preview
 * with 1,000 profiles. The stack trace that Pulumi stores in the state is not affected. If the environment variable
 * `PULUMI_DEBUG_PROMISE_LEAKS` is set, stack traces stay enabled, because the SDK then prints them.
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
			if (error instanceof Error && error.stack !== undefined) Error.captureStackTrace(error, above);
			return error;
		},
		resume,
	};
}
