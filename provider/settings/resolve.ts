import { isIPv4 } from "node:net";
import { type ConfigError, configError, missingSettingError } from "../errors/im-error";
import { parseIntegerInRange } from "../util/text";
import { findKeyMistake } from "./key-text";
import {
	EXPLICIT_MARK,
	findRegion,
	integerSettings,
	type Region,
	regions,
	type Setting,
	type SettingName,
	settingsTable,
} from "./table";

/** Sources from which the settings of one provider are read. */
export interface SettingSources {
	/**
	 * Returns the value of a config key such as `tim:sdkAppId`: a string from the stack configuration, or a typed value
	 * from the arguments of an explicit provider. Absent in commands that run without Pulumi; in this case, settings are
	 * read only from the environment.
	 */
	readonly config?: (key: string) => unknown;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Values with which a diff compares the new inputs. `live`: Pulumi's state and the live profiles on the service.
 * `state`: only Pulumi's state.
 */
export type Compare = "live" | "state";

/**
 * The credential that authenticates calls: the secret key of the app, a file that contains the secret key, or a fixed
 * UserSig.
 */
export type Credential =
	| { readonly kind: "key"; readonly secretKey: string }
	| { readonly kind: "file"; readonly path: string; readonly label: string }
	| { readonly kind: "userSig"; readonly userSig: string };

/** The settings of a connection to one app, after they were resolved from all sources. */
export interface Settings extends Endpoint {
	readonly sdkAppId: number;
	readonly identifier: string;
	readonly credential: Credential;
	readonly timeoutMs: number;
	readonly callsPerSecond: number;
}

interface Endpoint {
	/** Origin of the REST API. */
	readonly endpoint: string;
	/** Origin of the backup host of the region. Absent if the endpoint was configured directly. */
	readonly backupEndpoint?: string;
	/** Region that determines the endpoint. Absent if the endpoint was configured directly. */
	readonly region?: Region;
	/** Whether the endpoint is a loopback address. Plain HTTP is allowed only for loopback addresses. */
	readonly loopback: boolean;
}

/**
 * Resolves the settings of a connection. Environment variables take precedence over the stack configuration. For an
 * explicit provider, the arguments of the provider take precedence over environment variables, and the app, identifier,
 * region, endpoint and credential are never read from the `TIM_…` environment variables.
 *
 * @throws {@link ImError} `config` for the first setting that is missing or invalid. The message contains the name of
 * the setting, never its value.
 */
export function resolveSettings(sources: SettingSources): Settings {
	return {
		...resolveEndpoint(sources),
		sdkAppId: resolveApp(sources) ?? missing(sources, "sdkAppId"),
		identifier: findSetting(sources, "identifier")?.text ?? "administrator",
		credential: resolveCredential(sources),
		timeoutMs: findInteger(sources, "timeoutMs") ?? integerSettings.timeoutMs.default,
		callsPerSecond: findInteger(sources, "callsPerSecond") ?? integerSettings.callsPerSecond.default,
	};
}

/**
 * Resolves only the setting `sdkAppId`. Returns `undefined` if the setting is absent.
 *
 * @throws {@link ImError} `config` when the setting is invalid
 */
export function resolveApp(sources: SettingSources): number | undefined {
	return findInteger(sources, "sdkAppId");
}

/**
 * Resolves only the setting `compare`.
 *
 * @throws {@link ImError} `config` when the setting is neither `live` nor `state`
 */
export function resolveCompare(sources: SettingSources): Compare {
	const found = findSetting(sources, "compare");
	if (found === undefined) return "live";
	if (found.text === "live" || found.text === "state") return found.text;
	throw invalid(found, "must be live or state");
}

/**
 * Resolves only the setting `allowAccountDeletion`.
 *
 * @throws {@link ImError} `config` when the setting is neither `true` nor `false`
 */
export function resolveAllowAccountDeletion(sources: SettingSources): boolean {
	const found = findSetting(sources, "allowAccountDeletion");
	if (found === undefined || found.text === "false") return false;
	if (found.text === "true") return true;
	throw invalid(found, "must be true or false");
}

/**
 * Returns the setting that determines the endpoint, `region` or `endpoint`. Returns `undefined` if both are absent.
 *
 * @throws {@link ImError} `config` when both are set in one source
 */
export function findEndpointSetting(sources: SettingSources): SettingValue | undefined {
	return findExclusive(sources, ["region", "endpoint"]);
}

/**
 * Returns the setting that determines the credential. Does not read the environment variable or the file that the
 * setting names. Returns `undefined` if no credential is set.
 *
 * @throws {@link ImError} `config` when several credentials are set in one source
 */
export function findCredentialSetting(sources: SettingSources): SettingValue | undefined {
	return findExclusive(sources, ["secretKey", "secretKeyFile", "secretKeyEnv", "userSig"]);
}

/** Whether a host name is a loopback address. `hostname` must come from a parsed `URL`, which normalises addresses. */
export function isLoopback(hostname: string): boolean {
	return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}

function resolveEndpoint(sources: SettingSources): Endpoint {
	const found = findEndpointSetting(sources) ?? missing(sources, "region", "endpoint");
	if (found.name === "endpoint") return parseEndpoint(found);
	const region = findRegion(found.text);
	if (region === undefined) throw invalid(found, `must be one of ${Object.keys(regions).join(", ")}`);
	const { host, backupHost } = regions[region];
	return { endpoint: `https://${host}`, backupEndpoint: `https://${backupHost}`, region, loopback: false };
}

/** Whether a URL has only a scheme, a host and a port, so that it contains no credential. */
export function isOrigin({ username, password, pathname, search, hash }: URL): boolean {
	return `${username}${password}${search}${hash}` === "" && pathname === "/";
}

function parseEndpoint(found: SettingValue): Endpoint {
	const url = URL.canParse(found.text) ? new URL(found.text) : undefined;
	if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
		throw invalid(found, "must be an origin such as https://adminapisgp.im.qcloud.com");
	}
	if (!isOrigin(url)) {
		throw invalid(found, "must have only a scheme, a host and a port");
	}
	const loopback = isLoopback(url.hostname);
	if (url.protocol === "http:" && !loopback) {
		throw invalid(found, "http:// is allowed only for loopback addresses; use https://");
	}
	return { endpoint: url.origin, loopback };
}

function resolveCredential(sources: SettingSources): Credential {
	const found = findCredentialSetting(sources) ?? missing(sources, "secretKeyFile", "secretKey", "userSig");
	switch (found.name) {
		case "secretKeyFile":
			return { kind: "file", path: found.text, label: found.label };
		case "secretKeyEnv":
			return { kind: "key", secretKey: readKeyVariable(sources, found) };
		case "userSig":
			return { kind: "userSig", userSig: withoutMistake(found, found.text, "set it to the UserSig only") };
		default:
			return { kind: "key", secretKey: withoutMistake(found, found.text, "set it to the key only") };
	}
}

function readKeyVariable({ env }: SettingSources, found: SettingValue): string {
	const key = Object.hasOwn(env, found.text) ? env[found.text]?.trim() : undefined;
	if (key) return withoutMistake(found, key, "set the environment variable with this name to the key only");
	throw invalid(found, "the environment variable with this name is not set");
}

/** Returns a key or a UserSig. Throws an error that does not repeat the text if it was copied with other text. */
function withoutMistake(found: SettingValue, text: string, nextStep: string): string {
	const mistake = findKeyMistake(text);
	if (mistake === undefined) return text;
	throw invalid(found, `${mistake}; ${nextStep}`);
}

/** A setting that is set, and the source that sets it. */
export interface SettingValue {
	readonly name: SettingName;
	readonly text: string;
	/** Name of the config key or the environment variable that contains the setting. Error messages contain this name. */
	readonly label: string;
	/** The source that contains the setting: {@link SettingSources.config} or {@link SettingSources.env}. */
	readonly source: keyof SettingSources;
}

/** Returns a setting, or `undefined` if it is absent. */
export function findSetting(sources: SettingSources, name: SettingName): SettingValue | undefined {
	return findExclusive(sources, [name]);
}

function findInteger(sources: SettingSources, name: keyof typeof integerSettings): number | undefined {
	const found = findSetting(sources, name);
	if (found === undefined) return undefined;
	const { min, max } = integerSettings[name];
	const value = parseIntegerInRange(found.text, min, max);
	if (value === undefined) throw invalid(found, `must be an integer from ${min} to ${max}`);
	return value;
}

/**
 * Returns one of several mutually exclusive settings, from the first source that contains any of them. Throws an error
 * if that source contains more than one of them.
 */
function findExclusive(sources: SettingSources, names: readonly SettingName[]): SettingValue | undefined {
	for (const source of orderedSources(sources)) {
		const [found, ...others] = names.flatMap((name) => source(name) ?? []);
		if (found === undefined) continue;
		if (others.length === 0) return found;
		const labels = [found, ...others].map(({ label }) => label).join(" and ");
		throw configError(found.name, `${labels} exclude each other; set only one of them`);
	}
	return undefined;
}

type Source = (name: SettingName) => SettingValue | undefined;

function orderedSources({ config, env }: SettingSources): readonly Source[] {
	const isExplicit = String(config?.(EXPLICIT_MARK) ?? "") === "true";
	const fromConfig: Source = (name) => {
		const key = rowOf(name).config;
		return key === undefined ? undefined : toSettingValue({ name, label: key, source: "config" }, config?.(key));
	};
	const fromEnv: Source = (name) => {
		const { env: key, identity } = rowOf(name);
		return key === undefined || (isExplicit && identity)
			? undefined
			: toSettingValue({ name, label: key, source: "env" }, env[key]);
	};
	return isExplicit ? [fromConfig, fromEnv] : [fromEnv, fromConfig];
}

function toSettingValue(setting: Omit<SettingValue, "text">, value: unknown): SettingValue | undefined {
	const text = String(value ?? "").trim();
	return text === "" ? undefined : { ...setting, text };
}

function invalid({ name, label }: SettingValue, problem: string): ConfigError {
	return configError(name, `${label}: ${problem}`);
}

function missing({ config }: SettingSources, ...names: readonly [SettingName, ...SettingName[]]): never {
	const sources = config === undefined ? (["env"] as const) : (["config", "env"] as const);
	const labels = names.map((name) => sources.flatMap((source) => rowOf(name)[source] ?? []).join(" or "));
	const nextStep = config === undefined ? "set it in the environment" : "use pulumi config set, or the environment";
	throw missingSettingError(names[0], `not set: ${labels.join(", or ")}; ${nextStep}`);
}

function rowOf(name: SettingName): Setting {
	return settingsTable[name];
}
