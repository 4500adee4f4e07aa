import { resolve } from "node:path";
import { configError, ImError } from "../../provider/errors/im-error";
import {
	findCredentialSetting,
	findEndpointSetting,
	findIdentifierSetting,
	type SettingSources,
	type SettingValue,
} from "../../provider/settings/resolve";
import { findRegion, regions } from "../../provider/settings/table";
import { escapeControlCharacters } from "../../provider/util/text";
import { resourceName } from "./messages";
import type { StateContents } from "./state";

/*
 * The settings of the providers in a state or a preview. A file must not decide where a credential is sent or from where
 * it is read: from a document, only the hosts of the region table are accepted. The user allows all other endpoints, and
 * each key file and environment variable, by name.
 */

/** Settings that the user allows in a state or a preview, in addition to the hosts of the region table. */
export interface TrustedSettings {
	/** Origins of endpoints, such as `https://chat.example.com`. */
	readonly endpoints: readonly string[];
	/** Paths of key files. */
	readonly keyFiles: readonly string[];
	/** Names of environment variables that contain a key. */
	readonly keyVariables: readonly string[];
}

/** Command-line options that allow settings of a state or a preview. */
export interface TrustOptions {
	readonly allowEndpoint?: readonly string[] | undefined;
	readonly allowKeyFile?: readonly string[] | undefined;
	readonly allowKeyEnv?: readonly string[] | undefined;
}

/**
 * Returns the settings that the options and the environment name.
 *
 * @throws Error with a one-line message if an option is not an origin.
 */
export function parseTrustOptions(options: TrustOptions, env: SettingSources["env"]): TrustedSettings {
	const { allowEndpoint = [], allowKeyFile = [], allowKeyEnv = [] } = options;
	const { TIM_ENDPOINT = "", TIM_SECRET_KEY_FILE = "" } = env;
	const invalid = allowEndpoint.find((text) => toOrigin(text) === undefined);
	if (invalid !== undefined) {
		throw new Error("--allow-endpoint: must be an origin such as https://chat.example.com");
	}
	return {
		endpoints: [...allowEndpoint, TIM_ENDPOINT].flatMap((text) => toOrigin(text) ?? []),
		keyFiles: [...allowKeyFile, TIM_SECRET_KEY_FILE].filter(Boolean).map((path) => resolve(path)),
		keyVariables: allowKeyEnv,
	};
}

/**
 * The name of the secret key in the stack config. `drift` reads the secret key from the environment or a file, but
 * never from a state.
 */
const SECRET_KEY = "tim:secretKey";

/**
 * Returns the sources of a provider's settings: the environment, and the inputs of the provider in the state. The
 * inputs of a default provider are the stack config. The precedence of the sources is the same as in the provider.
 *
 * @throws ImError of kind `config` if the state or preview does not contain the inputs of an explicit provider.
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
			`${providerName(provider)}: the settings of this provider are not in the preview; also pass --state or --stack`,
		);
	}
	const own = (key: string) => (Object.hasOwn(inputs ?? {}, key) ? inputs?.[key] : undefined);
	const config = (key: string) => (key === SECRET_KEY ? undefined : plainValue(own(key)));
	return { config, env };
}

/**
 * Checks the settings of a provider before the first call. Returns a line that states the host and the identifier of
 * the calls if the state or the preview selects one of them; otherwise returns `undefined`. Settings that are missing or
 * contradict each other are not an error here.
 *
 * @throws ImError of kind `config` if the state or the preview selects an endpoint, a key file or an environment variable
 * that the user does not allow. The message contains the origin, but not the place of the key.
 */
export function describeCalls(
	provider: string | undefined,
	getSources: (provider: string | undefined) => SettingSources,
	trusted: TrustedSettings,
): string | undefined {
	const name = providerName(provider);
	const found = findSettings(() => getSources(provider));
	if (found === undefined) return undefined;
	const { endpoint, credential, identifier } = found;
	if (endpoint?.name === "endpoint" && isFromDocument(endpoint)) assertTrustedEndpoint(name, endpoint.text, trusted);
	if (credential !== undefined && isFromDocument(credential)) assertTrustedKey(name, credential, trusted);
	const parts = [
		isFromDocument(endpoint) && `host ${toHost(endpoint)}`,
		isFromDocument(identifier) && `identifier ${escapeControlCharacters(identifier.text)}`,
	].filter(Boolean);
	return parts.length === 0 ? undefined : `${name}: the state or preview selects ${parts.join(" and ")}`;
}

interface FoundSettings {
	readonly endpoint: SettingValue | undefined;
	readonly credential: SettingValue | undefined;
	readonly identifier: SettingValue | undefined;
}

/** Returns `undefined` if the settings are missing or contradict each other. The error is reported for each account. */
function findSettings(getSources: () => SettingSources): FoundSettings | undefined {
	try {
		const sources = getSources();
		return {
			endpoint: findEndpointSetting(sources),
			credential: findCredentialSetting(sources),
			identifier: findIdentifierSetting(sources),
		};
	} catch (error) {
		if (error instanceof ImError) return undefined;
		throw error;
	}
}

/** Whether the inputs of a provider contain a setting. The label of a setting from the environment is a `TIM_` variable. */
function isFromDocument(found: SettingValue | undefined): found is SettingValue {
	return found?.label.startsWith("tim:") === true;
}

function assertTrustedEndpoint(name: string, text: string, { endpoints }: TrustedSettings): void {
	const origin = toOrigin(text);
	if (origin === undefined) return; // an invalid endpoint is rejected later, before a call
	const hosts: readonly string[] = Object.values(regions).flatMap(({ host, backupHost }) => [host, backupHost]);
	const isRegionHost = hosts.some((host) => origin === `https://${host}`);
	if (isRegionHost || endpoints.includes(origin)) return;
	throw configError(
		"endpoint",
		`${name}: the state or preview selects the endpoint ${origin}; if calls may be sent there, add --allow-endpoint ${origin}`,
	);
}

function assertTrustedKey(name: string, { name: setting, text }: SettingValue, trusted: TrustedSettings): void {
	if (setting === "secretKeyFile" && !trusted.keyFiles.includes(resolve(text))) {
		throw configError(
			"secretKeyFile",
			`${name}: the state or preview selects a key file; if the file may be read, add --allow-key-file with its path`,
		);
	}
	if (setting === "secretKeyEnv" && !trusted.keyVariables.includes(text)) {
		throw configError(
			"secretKeyEnv",
			`${name}: the state or preview selects an environment variable as the key; if it may be used, add --allow-key-env with its name`,
		);
	}
}

function toHost({ name, text }: SettingValue): string {
	if (name === "endpoint") return toOrigin(text) ?? "(invalid)";
	const region = findRegion(text);
	return region === undefined ? escapeControlCharacters(text) : regions[region].host;
}

function toOrigin(text: string): string | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	return url?.protocol === "https:" || url?.protocol === "http:" ? url.origin : undefined;
}

/** Whether a provider is a default provider. Resources that have no explicit provider use a default provider. */
export function isDefaultProvider(provider = ""): boolean {
	return /::pulumi:providers:pulumi-nodejs::default(_[\w-]+)?::/.test(provider);
}

function plainValue(value: unknown): unknown {
	return typeof value === "object" ? undefined : value;
}

function providerName(provider = "default provider"): string {
	const [urn = provider] = provider.split(/::(?=[^:]*$)/);
	return resourceName(urn);
}
