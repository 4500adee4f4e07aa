import { lstat, stat } from "node:fs/promises";
import { configError } from "../../provider/errors/im-error";
import { isLoopback, resolveApp } from "../../provider/settings/resolve";
import { readSecretFile, SecretFileError } from "../../provider/util/secret-file";
import { EncodingError } from "../../provider/util/text-encoding";
import { assertDistinctFiles, descriptors, realPath, type UsedFile } from "../distinct-files";
import { fileReaders } from "../files";
import { parseInteger } from "../options";
import { companionFiles } from "./companion-files";

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
	/** Path of the events file. It is not a link to a file that exists. */
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
	const file = (await isLink(options.events)) ? realPath(options.events) : options.events;
	const keepFiles = parseInteger("keep", keep, { min: 1, max: 1000 });
	assertDistinctFiles(writtenFiles(file, keepFiles), otherFiles(options));
	return {
		file,
		state: options.state,
		host,
		allowedHosts: [host, ...(options.allowedHost ?? [])],
		port: parseInteger("port", port, { max: 65_535 }),
		sdkAppId: findApp(env),
		ours: options.identifier ?? [env.TIM_IDENTIFIER?.trim() || "administrator"],
		token,
		windowSeconds: parseInteger("window-seconds", windowSeconds, { min: 1, max: 86_400 }),
		maxBytes: parseInteger("rotate-mb", rotateMb, { min: 1, max: 4096 }) * 1_048_576,
		keep: keepFiles,
		warnings: [...warnings, ...linkWarnings(options.events, file), ...exposureWarnings(host, token)],
	};
}

/** Whether a path is a link to a regular file. Opening another file reports the error. */
async function isLink(path: string): Promise<boolean> {
	const [atPath, target] = await Promise.all([lstat(path), stat(path)]).catch(() => []);
	return atPath?.isSymbolicLink() === true && target?.isFile() === true;
}

function linkWarnings(path: string, file: string): readonly string[] {
	if (path === file) return [];
	return [`--events: ${path} is a link; rotated files are created beside ${file}, so pass that path to drift --events`];
}

function writtenFiles(file: string, keep: number): readonly UsedFile[] {
	return [file, ...companionFiles(file, keep)].map((each) => ({ option: "--events", file: each }));
}

/** Returns the files that the command reads, and the files to which its output is redirected. */
function otherFiles({ state, tokenFile }: WatchCommandOptions): readonly UsedFile[] {
	return [
		...(state === undefined ? [] : [{ option: "--state", file: state }]),
		...(tokenFile === undefined ? [] : [{ option: "--token-file", file: tokenFile }]),
		{ option: "standard output", file: descriptors.stdout },
		{ option: "standard error", file: descriptors.stderr },
	];
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
