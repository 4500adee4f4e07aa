import { isIPv4 } from "node:net";
import { type ConfigError, configError } from "../errors/im-error";
import { parseIntegerInRange } from "../util";
import {
	EXPLICIT_MARK,
	integerSettings,
	isRegion,
	type Region,
	regions,
	type Setting,
	type SettingName,
	settingsTable,
} from "./table";

/** Sources of the settings of one provider. */
export interface SettingSources {
	/**
	 * Returns the value of a config key such as `tim:sdkAppId`: a string in stack config, a typed value among the arguments of
	 * a provider. Absent where Pulumi does not run, so that only the environment counts.
	 */
	readonly config?: (key: string) => unknown;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** Source that a diff compares inputs with: the live profile, or only the state. */
export type Compare = "live" | "state";

/** How to sign: with the secret key of the app, given directly or in a file, or with a ready UserSig. */
export type Credential =
	| { readonly kind: "key"; readonly secretKey: string }
	| { readonly kind: "file"; readonly path: string; readonly label: string }
	| { readonly kind: "userSig"; readonly userSig: string };

/** Settings of a connection. */
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
	/** The region that the endpoint was chosen by; absent where the endpoint was given. */
	readonly region?: Region;
	/** Whether the endpoint is a loopback address, the only kind that plain HTTP is allowed for. */
	readonly loopback: boolean;
}

/**
 * Resolves the settings of a connection. The environment wins over stack config. The arguments of an explicit provider win over
 * the environment, which then supplies no identity: neither app nor identifier, endpoint or key.
 *
 * @throws {@link ImError} `config` for the first setting that is missing or invalid; the message has its names, never its value
 */
export function resolveSettings(sources: SettingSources): Settings {
	return {
		...resolveEndpoint(sources),
		sdkAppId: resolveApp(sources) ?? missing(sources, "sdkAppId"),
		identifier: find(sources, "identifier")?.text ?? "administrator",
		credential: resolveCredential(sources),
		timeoutMs: findInteger(sources, "timeoutMs") ?? integerSettings.timeoutMs.default,
		callsPerSecond: findInteger(sources, "callsPerSecond") ?? integerSettings.callsPerSecond.default,
	};
}

/**
 * Resolves the app, which needs no other setting. Returns `undefined` when there is none.
 *
 * @throws {@link ImError} `config` when it is invalid
 */
export function resolveApp(sources: SettingSources): number | undefined {
	return findInteger(sources, "sdkAppId");
}

/**
 * Resolves what a diff compares with, which needs no other setting.
 *
 * @throws {@link ImError} `config` when it is neither `live` nor `state`
 */
export function resolveCompare(sources: SettingSources): Compare {
	const found = find(sources, "compare");
	if (found === undefined) return "live";
	if (found.text === "live" || found.text === "state") return found.text;
	throw invalid(found, "must be live or state");
}

/**
 * Resolves whether accounts may be deleted, which needs no other setting.
 *
 * @throws {@link ImError} `config` when it is neither `true` nor `false`
 */
export function resolveAllowAccountDeletion(sources: SettingSources): boolean {
	const found = find(sources, "allowAccountDeletion");
	if (found === undefined || found.text === "false") return false;
	if (found.text === "true") return true;
	throw invalid(found, "must be true or false");
}

/** Whether the host of a parsed `URL`, which normalises addresses, is a loopback address. */
export function isLoopback(hostname: string): boolean {
	return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}

function resolveEndpoint(sources: SettingSources): Endpoint {
	const found = findExclusive(sources, ["region", "endpoint"]) ?? missing(sources, "region", "endpoint");
	if (found.name === "endpoint") return parseEndpoint(found);
	const region = found.text;
	if (isRegion(region)) return { endpoint: `https://${regions[region]}`, region, loopback: false };
	throw invalid(found, `must be one of ${Object.keys(regions).join(", ")}`);
}

function parseEndpoint(found: SettingValue): Endpoint {
	const url = URL.canParse(found.text) ? new URL(found.text) : undefined;
	if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
		throw invalid(found, "must be an origin such as https://adminapisgp.im.qcloud.com");
	}
	if (url.username || url.password || url.pathname !== "/" || url.search || url.hash) {
		throw invalid(found, "must have only a scheme, a host and a port");
	}
	const loopback = isLoopback(url.hostname);
	if (url.protocol === "http:" && !loopback) {
		throw invalid(found, "http:// is allowed only for loopback addresses; use https://");
	}
	return { endpoint: url.origin, loopback };
}

function resolveCredential(sources: SettingSources): Credential {
	const found =
		findExclusive(sources, ["secretKey", "secretKeyFile", "secretKeyEnv", "userSig"]) ??
		missing(sources, "secretKeyFile", "secretKey", "userSig");
	switch (found.name) {
		case "secretKeyFile":
			return { kind: "file", path: found.text, label: found.label };
		case "secretKeyEnv":
			return { kind: "key", secretKey: readKeyVariable(sources, found) };
		case "userSig":
			return { kind: "userSig", userSig: found.text };
		default:
			return { kind: "key", secretKey: found.text };
	}
}

function readKeyVariable({ env }: SettingSources, found: SettingValue): string {
	const key = env[found.text];
	if (key) return key;
	throw invalid(found, "the environment variable that it names is not set");
}

interface SettingValue {
	readonly name: SettingName;
	readonly text: string;
	/** Name of the setting in its source, for messages. */
	readonly label: string;
}

function find(sources: SettingSources, name: SettingName): SettingValue | undefined {
	return findExclusive(sources, [name]);
}

function findInteger(sources: SettingSources, name: keyof typeof integerSettings): number | undefined {
	const found = find(sources, name);
	if (found === undefined) return undefined;
	const { min, max } = integerSettings[name];
	const value = parseIntegerInRange(found.text, min, max);
	if (value === undefined) throw invalid(found, `must be an integer from ${min} to ${max}`);
	return value;
}

/** Finds one of several settings that exclude each other, in the first source that has any of them. */
function findExclusive(sources: SettingSources, names: readonly SettingName[]): SettingValue | undefined {
	for (const source of orderedSources(sources)) {
		const [found, ...others] = names.flatMap((name) => source(name) ?? []);
		if (found === undefined) continue;
		if (others.length === 0) return found;
		const labels = [found, ...others].map(({ label }) => label).join(" and ");
		throw configError(found.name, `${labels} exclude each other; give one`);
	}
	return undefined;
}

type Source = (name: SettingName) => SettingValue | undefined;

function orderedSources({ config, env }: SettingSources): readonly Source[] {
	const isExplicit = String(config?.(EXPLICIT_MARK) ?? "") === "true";
	const fromConfig: Source = (name) => {
		const key = rowOf(name).config;
		return key === undefined ? undefined : toSettingValue(name, key, config?.(key));
	};
	const fromEnv: Source = (name) => {
		const { env: key, identity } = rowOf(name);
		return key === undefined || (isExplicit && identity) ? undefined : toSettingValue(name, key, env[key]);
	};
	return isExplicit ? [fromConfig, fromEnv] : [fromEnv, fromConfig];
}

function toSettingValue(name: SettingName, label: string, value: unknown): SettingValue | undefined {
	const text = String(value ?? "").trim();
	return text === "" ? undefined : { name, text, label };
}

function invalid({ name, label }: SettingValue, problem: string): ConfigError {
	return configError(name, `${label}: ${problem}`);
}

function missing({ config }: SettingSources, ...names: readonly [SettingName, ...SettingName[]]): never {
	const sources = config === undefined ? (["env"] as const) : (["config", "env"] as const);
	const labels = names.map((name) => sources.flatMap((source) => rowOf(name)[source] ?? []).join(" or "));
	const nextStep = config === undefined ? "set it in the environment" : "use pulumi config set, or the environment";
	throw configError(names[0], `not set: ${labels.join(", or ")}; ${nextStep}`);
}

function rowOf(name: SettingName): Setting {
	return settingsTable[name];
}
