import { isLoopback } from "../../provider/settings/resolve";
import { type FormatName, formatNames, isFormatName } from "./formats";
import type { SourceOptions } from "./input";

/** Shapes of what is posted: the JSON of a report, or a text as Slack takes it. */
export const notifyFormats = ["json", "slack"] as const;

/** One of {@link notifyFormats}. */
export type NotifyFormat = (typeof notifyFormats)[number];

/** Whom to tell, and in which shape. */
export interface NotifyOptions {
	/** Where to post. It is a secret: whoever has it may post there. */
	readonly url: URL;
	readonly format: NotifyFormat;
}

/** The options of `pulumi-tim drift`, as typed. */
export interface DriftCommandOptions extends SourceOptions {
	readonly format?: string;
	/** Each `FORMAT=FILE`. */
	readonly output?: readonly string[];
	readonly history?: string;
	readonly events?: readonly string[];
	readonly ignore?: string;
	readonly strict?: boolean;
	readonly notify?: string;
	readonly notifyFormat?: string;
}

/** One more place for the report. */
export interface Output {
	readonly format: FormatName;
	readonly file: string;
}

/** The options, checked against each other. */
export interface DriftOptions {
	readonly source: SourceOptions;
	/** For standard output. */
	readonly format: FormatName;
	readonly outputs: readonly Output[];
	readonly history: string | undefined;
	readonly events: readonly string[];
	readonly ignore: string | undefined;
	readonly strict: boolean;
	readonly notify: NotifyOptions | undefined;
}

/** The options as they are meant. Errors: one line for the first that cannot be; the command line refuses what excludes another. */
export function driftOptions(typed: DriftCommandOptions): DriftOptions {
	const { format = "text", output = [], history, events = [], ignore, strict = false, ...rest } = typed;
	const { notify, notifyFormat, ...source } = rest;
	if ((source.stack ?? source.state ?? source.preview) === undefined) {
		throw new Error("nothing to compare: give --stack NAME, --state FILE or --preview FILE");
	}
	if (source.state === "-" && source.preview === "-") {
		throw new Error("--state and --preview cannot both be standard input");
	}
	if (notify !== undefined && history === undefined) {
		throw new Error("--notify tells what has changed since the run before; give --history too");
	}
	return {
		...{ source, history, events, ignore, strict },
		format: formatName("--format", format),
		outputs: output.map(outputOf),
		notify: notify === undefined ? undefined : notifyOptions(notify, notifyFormat),
	};
}

function outputOf(text: string): Output {
	const at = text.indexOf("=");
	if (at < 0 || at === text.length - 1)
		throw new Error(`--output: "${text}" is not FORMAT=FILE, such as json=drift.json`);
	return { format: formatName("--output", text.slice(0, at)), file: text.slice(at + 1) };
}

function formatName(option: string, text: string): FormatName {
	if (isFormatName(text)) return text;
	throw new Error(`${option}: "${text}" is no format; there are ${formatNames.join(", ")}`);
}

/** The address is a secret, so no message repeats it. */
function notifyOptions(text: string, format = "json"): NotifyOptions {
	if (!URL.canParse(text)) throw new Error("--notify: is no URL");
	const url = new URL(text);
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
		throw new Error("--notify: must be https://, or http:// on this machine");
	}
	if (isNotifyFormat(format)) return { url, format };
	throw new Error(`--notify-format: "${format}" is no format; there are ${notifyFormats.join(", ")}`);
}

function isNotifyFormat(text: string): text is NotifyFormat {
	return notifyFormats.some((format) => format === text);
}
