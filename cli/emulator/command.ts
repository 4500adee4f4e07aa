import { type EmulatorOptions, type Quirks, type Site, startEmulator, type WebhookOptions } from "../../emulator";
import { parseSeed } from "../../emulator/seed";
import { isLoopback } from "../../provider/settings/resolve";
import { integerSettings } from "../../provider/settings/table";
import { readTextFile } from "../files";
import { parseInteger } from "../options";
import { explainPortInUse, waitForLostOutput, waitForStopSignal } from "../server-process";

/** Options of `pulumi-tim emulator`, as commander parses them. */
export interface EmulatorCommandOptions {
	readonly port?: string;
	readonly host?: string;
	readonly allowedHost?: readonly string[];
	readonly seed?: string;
	readonly site?: string;
	readonly sdkAppId?: string;
	readonly latencyMs?: string;
	readonly callsPerSecond?: string;
	readonly trial?: boolean;
	readonly allowDeletion?: boolean;
	readonly webhookUrl?: string;
	readonly webhookTokenEnv?: string;
}

/**
 * Runs an emulator until SIGINT or SIGTERM. Prints the provider settings for this emulator as `TIM_…=value` lines, then
 * `ready`. Ends if they cannot be written, because only they contain the address.
 *
 * @throws Error with a one-line message if an option or the seed file is invalid, or the port is in use.
 */
export async function runEmulator(options: EmulatorCommandOptions): Promise<void> {
	const emulatorOptions = await parseEmulatorOptions(options, process.env);
	const emulator = await explainPortInUse(startEmulator(emulatorOptions), emulatorOptions.port);
	const stopped = Promise.race([waitForStopSignal(), waitForLostOutput(process.stdout)]);
	if (!isLoopback(new URL(emulator.endpoint).hostname)) {
		process.stderr.write(`${exposureWarning(emulator.endpoint)}\n`);
	}
	const settings = Object.entries(emulator.env).map(([name, value]) => `${name}=${value}\n`);
	process.stdout.write(`${settings.join("")}ready\n`);
	await stopped;
	await emulator.close();
}

function exposureWarning(endpoint: string): string {
	return `pulumi-tim: ${endpoint} is reachable from other machines; the emulator's key is not a secret, and the provider rejects http:// for this address`;
}

/**
 * Parses the options of the command. The webhook token is read from an environment variable instead of an option, because
 * every user of the machine can read the command line of a process.
 *
 * @throws Error with a one-line message if an option or the seed file is invalid, or the variable is not set.
 */
export async function parseEmulatorOptions(
	options: EmulatorCommandOptions,
	env: Readonly<Record<string, string | undefined>>,
): Promise<EmulatorOptions> {
	const { port, host, allowedHost, seed: file, site, sdkAppId, latencyMs, callsPerSecond, trial } = options;
	const seed = file === undefined ? {} : await readSeed(file);
	return {
		...seed,
		...quirksFrom(options, seed.quirks),
		...webhookFrom(options, env),
		...(trial === undefined ? {} : { trial }),
		...(host === undefined ? {} : { host }),
		...(allowedHost === undefined ? {} : { allowedHosts: allowedHost }),
		...(port === undefined ? {} : { port: parseInteger("port", port, { max: 65_535 }) }),
		...(site === undefined ? {} : { site: parseSite(site) }),
		...(sdkAppId === undefined ? {} : { sdkAppId: parseInteger("sdk-app-id", sdkAppId, integerSettings.sdkAppId) }),
		...(latencyMs === undefined ? {} : { latencyMs: parseInteger("latency-ms", latencyMs) }),
		...(callsPerSecond === undefined ? {} : { callsPerSecond: parseInteger("calls-per-second", callsPerSecond) }),
	};
}

async function readSeed(file: string): Promise<EmulatorOptions> {
	const text = await readTextFile(file);
	try {
		return parseSeed(text);
	} catch (error) {
		throw new Error(`${file}: ${error instanceof Error ? error.message : "cannot be read"}`);
	}
}

function quirksFrom(
	{ allowDeletion }: EmulatorCommandOptions,
	seeded: Partial<Quirks> | undefined,
): Pick<EmulatorOptions, "quirks"> {
	return allowDeletion === true ? { quirks: { ...seeded, deletion: "allowed" } } : {};
}

function webhookFrom(
	{ webhookUrl: url, webhookTokenEnv: name }: EmulatorCommandOptions,
	env: Readonly<Record<string, string | undefined>>,
): { readonly webhook?: WebhookOptions } {
	if (url === undefined && name !== undefined)
		throw new Error("--webhook-token-env: requires a webhook; add --webhook-url URL");
	if (url === undefined) return {};
	if (name === undefined) return { webhook: { url } };
	const token = Object.hasOwn(env, name) ? env[name] : undefined;
	if (!token) throw new Error(`--webhook-token-env: the variable ${name} is not set; set it to the webhook token`);
	return { webhook: { url, token } };
}

function parseSite(text: string): Site {
	if (text === "china" || text === "international") return text;
	throw new Error(`--site: unknown site "${text}"; expected china or international`);
}
