import type { dynamic } from "@pulumi/pulumi";
import { nearestName } from "../model/nearest-name";
import { ARGUMENT_PREFIX, argumentNames, describeUnknownArgument } from "../settings/arguments";
import { EXPLICIT_MARK, settingNames } from "../settings/table";

/** The part of the configuration that the type of the SDK does not declare; test/contract/sdk.test.ts reads it. */
interface RawConfig {
	/** All config keys with their values. */
	readonly rawConfig?: Readonly<Record<string, unknown>>;
}

/**
 * Returns a message for each argument of an explicit provider that this version does not accept. Earlier versions
 * stored such arguments in the state, and a refresh or a destroy still reads them. The messages contain no value.
 */
export function describeOldArguments(config: dynamic.Config): readonly string[] {
	const { rawConfig = {} } = config as dynamic.Config & RawConfig;
	if (String(rawConfig[EXPLICIT_MARK]) !== "true") return [];
	return Object.keys(rawConfig)
		.filter((key) => key.startsWith(ARGUMENT_PREFIX) && key !== EXPLICIT_MARK)
		.map((key) => key.slice(ARGUMENT_PREFIX.length))
		.filter((name) => !argumentNames.includes(name))
		.map(
			(name) =>
				`warning: unsupported argument in the state: ${describeUnknownArgument(name, nearestName(name, settingNames))}`,
		);
}
