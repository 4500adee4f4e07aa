import * as pulumi from "@pulumi/pulumi";
import type { ReadOnlyContext } from "../compose-read-only";
import { ImError } from "../errors/im-error";
import { currentMocks } from "../resources/mocks";
import { type Provider, rejectPlainTextKey } from "../resources/provider";
import { createRunError } from "../resources/run-error";
import { EXPLICIT_MARK, type Setting, settingsTable } from "../settings/table";

/** Options of a look-up function, such as `getProfile`. */
export interface FunctionOptions {
	/**
	 * The explicit provider that determines the app from which the function reads.
	 *
	 * @defaultValue the app in the stack configuration or the environment
	 */
	readonly provider?: Provider | undefined;
}

/** Options of a look-up function that returns an output, such as `getProfileOutput`. */
export interface FunctionOutputOptions extends FunctionOptions {
	/** Resources to wait for before the look-up, in addition to the resources that the arguments depend on. */
	readonly dependsOn?: pulumi.Input<pulumi.Input<pulumi.Resource>[]> | undefined;
}

/** A look-up: the token under which a unit test mocks it, and the function that reads from the service. */
export interface Lookup<Args, Result> {
	readonly token: string;
	readonly read: (context: ReadOnlyContext, args: Args) => Promise<Result>;
}

/**
 * Runs a look-up in the process of the Pulumi program. The look-up also runs in previews. Under mocks, their function
 * `call` returns the result.
 *
 * @throws RunError for every expected error. Pulumi shows the message of a `RunError` without a stack trace.
 */
export async function invoke<Args, Result>(
	lookup: Lookup<Args, Result>,
	args: Args,
	options: FunctionOptions = {},
): Promise<Result> {
	const mocks = currentMocks();
	if (mocks !== undefined) return callMocks(mocks, { lookup, args, options });
	return invokeWith(await knownValues(configValues(options)), lookup, args);
}

/**
 * Runs a look-up whose arguments are outputs. The result is a secret if an argument is a secret. In a preview, the
 * result is unknown if an argument is unknown or depends on a resource that does not exist yet.
 */
export function invokeOutput<Args, Result>(
	lookup: Lookup<Args, Result>,
	args: pulumi.Output<Args>,
	options: FunctionOutputOptions = {},
): pulumi.Output<Result> {
	const mocks = currentMocks();
	const dependencies = pulumi.all([
		args,
		configValues(options),
		dependencyIds(args),
		pulumi.output(options.dependsOn).apply(resourceIds),
	]);
	const result = dependencies.apply<unknown>(([known, values]) => {
		if (mocks === undefined) return invokeWith(values, lookup, known as Args);
		return pulumi.output(callMocks(mocks, { lookup, args: known as Args, options })); // the answer may contain secrets
	});
	return result as pulumi.Output<Result>;
}

async function invokeWith<Args, Result>(
	values: ConfigValues,
	lookup: Lookup<Args, Result>,
	args: Args,
): Promise<Result> {
	rejectPlainTextKey();
	try {
		return await lookup.read(readOnlyContext(values), args);
	} catch (error) {
		throw error instanceof ImError ? createRunError(error.message) : error;
	}
}

/** A call of a look-up function under mocks. */
interface MockedCall<Args, Result> {
	readonly lookup: Lookup<Args, Result>;
	readonly args: Args;
	readonly options: FunctionOptions;
}

/**
 * Returns the answer of mocks, unchanged. The mocks are called directly, because the SDK's own `invoke` omits properties
 * that are undefined, and replaces the message of an error that the mocks throw.
 *
 * @throws RunError when the answer is absent or has no property
 */
async function callMocks<Args, Result>(
	mocks: pulumi.runtime.Mocks,
	{ lookup: { token }, args, options }: MockedCall<Args, Result>,
): Promise<Result> {
	const provider = (await pulumi.ProviderResource.register(options.provider)) ?? "";
	const answer: unknown = await mocks.call?.({ token, inputs: args, provider }); // a test in JavaScript may omit call
	if (!isEmpty(answer)) return answer as Result;
	throw createRunError(`${token}: the answer of the mocks is empty; return a result for this token from call`);
}

function isEmpty(answer: unknown): boolean {
	return answer == null || (typeof answer === "object" && Object.keys(answer).length === 0);
}

/**
 * Fraction of the configured rate limit that look-up functions use. Look-up functions run in the process of the Pulumi
 * program. Resources are managed in the provider process, which runs at the same time.
 */
const RATE_SHARE = 1 / 4;

/**
 * Creates the read-only context of the look-up functions. The client is loaded on the first look-up, so that a program
 * without look-ups starts faster.
 */
function readOnlyContext(values: ConfigValues): ReadOnlyContext {
	const { createReadOnlyContext } = require("../compose-read-only") as typeof import("../compose-read-only");
	return createReadOnlyContext({ config: (key) => values[key], env: process.env }, { rateShare: RATE_SHARE });
}

/** Values of settings keyed by config key. */
type ConfigValues = Readonly<Record<string, unknown>>;

const configKeys: readonly string[] = [
	...Object.values<Setting>(settingsTable).flatMap(({ config }) => (config === undefined ? [] : [config])),
	EXPLICIT_MARK,
];

/**
 * Returns the settings of the explicit provider. If there is no explicit provider, returns the settings in the stack
 * configuration.
 */
function configValues({ provider }: FunctionOptions): pulumi.Output<ConfigValues> {
	const read = provider === undefined ? readStackConfig : readProviderArgument(provider);
	const entries = configKeys.map((key) => [key, read(key)] as const);
	return pulumi.output(Object.fromEntries(entries)) as pulumi.Output<unknown> as pulumi.Output<ConfigValues>;
}

function readStackConfig(key: string): unknown {
	const [namespace = "", name = ""] = key.split(":");
	return new pulumi.Config(namespace).get(name);
}

/**
 * Returns a function that reads a provider argument. Pulumi sets each argument as an output property of the provider.
 */
function readProviderArgument(provider: Provider): (key: string) => unknown {
	return (key) => (provider as unknown as ConfigValues)[key];
}

/** Members of an SDK output that the SDK's type declarations omit. test/contract/sdk.test.ts checks them. */
interface OutputInternals<T> {
	promise(): Promise<T>;
	readonly isKnown: Promise<boolean>;
	allResources(): Promise<ReadonlySet<pulumi.Resource>>;
}

async function knownValues(values: pulumi.Output<ConfigValues>): Promise<ConfigValues> {
	const { isKnown } = values as unknown as OutputInternals<ConfigValues>;
	if (await isKnown) return (values as unknown as OutputInternals<ConfigValues>).promise();
	throw createRunError(
		"a setting of the provider is unknown in this preview; use the Output form of the function, such as getProfileOutput",
	);
}

/**
 * Returns the ids of the resources that an output depends on. In a preview, the result is unknown if one of these
 * resources does not exist yet.
 */
function dependencyIds(output: pulumi.Output<unknown>): pulumi.Output<readonly string[]> {
	const resources = (output as unknown as OutputInternals<unknown>).allResources();
	return pulumi.output(resources.then((all) => [...all])).apply(resourceIds);
}

function resourceIds(resources: readonly pulumi.Resource[] = []): pulumi.Output<readonly string[]> {
	return pulumi.output(
		resources.map((resource) => (pulumi.CustomResource.isInstance(resource) ? resource.id : resource.urn)),
	);
}
