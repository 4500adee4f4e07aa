import { dirname, extname, join } from "node:path";
import { isLoopback, type SettingSources } from "../../provider/settings/resolve";
import { assertDistinctFiles, descriptors, type UsedFile } from "../distinct-files";
import { lockFiles } from "../file-lock";
import { parseInteger } from "../options";
import { withRotatedFiles } from "./attribution";
import { type FormatName, formatNames, isFormatName } from "./formats";
import type { InputOptions } from "./input";
import { findProjectFile } from "./project-file";
import { parseTrustOptions, type TrustedSettings, type TrustOptions } from "./trusted-settings";

/** The command-line options of `pulumi-tim drift`. */
export interface DriftCommandOptions extends InputOptions, TrustOptions {
	readonly format?: string;
	/** Report files, each as `FORMAT=FILE`. */
	readonly output?: readonly string[];
	readonly history?: string;
	readonly events?: readonly string[];
	readonly ignore?: string;
	readonly strict?: boolean;
	readonly notify?: string;
	readonly notifyFormat?: string;
	/** Time between two runs, in seconds. */
	readonly every?: string;
}

/** The validated options of `pulumi-tim drift`. */
export interface DriftOptions {
	readonly input: InputOptions;
	/** Format of the report on standard output. */
	readonly format: FormatName;
	readonly outputs: readonly ReportFile[];
	readonly historyFile: string | undefined;
	readonly eventFiles: readonly string[];
	readonly ignoreFile: string | undefined;
	/** Whether reports also contain ignored findings. */
	readonly strict: boolean;
	readonly notify: NotifyOptions | undefined;
	/** Time between the end of a run and the start of the next one, in seconds. Undefined for a single run. */
	readonly everySeconds: number | undefined;
	/** Settings that the user allows in the state or the preview. */
	readonly trusted: TrustedSettings;
}

/** A file to write a report to. */
export interface ReportFile {
	readonly format: FormatName;
	readonly file: string;
}

/** The formats of a notification: the JSON report, or a Slack message. */
export const notifyFormats = ["json", "slack"] as const;

/** The format of a notification. */
export type NotifyFormat = (typeof notifyFormats)[number];

/** The URL and the format of a notification. */
export interface NotifyOptions {
	/** The URL to post to. The URL is a secret, because anyone who has it can post messages. */
	readonly url: URL;
	readonly format: NotifyFormat;
}

/**
 * Validates the command-line options. Commander has already rejected mutually exclusive options.
 *
 * @throws Error with a one-line message for the first invalid option.
 */
export function parseDriftOptions(options: DriftCommandOptions, env: SettingSources["env"] = {}): DriftOptions {
	const { format = "text", output = [], history, events = [], ignore, strict = false, ...rest } = options;
	const { notify: notifyUrl = "", notifyFormat, every, allowEndpoint, allowKeyFile, allowKeyEnv, ...input } = rest;
	if ((input.stack ?? input.state ?? input.preview) === undefined) {
		throw new Error("nothing to compare; use --stack NAME, --state FILE or --preview FILE");
	}
	assertNotEmpty(options);
	if (input.state === "-" && input.preview === "-") {
		throw new Error("--state and --preview cannot both be standard input; pass one of them as a file");
	}
	const notify = notifyUrl === "" ? undefined : notifyUrl; // an unset variable of a pipeline is the empty text
	if (notify !== undefined && history === undefined) {
		throw new Error("--notify (or TIM_DRIFT_NOTIFY): requires a history to detect changes; add --history FILE");
	}
	if (every !== undefined && (input.state === "-" || input.preview === "-")) {
		throw new Error("--every: standard input can be read only once; pass the state or the preview as a file");
	}
	const outputs = output.map(parseReportFile);
	assertDistinctFiles(writtenFiles(outputs, history), readFiles(options, env));
	return {
		...{ input, historyFile: history, eventFiles: events, ignoreFile: ignore, strict },
		format: parseFormatName("--format", format),
		outputs,
		notify: notify === undefined ? undefined : parseNotifyOptions(notify, notifyFormat),
		everySeconds: every === undefined ? undefined : parseInteger("every", every, { min: 10, max: 86_400 }),
		trusted: parseTrustOptions({ allowEndpoint, allowKeyFile, allowKeyEnv }, env),
	};
}

/** Rejects an option whose text is empty, such as that of a variable of a pipeline which is not set. */
function assertNotEmpty({ stack, cwd, state, preview, history, ignore, events }: DriftCommandOptions): void {
	for (const [name, value] of Object.entries({ stack, cwd, state, preview, history, ignore, events })) {
		if ([value].flat().includes("")) throw new Error(`--${name}: must not be empty; pass a value, or omit the option`);
	}
}

function writtenFiles(outputs: readonly ReportFile[], history: string | undefined): readonly UsedFile[] {
	return [
		{ option: "standard output", file: descriptors.stdout },
		...(history === undefined ? [] : [history, ...lockFiles(history)]).map((file) => ({ option: "--history", file })),
		...outputs.map(({ file }) => ({ option: "--output", file })),
	];
}

function readFiles(
	options: DriftCommandOptions,
	{ TIM_SECRET_KEY_FILE = "" }: SettingSources["env"],
): readonly UsedFile[] {
	const { state = [], preview = [], ignore = [], events = [], allowKeyFile = [] } = options;
	const stackName = options.stack?.split("/").at(-1);
	const projects = [".", options.cwd ?? "."].flatMap((folder) => findProjectFile(folder) ?? []);
	const files = {
		"the project": projects,
		"the stack": stackName === undefined ? [] : projects.map((file) => stackConfigFile(file, stackName)),
		"--state": state,
		"--preview": preview,
		"--ignore": ignore,
		"--events": events.flatMap(readAndNextFiles),
		"--allow-key-file": allowKeyFile,
		TIM_SECRET_KEY_FILE: TIM_SECRET_KEY_FILE.trim() || [],
	};
	return Object.entries(files).flatMap(([option, paths]) =>
		[paths].flat().map((file) => ({ option, file: file === "-" ? descriptors.stdin : file })),
	);
}

/** Returns the path of the config of a stack beside a project file. */
function stackConfigFile(projectFile: string, stack: string): string {
	return join(dirname(projectFile), `Pulumi.${stack}${extname(projectFile)}`);
}

/** Returns the files that are read for an events file, and the name of the next rotated file. */
function readAndNextFiles(file: string): readonly string[] {
	const files = withRotatedFiles(file);
	return [...files, `${file}.${files.length}`];
}

function parseReportFile(text: string): ReportFile {
	const separator = text.indexOf("=");
	if (separator < 0 || separator === text.length - 1) {
		throw new Error(`--output: "${text}" must be FORMAT=FILE, such as json=drift.json`);
	}
	const file = text.slice(separator + 1);
	if (file === "-") throw new Error("--output: - is not a file; use --format for standard output");
	return { format: parseFormatName("--output", text.slice(0, separator)), file };
}

function parseFormatName(option: string, text: string): FormatName {
	if (isFormatName(text)) return text;
	throw new Error(`${option}: unknown format "${text}"; expected one of ${formatNames.join(", ")}`);
}

/** Validates the options of a notification. No error message contains the URL, because the URL is a secret. */
function parseNotifyOptions(text: string, format = "json"): NotifyOptions {
	if (!URL.canParse(text)) throw new Error("--notify: must be a URL");
	const url = new URL(text);
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
		throw new Error("--notify: must be an https:// URL, or an http:// URL of a loopback address");
	}
	if (isNotifyFormat(format)) return { url, format };
	throw new Error(`--notify-format: unknown format "${format}"; expected one of ${notifyFormats.join(", ")}`);
}

function isNotifyFormat(text: string): text is NotifyFormat {
	return notifyFormats.some((format) => format === text);
}
