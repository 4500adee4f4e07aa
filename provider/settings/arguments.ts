import { escapeControlCharacters } from "../util/text";
import { configKeys, type SettingName } from "./table";

/** Prefix of the config keys under which Pulumi stores the arguments of a `Provider`. */
export const ARGUMENT_PREFIX = "tim:";

/** Settings that contain a credential itself. They are not arguments of a `Provider`, because states contain arguments. */
const credentials: readonly SettingName[] = ["secretKey", "userSig"];

/** Names of the arguments of a `Provider`: all settings with a config key, except a credential itself. */
export const argumentNames: readonly string[] = configKeys
	.map((key) => key.slice(ARGUMENT_PREFIX.length))
	.filter((name) => !credentials.some((credential) => credential === name));

/**
 * Describes an argument that a `Provider` does not have. `nearest` is the setting with the most similar name, or
 * undefined if no name is similar. The description does not contain the value of the argument.
 */
export function describeUnknownArgument(name: string, nearest: SettingName | undefined): string {
	const problem = `"${escapeControlCharacters(name)}" is not an argument of tim.Provider`;
	if (nearest === undefined) return `${problem}; see docs/configuration.md`;
	if (!credentials.includes(nearest)) return `${problem}; did you mean "${nearest}"?`;
	return `${problem}, because Pulumi would store the credential in the state; use "secretKeyFile" or "secretKeyEnv"`;
}
