import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../compose-read-only";
import { ImError } from "../errors/im-error";
import { type Provider, rejectPlainTextKey } from "../resources/provider";
import { EXPLICIT_MARK, type Setting, settingsTable } from "../settings/table";

/** What a function takes beside its arguments. */
export interface FunctionOptions {
	/** The app to read: that of this provider. @default the app of stack config and environment */
	readonly provider?: Provider | undefined;
}

/** What the `…Output` form of a function takes beside its arguments. */
export interface FunctionOutputOptions extends FunctionOptions {
	/** Resources to wait for, beside those that the arguments come from. */
	readonly dependsOn?: pulumi.Input<pulumi.Input<pulumi.Resource>[]> | undefined;
}

/** Settings by their config keys. */
export type ConfigValues = Readonly<Record<string, unknown>>;

const configKeys: readonly string[] = [
	...Object.values<Setting>(settingsTable).flatMap(({ config }) => (config === undefined ? [] : [config])),
	EXPLICIT_MARK,
];

/** The settings of a provider, or of the stack, as the hooks of a resource get them. */
export function configValues({ provider }: FunctionOptions): pulumi.Output<ConfigValues> {
	const look = provider === undefined ? valueOfStack : valueOfProvider(provider);
	const entries = configKeys.map((key) => [key, look(key)] as const);
	return pulumi.output(Object.fromEntries(entries)) as pulumi.Output<unknown> as pulumi.Output<ConfigValues>;
}

function valueOfStack(key: string): unknown {
	const [namespace = "", name = ""] = key.split(":");
	return new pulumi.Config(namespace).get(name);
}

/** Pulumi makes an output of each argument of a provider. */
function valueOfProvider(provider: Provider): (key: string) => unknown {
	return (key) => (provider as unknown as ConfigValues)[key];
}

/** The share of the rate that functions take: they run beside the hooks, which have all of it. */
const RATE_SHARE = 1 / 4;

/** What a function does with the reading half of the client. */
export type Lookup<Args, Result> = (service: ReadOnlyContext, args: Args) => Promise<Result>;

/**
 * Runs a function in the program's process, in a preview too.
 *
 * Errors: a `RunError`, of which Pulumi shows the message and no stack, for every failure of ours.
 */
export async function invoke<Args, Result>(
	work: Lookup<Args, Result>,
	args: Args,
	options: FunctionOptions = {},
): Promise<Result> {
	return invokeWith(await knownValues(configValues(options)), work, args);
}

/**
 * The same for arguments that are outputs. The result is secret where an argument is, and not known in a preview where an
 * argument is not, or comes from a resource that is still to be made.
 */
export function invokeOutput<Args, Result>(
	work: Lookup<Args, Result>,
	args: pulumi.Output<Args>,
	options: FunctionOutputOptions = {},
): pulumi.Output<Result> {
	const needed = pulumi.all([
		args,
		configValues(options),
		dependencyIds(args),
		pulumi.output(options.dependsOn).apply(resourceIds),
	]);
	return needed.apply(([known, values]) => invokeWith(values, work, known as Args)) as pulumi.Output<Result>;
}

async function invokeWith<Args, Result>(values: ConfigValues, work: Lookup<Args, Result>, args: Args): Promise<Result> {
	rejectPlainTextKey();
	try {
		return await work(readOnlyContext(values), args);
	} catch (error) {
		throw error instanceof ImError ? new pulumi.RunError(error.message) : error;
	}
}

function readOnlyContext(values: ConfigValues): ReadOnlyContext {
	const { createReadOnlyContext } = require("../compose-read-only") as typeof import("../compose-read-only");
	return createReadOnlyContext({ config: (key) => values[key], env: process.env }, { rateShare: RATE_SHARE });
}

/** What the SDK's outputs have beside their types; a contract test holds the two together. */
interface OutputInternals<T> {
	promise(): Promise<T>;
	readonly isKnown: Promise<boolean>;
	allResources(): Promise<ReadonlySet<pulumi.Resource>>;
}

async function knownValues(values: pulumi.Output<ConfigValues>): Promise<ConfigValues> {
	const { isKnown } = values as unknown as OutputInternals<ConfigValues>;
	if (await isKnown) return (values as unknown as OutputInternals<ConfigValues>).promise();
	throw new pulumi.RunError("the settings of the provider are not known yet; use the Output form of the function");
}

/** The ids of the resources that an output comes from: not known in a preview where one is still to be made. */
function dependencyIds(output: pulumi.Output<unknown>): pulumi.Output<readonly string[]> {
	const resources = (output as unknown as OutputInternals<unknown>).allResources();
	return pulumi.output(resources.then((all) => [...all])).apply(resourceIds);
}

function resourceIds(resources: readonly pulumi.Resource[] = []): pulumi.Output<readonly string[]> {
	return pulumi.output(
		resources.map((resource) => (pulumi.CustomResource.isInstance(resource) ? resource.id : resource.urn)),
	);
}
