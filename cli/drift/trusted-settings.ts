import { resolve } from "node:path";
import { configError, ImError } from "../../provider/errors/im-error";
import { unknownValue } from "../../provider/model/types";
import {
	findCredentialSetting,
	findEndpointSetting,
	findSetting,
	type SettingSources,
	type SettingValue,
} from "../../provider/settings/resolve";
import { EXPLICIT_MARK, findRegion, regions, type Setting, settingsTable } from "../../provider/settings/table";
import { escapeControlCharacters } from "../../provider/util/text";
import { isSameFile } from "../distinct-files";
import { resourceName } from "./messages";
import { isMarked, PREVIEW_MASK } from "./secrets";
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
 * inputs of a default provider are the stack config, even if they contain the mark of an explicit provider. The
 * precedence of the sources is the same as in the provider. The sources throw an {@link UnreadableSetting} for a setting
 * whose value the document does not contain.
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
			`${providerName(provider)}: the settings of this provider are in neither the state nor the preview; pass a complete stack export with --state, or use --stack`,
		);
	}
	const omitted = isDefaultProvider(provider) ? [SECRET_KEY, EXPLICIT_MARK] : [SECRET_KEY];
	return { config: (key) => (omitted.includes(key) ? undefined : readSetting(inputs ?? {}, key)), env };
}

/** The error of a setting that a state or a preview contains, but not as plain text, a number or a boolean. */
class UnreadableSetting extends Error {
	override readonly name = "UnreadableSetting";
	readonly key: string;

	constructor(key: string, problem: string) {
		super(problem);
		this.key = key;
	}
}

/** @throws UnreadableSetting if the value is a secret, masked, unknown, `null` or of the wrong type. */
function readSetting(inputs: Readonly<Record<string, unknown>>, key: string): unknown {
	const value = isMarked(inputs) ? inputs : Object.hasOwn(inputs, key) ? inputs[key] : undefined;
	if (value === unknownValue) throw new UnreadableSetting(key, "is unknown until the next up");
	if (value === PREVIEW_MASK || isMarked(value)) throw new UnreadableSetting(key, "is a secret");
	if (typeof value === "object") throw new UnreadableSetting(key, "has the wrong type");
	return value;
}

/**
 * Checks the settings of a provider before the first call. Returns a line that states the host and the identifier of
 * the calls if the state or the preview selects one of them; otherwise returns `undefined`. Settings that are missing or
 * contradict each other are not an error here.
 *
 * @throws ImError of kind `config` if the state or the preview selects an endpoint, a key file or an environment variable
 * that the user does not allow, or a setting that cannot be read. The message contains the origin, but not the place of
 * the key.
 */
export function describeCalls(
	provider: string | undefined,
	getSources: (provider: string | undefined) => SettingSources,
	trusted: TrustedSettings,
): string | undefined {
	const name = providerName(provider);
	const found = findSettings(provider, getSources);
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
function findSettings(
	provider: string | undefined,
	getSources: (provider: string | undefined) => SettingSources,
): FoundSettings | undefined {
	try {
		const sources = getSources(provider);
		for (const name of otherSettings) findSetting(sources, name);
		return {
			endpoint: findEndpointSetting(sources),
			credential: findCredentialSetting(sources),
			identifier: findSetting(sources, "identifier"),
		};
	} catch (error) {
		if (error instanceof UnreadableSetting) throw describeUnreadable(error, provider);
		if (error instanceof ImError) return undefined;
		throw error;
	}
}

/** The settings that a comparison uses, except those in {@link FoundSettings}. */
const otherSettings = ["sdkAppId", "timeoutMs", "callsPerSecond"] as const;

function describeUnreadable({ key, message }: UnreadableSetting, provider: string | undefined): ImError {
	const { env } = Object.values<Setting>(settingsTable).find(({ config }) => config === key) ?? {};
	const nextStep =
		env !== undefined && isDefaultProvider(provider)
			? `set ${env} in the environment`
			: "declare it in plain text and run pulumi up";
	return configError(key, `${providerName(provider)}: ${key} ${message} in the state or preview; ${nextStep}`);
}

/** Whether the inputs of a provider in the document contain a setting. */
function isFromDocument(found: SettingValue | undefined): found is SettingValue {
	return found?.source === "config";
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
	if (setting === "secretKeyFile" && !isAllowedFile(text, trusted.keyFiles)) {
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

/**
 * Whether a path is one of the allowed paths. A path such as `link/../key` can lead to another file than the path without
 * `..`, if `link` is a link to another folder.
 */
function isAllowedFile(path: string, allowed: readonly string[]): boolean {
	const absolute = resolve(path);
	return allowed.includes(absolute) && isSameFile(path, absolute);
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

function providerName(provider = "default provider"): string {
	const [urn = provider] = provider.split(/::(?=[^:]*$)/);
	return resourceName(urn);
}
