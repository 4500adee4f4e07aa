import type { Answers, EmulatorOptions, WebhookOptions } from "../emulator";
import { parseSeed } from "../emulator/seed";
import { readTextFile } from "./files";
import { parseInteger } from "./options";

/** The options of `pulumi-tim emulator`, as typed. */
export interface EmulatorCommandOptions {
	readonly port?: string;
	readonly host?: string;
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

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The emulator that a command asks for. The webhook's token is never an option: the command line of a process can be read
 * by everybody on its machine.
 *
 * Errors: `Error` with one line for an option, a seed file or a variable that cannot be used.
 */
export async function emulatorOptionsOf(options: EmulatorCommandOptions, env: Environment): Promise<EmulatorOptions> {
	const { port, host, seed: file, site, sdkAppId, latencyMs, callsPerSecond, trial } = options;
	const seed = file === undefined ? {} : await readSeed(file);
	return {
		...seed,
		...answersOf(options, seed.answers),
		...webhookOf(options, env),
		...(trial === undefined ? {} : { trial }),
		...(host === undefined ? {} : { host }),
		...(port === undefined ? {} : { port: parseInteger("port", port, { max: 65_535 }) }),
		...(site === undefined ? {} : { site: siteOf(site) }),
		...(sdkAppId === undefined ? {} : { sdkAppId: parseInteger("sdk-app-id", sdkAppId) }),
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

function answersOf(
	{ allowDeletion }: EmulatorCommandOptions,
	seeded: Partial<Answers> | undefined,
): Pick<EmulatorOptions, "answers"> {
	return allowDeletion === true ? { answers: { ...seeded, deletion: "allowed" } } : {};
}

function webhookOf(
	{ webhookUrl: url, webhookTokenEnv: name }: EmulatorCommandOptions,
	env: Environment,
): { readonly webhook?: WebhookOptions } {
	if (url === undefined && name !== undefined) throw new Error("--webhook-token-env: give --webhook-url too");
	if (url === undefined) return {};
	if (name === undefined) return { webhook: { url } };
	const token = env[name];
	if (token === undefined || token === "") throw new Error(`--webhook-token-env: the variable ${name} is not set`);
	return { webhook: { url, token } };
}

function siteOf(text: string): "china" | "international" {
	if (text === "china" || text === "international") return text;
	throw new Error(`--site: "${text}" is neither china nor international`);
}
