import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../resources/provider";
import { EXPLICIT_MARK, type Setting, settingsTable } from "../settings-table";

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
