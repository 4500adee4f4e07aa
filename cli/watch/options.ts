import { configError } from "../../provider/errors/im-error";
import { isLoopback, resolveApp } from "../../provider/settings/resolve";
import { readSecretFile, SecretFileError } from "../../provider/util/secret-file";
import { EncodingError } from "../../provider/util/text-encoding";
import { fileReaders } from "../files";
import { parseInteger } from "../options";

/** Options of `pulumi-tim watch`, as commander parses them. */
export interface WatchCommandOptions {
	readonly events: string;
	readonly state?: string;
	readonly port?: string;
	readonly host?: string;
	readonly allowedHost?: readonly string[];
	readonly tokenFile?: string;
	readonly identifier?: readonly string[];
	readonly windowSeconds?: string;
	readonly rotateMb?: string;
	readonly keep?: string;
}

/** The settings of `pulumi-tim watch`. */
export interface WatchSettings {
	/** Path of the events file. */
	readonly file: string;
	/** Path of a stack export, if one is given. */
	readonly state: string | undefined;
	readonly host: string;
	/** Host names with which requests may address a watch without token, in addition to `localhost` and IP addresses. */
	readonly allowedHosts: readonly string[];
	readonly port: number;
	readonly sdkAppId: number;
	/** Admin accounts that only this package uses. Their REST calls are recorded as `ours`. */
	readonly ours: readonly string[];
	readonly token: string | undefined;
	readonly windowSeconds: number;
	readonly maxBytes: number;
	/** Number of rotated files to keep. */
	readonly keep: number;
	/** Warnings for the user, one line each. */
	readonly warnings: readonly string[];
}

/** The environment variables from which settings are read. */
export type Env = Readonly<Record<string, string | undefined>>;

interface Token {
	readonly token: string | undefined;
	readonly warnings: readonly string[];
}

/**
 * Reads the settings of `pulumi-tim watch` from the options and the environment. The token is not an option, because every
 * user of the machine can read the command line of a process.
 *
 * @throws ImError of kind `config`, or Error with a one-line message, if a setting is missing or invalid.
 */
export async function parseWatchOptions(options: WatchCommandOptions, env: Env): Promise<WatchSettings> {
	const { host = "127.0.0.1", port = "8095", windowSeconds = "60", rotateMb = "16", keep = "8" } = options;
	const { token, warnings } = await findToken(options.tokenFile, env);
	return {
		file: options.events,
		state: options.state,
		host,
		allowedHosts: [host, ...(options.allowedHost ?? [])],
		port: parseInteger("port", port, { max: 65_535 }),
		sdkAppId: findApp(env),
		ours: options.identifier ?? [env.TIM_IDENTIFIER?.trim() || "administrator"],
		token,
		windowSeconds: parseInteger("window-seconds", windowSeconds, { min: 1, max: 86_400 }),
		maxBytes: parseInteger("rotate-mb", rotateMb, { min: 1, max: 4096 }) * 1_048_576,
		keep: parseInteger("keep", keep, { min: 1, max: 1000 }),
		warnings: [...warnings, ...exposureWarnings(host, token)],
	};
}

function findApp(env: Env): number {
	const app = resolveApp({ config: () => undefined, env });
	if (app === undefined)
		throw configError("sdkAppId", "not set: TIM_SDK_APP_ID; set it to the app that sends the webhooks");
	return app;
}

async function findToken(file: string | undefined, env: Env): Promise<Token> {
	const fromEnv = env.TIM_WEBHOOK_TOKEN?.trim() || undefined;
	if (file === undefined) return { token: fromEnv, warnings: [] };
	if (fromEnv !== undefined) {
		throw configError("token", "--token-file and TIM_WEBHOOK_TOKEN exclude each other; set only one of them");
	}
	const token = readTokenFile(file).trim();
	if (token === "")
		throw configError(
			"token",
			"--token-file: the file is empty; write the webhook token from the console into the file",
		);
	const isExposed = (await fileReaders(file)) === "everyone";
	return {
		token,
		warnings: isExposed
			? ["--token-file: every user of this machine can read the file; restrict access with chmod 600"]
			: [],
	};
}

function readTokenFile(file: string): string {
	try {
		return readSecretFile(file);
	} catch (error) {
		const isUnsuitable = error instanceof EncodingError || error instanceof SecretFileError;
		if (isUnsuitable) throw configError("token", `--token-file: the file is ${error.message}`);
		const { code = "unknown" } = error as NodeJS.ErrnoException;
		throw configError("token", `--token-file: the file cannot be read (${code}); check its path and permissions`);
	}
}

function exposureWarnings(host: string, token: string | undefined): readonly string[] {
	if (isLoopback(host.includes(":") ? `[${host}]` : host)) {
		return token === undefined
			? ["no webhook token: calls are not authenticated, so every process on this machine can record events"]
			: [];
	}
	if (token !== undefined)
		return [`--host: ${host} is reachable from other machines; put a proxy with TLS in front of the command`];
	throw configError("token", "--host: a non-loopback address requires a token; set TIM_WEBHOOK_TOKEN or --token-file");
}
