import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../compose-read-only";
import { ImError } from "../errors/im-error";
import { type Provider, rejectPlainTextKey } from "../resources/provider";
import { EXPLICIT_MARK, type Setting, settingsTable } from "../settings/table";

/** Options of a function. */
export interface FunctionOptions {
	/**
	 * The provider of the app to read.
	 *
	 * @defaultValue the app of stack config and environment
	 */
	readonly provider?: Provider | undefined;
}

/** Options of the `…Output` form of a function. */
export interface FunctionOutputOptions extends FunctionOptions {
	/** Resources to wait for, besides those of the arguments. */
	readonly dependsOn?: pulumi.Input<pulumi.Input<pulumi.Resource>[]> | undefined;
}

/** A read of the service. */
export type Lookup<Args, Result> = (context: ReadOnlyContext, args: Args) => Promise<Result>;

/**
 * Runs a look-up in the program's process, in previews too.
 *
 * @throws RunError for every expected failure; Pulumi shows its message without a stack.
 */
export async function invoke<Args, Result>(
	lookup: Lookup<Args, Result>,
	args: Args,
	options: FunctionOptions = {},
): Promise<Result> {
	return invokeWith(await knownValues(configValues(options)), lookup, args);
}

/**
 * Runs a look-up on outputs. The result is a secret if an argument is. In a preview it is unknown if an argument is unknown
 * or comes from a resource that will be created.
 */
export function invokeOutput<Args, Result>(
	lookup: Lookup<Args, Result>,
	args: pulumi.Output<Args>,
	options: FunctionOutputOptions = {},
): pulumi.Output<Result> {
	const dependencies = pulumi.all([
		args,
		configValues(options),
		dependencyIds(args),
		pulumi.output(options.dependsOn).apply(resourceIds),
	]);
	return dependencies.apply(([known, values]) => invokeWith(values, lookup, known as Args)) as pulumi.Output<Result>;
}

async function invokeWith<Args, Result>(
	values: ConfigValues,
	lookup: Lookup<Args, Result>,
	args: Args,
): Promise<Result> {
	rejectPlainTextKey();
	try {
		return await lookup(readOnlyContext(values), args);
	} catch (error) {
		throw error instanceof ImError ? new pulumi.RunError(error.message) : error;
	}
}

/** The share of the rate limit for functions, which run in another process than the resources. */
const RATE_SHARE = 1 / 4;

/** Loads the client on the first look-up, so that a program without one starts faster. */
function readOnlyContext(values: ConfigValues): ReadOnlyContext {
	const { createReadOnlyContext } = require("../compose-read-only") as typeof import("../compose-read-only");
	return createReadOnlyContext({ config: (key) => values[key], env: process.env }, { rateShare: RATE_SHARE });
}

/** Settings by config key. */
type ConfigValues = Readonly<Record<string, unknown>>;

const configKeys: readonly string[] = [
	...Object.values<Setting>(settingsTable).flatMap(({ config }) => (config === undefined ? [] : [config])),
	EXPLICIT_MARK,
];

/** Returns the settings of the provider, or of the stack, as the hooks of a resource get them. */
function configValues({ provider }: FunctionOptions): pulumi.Output<ConfigValues> {
	const read = provider === undefined ? readStackConfig : readProviderArgument(provider);
	const entries = configKeys.map((key) => [key, read(key)] as const);
	return pulumi.output(Object.fromEntries(entries)) as pulumi.Output<unknown> as pulumi.Output<ConfigValues>;
}

function readStackConfig(key: string): unknown {
	const [namespace = "", name = ""] = key.split(":");
	return new pulumi.Config(namespace).get(name);
}

/** Pulumi creates an output for each argument of a provider. */
function readProviderArgument(provider: Provider): (key: string) => unknown {
	return (key) => (provider as unknown as ConfigValues)[key];
}

/** Members of the SDK's outputs that its types omit; a contract test checks them. */
interface OutputInternals<T> {
	promise(): Promise<T>;
	readonly isKnown: Promise<boolean>;
	allResources(): Promise<ReadonlySet<pulumi.Resource>>;
}

async function knownValues(values: pulumi.Output<ConfigValues>): Promise<ConfigValues> {
	const { isKnown } = values as unknown as OutputInternals<ConfigValues>;
	if (await isKnown) return (values as unknown as OutputInternals<ConfigValues>).promise();
	throw new pulumi.RunError(
		"the settings of the provider are unknown in this preview; use the Output form of the function",
	);
}

/** Returns the ids of the resources of an output; unknown in a preview while one of them does not exist. */
function dependencyIds(output: pulumi.Output<unknown>): pulumi.Output<readonly string[]> {
	const resources = (output as unknown as OutputInternals<unknown>).allResources();
	return pulumi.output(resources.then((all) => [...all])).apply(resourceIds);
}

function resourceIds(resources: readonly pulumi.Resource[] = []): pulumi.Output<readonly string[]> {
	return pulumi.output(
		resources.map((resource) => (pulumi.CustomResource.isInstance(resource) ? resource.id : resource.urn)),
	);
}
