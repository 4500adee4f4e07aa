import { isIPv4 } from "node:net";
import { configError } from "../errors/im-error";
import { EXPLICIT_MARK, isRegion, regions, type Setting, type SettingName, settingsTable } from "./table";

/**
 * Whether a host is this machine, the only place that plain HTTP may go.
 *
 * Shape: the host as a `URL` has it, where decimal and short spellings of an address are already in their full form.
 */
export function isLoopback(hostname: string): boolean {
	return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}

/** Where settings come from. */
export interface SettingSources {
	/**
	 * Value of a config key such as `tim:sdkAppId`: text in stack config, typed among a provider's arguments. Absent where
	 * Pulumi does not run: the environment is then all there is.
	 */
	readonly config?: (key: string) => unknown;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a diff compares with: the live profile, or the state alone. */
export type Compare = "live" | "state";

/** How to sign: with the app's key, as text or in a file, or with a UserSig that is ready. */
export type Credential =
	| { readonly kind: "key"; readonly secretKey: string }
	| { readonly kind: "file"; readonly path: string; readonly label: string }
	| { readonly kind: "userSig"; readonly userSig: string };

/** All that a client needs. */
export interface Settings {
	readonly sdkAppId: number;
	readonly identifier: string;
	readonly endpoint: string;
	/** Whether the endpoint is this machine, the only place that plain HTTP may go. */
	readonly loopback: boolean;
	readonly credential: Credential;
	readonly timeoutMs: number;
	readonly callsPerSecond: number;
}

interface SettingValue {
	readonly name: SettingName;
	readonly text: string;
	/** How the source that it came from spells it, for messages. */
	readonly label: string;
}

/**
 * The settings of a client. The environment wins over stack config; an explicit provider's arguments win over the
 * environment, which never says which app they mean, as whom, where, or with which key.
 *
 * Errors: `config`, for the first setting that is missing or malformed; it names the spellings and never the value.
 */
export function resolveSettings(sources: SettingSources): Settings {
	const { endpoint, loopback } = resolveEndpoint(sources);
	return {
		sdkAppId: resolveApp(sources) ?? missing(sources, "sdkAppId"),
		identifier: find(sources, "identifier")?.text ?? "administrator",
		endpoint,
		loopback,
		credential: resolveCredential(sources),
		timeoutMs: wholeNumber(find(sources, "timeoutMs"), { least: 3001, most: 600_000 }) ?? 5000,
		callsPerSecond: wholeNumber(find(sources, "callsPerSecond"), { least: 1, most: 10_000 }) ?? 100,
	};
}

/** The app that the settings name, if any: enough to tell whether a state belongs to it. Errors: `config` when malformed. */
export function resolveApp(sources: SettingSources): number | undefined {
	return wholeNumber(find(sources, "sdkAppId"), { least: 1, most: 4_294_967_295 });
}

/** What a diff compares with. Needs no other setting. Errors: `config` when it is neither `live` nor `state`. */
export function resolveCompare(sources: SettingSources): Compare {
	const found = find(sources, "compare");
	if (found === undefined) return "live";
	if (found.text === "live" || found.text === "state") return found.text;
	throw configError("compare", `${found.label}: must be live or state`);
}

/** Whether accounts may be deleted. Needs no other setting. Errors: `config` when it is neither `true` nor `false`. */
export function resolveAllowAccountDeletion(sources: SettingSources): boolean {
	const found = find(sources, "allowAccountDeletion");
	if (found === undefined || found.text === "false") return false;
	if (found.text === "true") return true;
	throw configError("allowAccountDeletion", `${found.label}: must be true or false`);
}

function resolveEndpoint(sources: SettingSources): { readonly endpoint: string; readonly loopback: boolean } {
	const found = findExclusive(sources, ["region", "endpoint"]) ?? missing(sources, "region", "endpoint");
	if (found.name === "endpoint") return parseEndpoint(found);
	if (isRegion(found.text)) return { endpoint: `https://${regions[found.text]}`, loopback: false };
	throw configError("region", `${found.label}: must be one of ${Object.keys(regions).join(", ")}`);
}

function parseEndpoint({ text, label }: SettingValue): { readonly endpoint: string; readonly loopback: boolean } {
	const refuse = (why: string) => configError("endpoint", `${label}: ${why}`);
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
		throw refuse("must be an origin such as https://adminapisgp.im.qcloud.com");
	}
	if (url.username || url.password || url.pathname !== "/" || url.search || url.hash) {
		throw refuse("must be scheme, host and port alone");
	}
	const loopback = isLoopback(url.hostname);
	if (url.protocol === "http:" && !loopback) throw refuse("plain http:// may go to this machine alone; use https://");
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
			return { kind: "key", secretKey: keyFromEnv(sources, found) };
		case "userSig":
			return { kind: "userSig", userSig: found.text };
		default:
			return { kind: "key", secretKey: found.text };
	}
}

function keyFromEnv({ env }: SettingSources, { text, label }: SettingValue): string {
	const key = env[text];
	if (key) return key;
	throw configError("secretKeyEnv", `${label}: names an environment variable that is not set`);
}

/** Of settings that exclude each other, the one given by the source that wins. Two in one source are an error. */
function findExclusive(sources: SettingSources, names: readonly SettingName[]): SettingValue | undefined {
	for (const source of sourcesInOrder(sources)) {
		const [found, ...others] = names.flatMap((name) => source(name) ?? []);
		if (found === undefined) continue;
		if (others.length === 0) return found;
		const labels = [found, ...others].map(({ label }) => label).join(" and ");
		throw configError(found.name, `${labels} exclude each other; give one`);
	}
	return undefined;
}

function find(sources: SettingSources, name: SettingName): SettingValue | undefined {
	return findExclusive(sources, [name]);
}

type Source = (name: SettingName) => SettingValue | undefined;

function sourcesInOrder({ config, env }: SettingSources): readonly Source[] {
	const explicit = String(config?.(EXPLICIT_MARK) ?? "") === "true";
	const fromConfig: Source = (name) => {
		const key = rowOf(name).config;
		return key === undefined ? undefined : toSettingValue(name, key, config?.(key));
	};
	const fromEnv: Source = (name) => {
		const { env: key, identity } = rowOf(name);
		return key === undefined || (explicit && identity) ? undefined : toSettingValue(name, key, env[key]);
	};
	return explicit ? [fromConfig, fromEnv] : [fromEnv, fromConfig];
}

function toSettingValue(name: SettingName, label: string, value: unknown): SettingValue | undefined {
	const text = String(value ?? "").trim();
	return text === "" ? undefined : { name, text, label };
}

function wholeNumber(
	found: SettingValue | undefined,
	{ least, most }: { least: number; most: number },
): number | undefined {
	if (found === undefined) return undefined;
	const value = Number(found.text);
	if (/^\d+$/.test(found.text) && value >= least && value <= most) return value;
	throw configError(found.name, `${found.label}: must be a whole number from ${least} to ${most}`);
}

function missing({ config }: SettingSources, ...names: readonly [SettingName, ...SettingName[]]): never {
	const sources = config === undefined ? (["env"] as const) : (["config", "env"] as const);
	const spelled = names.map((name) => sources.flatMap((source) => rowOf(name)[source] ?? []).join(" or "));
	const next = config === undefined ? "set it in the environment" : "use pulumi config set, or the environment";
	throw configError(names[0], `not set: ${spelled.join(", or ")}; ${next}`);
}

function rowOf(name: SettingName): Setting {
	return settingsTable[name];
}
