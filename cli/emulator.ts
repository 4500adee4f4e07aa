import { type EmulatorOptions, startEmulator } from "../emulator";
import { parseSeed } from "../emulator/seed";
import { isLoopback } from "../provider/loopback";
import { orPortInUse, stopSignal } from "./serving";
import { readTextFile } from "./text-file";
import { wholeNumber } from "./whole-number";

/** The options of `pulumi-tim emulator`, as typed. */
export interface EmulatorCommandOptions {
	readonly port?: string;
	readonly host?: string;
	readonly seed?: string;
	readonly site?: string;
	readonly sdkAppId?: string;
	readonly latencyMs?: string;
	readonly callsPerSecond?: string;
}

/**
 * Runs an emulator until SIGINT or SIGTERM. Prints one `TIM_…=value` a line, then `ready`.
 *
 * Errors: `Error` with one line for an option, a seed file or a port that cannot be used.
 */
export async function runEmulator(options: EmulatorCommandOptions): Promise<void> {
	const started = await emulatorOptionsOf(options);
	const emulator = await orPortInUse(startEmulator(started), started.port);
	const stopped = stopSignal();
	if (!isLoopback(new URL(emulator.endpoint).hostname)) process.stderr.write(`${reachLine(emulator.endpoint)}\n`);
	const settings = Object.entries(emulator.env).map(([name, value]) => `${name}=${value}\n`);
	process.stdout.write(`${settings.join("")}ready\n`);
	await stopped;
	await emulator.close();
}

function reachLine(endpoint: string): string {
	return `pulumi-tim: ${endpoint} can be reached from other machines; the key is no secret, and the provider refuses http there`;
}

async function emulatorOptionsOf(options: EmulatorCommandOptions): Promise<EmulatorOptions> {
	const { port, host, seed, site, sdkAppId, latencyMs, callsPerSecond } = options;
	return {
		...(seed === undefined ? {} : await readSeed(seed)),
		...(host === undefined ? {} : { host }),
		...(port === undefined ? {} : { port: wholeNumber("port", port, { max: 65_535 }) }),
		...(site === undefined ? {} : { site: siteOf(site) }),
		...(sdkAppId === undefined ? {} : { sdkAppId: wholeNumber("sdk-app-id", sdkAppId) }),
		...(latencyMs === undefined ? {} : { latencyMs: wholeNumber("latency-ms", latencyMs) }),
		...(callsPerSecond === undefined ? {} : { callsPerSecond: wholeNumber("calls-per-second", callsPerSecond) }),
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

function siteOf(text: string): "china" | "international" {
	if (text === "china" || text === "international") return text;
	throw new Error(`--site: "${text}" is neither china nor international`);
}
