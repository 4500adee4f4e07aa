import { configError } from "../../provider/errors/im-error";
import type { SettingSources } from "../../provider/settings/resolve";
import type { StateContents } from "./state";

/** Credentials come by environment, or by the file that a setting names: never from a state itself. */
const KEY_IN_STATE = "tim:secretKey";

/**
 * Where the settings of a provider in a state come from: as for the provider itself, from its inputs (the stack's config, for
 * the default one) and from the environment.
 *
 * Errors: `config`, where an explicit provider is named and the document does not have it.
 */
export function providerSettings(
	provider: string | undefined,
	providers: StateContents["providers"],
	env: SettingSources["env"],
): SettingSources {
	const inputs = provider === undefined ? {} : providers.get(provider);
	if (inputs === undefined && !isDefaultProvider(provider)) {
		throw configError(
			"provider",
			`${nameOf(provider)}: the provider's settings are not in the input; give the state too`,
		);
	}
	const config = (key: string) => (key === KEY_IN_STATE ? undefined : plain(inputs?.[key]));
	return { config, env };
}

/** Whether a provider is the one that resources have which name none: its inputs are the config of the stack. */
export function isDefaultProvider(provider = ""): boolean {
	return /::pulumi:providers:pulumi-nodejs::default(_[\w-]+)?::/.test(provider);
}

function plain(value: unknown): unknown {
	return typeof value === "object" ? undefined : value;
}

function nameOf(provider = ""): string {
	return provider.split("::").at(-2) ?? provider;
}
