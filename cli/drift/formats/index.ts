import type { TextStyle } from "../../terminal";
import type { Report } from "../report";
import type * as github from "./github";
import type * as json from "./json";
import type * as junit from "./junit";
import type * as markdown from "./markdown";
import type * as sarif from "./sarif";
import type * as text from "./text";

/** The formats, each loaded when it is asked for. */
const formats = {
	text: (): Format => (require("./text") as typeof text).textFormat,
	json: (): Format => (require("./json") as typeof json).jsonFormat,
	markdown: (): Format => (require("./markdown") as typeof markdown).markdownFormat,
	junit: (): Format => (require("./junit") as typeof junit).junitFormat,
	sarif: (): Format => (require("./sarif") as typeof sarif).sarifFormat,
	github: (): Format => (require("./github") as typeof github).githubFormat,
} as const;

/** Name of a format. */
export type FormatName = keyof typeof formats;

/** The formats by name. */
export const formatNames = Object.keys(formats) as readonly FormatName[];

/** Whether a text names a format. */
export function isFormatName(text: string): text is FormatName {
	return Object.hasOwn(formats, text);
}

/** The format of a name. */
export function loadFormat(name: FormatName): Format {
	return formats[name]();
}

/** A report as text, with its last line break. */
export type Format = (report: Report, look: TextStyle) => string;
