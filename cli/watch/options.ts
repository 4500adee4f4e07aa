import { readFile } from "node:fs/promises";
import { configError } from "../../provider/errors/im-error";
import { isLoopback, resolveApp } from "../../provider/settings/resolve";
import { fileReaders } from "../files";
import { parseInteger } from "../options";

/** The options of `pulumi-tim watch`, as typed. */
export interface WatchCommandOptions {
	readonly events: string;
	readonly state?: string;
	readonly port?: string;
	readonly host?: string;
	readonly tokenFile?: string;
	readonly identifier?: readonly string[];
	readonly windowSeconds?: string;
	readonly rotateMb?: string;
	readonly keep?: string;
}

/** What a watch runs with. */
export interface WatchSettings {
	/** The events file. */
	readonly file: string;
	readonly state: string | undefined;
	readonly host: string;
	readonly port: number;
	readonly sdkAppId: number;
	/** Admin accounts whose writes are ours. */
	readonly ours: readonly string[];
	readonly token: string | undefined;
	readonly windowSeconds: number;
	readonly maxBytes: number;
	readonly keep: number;
	/** What the person who runs it has to know, a line each. */
	readonly warnings: readonly string[];
}

/** The environment that settings come from. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The settings of a watch, from options and environment. The token is never an option: the command line of a process can
 * be read by everybody on the machine.
 *
 * Errors: `config`, or an `Error` with one line, for what is missing or malformed.
 */
export async function parseWatchOptions(options: WatchCommandOptions, env: Env): Promise<WatchSettings> {
	const { host = "127.0.0.1", port = "8095", windowSeconds = "60", rotateMb = "16", keep = "8" } = options;
	const { token, warnings } = await findToken(options.tokenFile, env);
	return {
		file: options.events,
		state: options.state,
		host,
		port: parseInteger("port", port, { max: 65_535 }),
		sdkAppId: resolveApp({ config: () => undefined, env }) ?? missingApp(),
		ours: options.identifier ?? [env.TIM_IDENTIFIER?.trim() || "administrator"],
		token,
		windowSeconds: parseInteger("window-seconds", windowSeconds, { min: 1, max: 86_400 }),
		maxBytes: parseInteger("rotate-mb", rotateMb, { min: 1, max: 4096 }) * 1_048_576,
		keep: parseInteger("keep", keep, { min: 1, max: 1000 }),
		warnings: [...warnings, ...exposureWarnings(host, token)],
	};
}

interface Token {
	readonly token: string | undefined;
	readonly warnings: readonly string[];
}

async function findToken(file: string | undefined, env: Env): Promise<Token> {
	const fromEnv = env.TIM_WEBHOOK_TOKEN?.trim() || undefined;
	if (file === undefined) return { token: fromEnv, warnings: [] };
	if (fromEnv !== undefined)
		throw configError("token", "--token-file and TIM_WEBHOOK_TOKEN exclude each other; give one");
	const token = (await readToken(file)).trim();
	if (token === "") throw configError("token", "--token-file: the file is empty; put the console's token into it");
	const isOpen = (await fileReaders(file)) === "everybody";
	return { token, warnings: isOpen ? ["--token-file: everybody on this machine can read it; chmod 600 it"] : [] };
}

async function readToken(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? "unknown";
		throw configError("token", `--token-file: the file cannot be read (${code}); check its path and rights`);
	}
}

function exposureWarnings(host: string, token: string | undefined): readonly string[] {
	const isHere = isLoopback(host.includes(":") ? `[${host}]` : host);
	if (!isHere && token === undefined) {
		throw configError(
			"token",
			`--host: without a token only this machine may reach it; set TIM_WEBHOOK_TOKEN or --token-file`,
		);
	}
	if (!isHere) return [`${host} can be reached from other machines; put a proxy with TLS before it`];
	return token === undefined
		? ["no token: calls are not authenticated; whoever reaches this port on this machine can record events"]
		: [];
}

function missingApp(): never {
	throw configError("sdkAppId", "not set: TIM_SDK_APP_ID, the app whose webhooks count");
}
