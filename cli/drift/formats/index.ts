import type { TextStyle } from "../../terminal";
import type { Report } from "../report";
import type * as github from "./github";
import type * as html from "./html";
import type * as json from "./json";
import type * as junit from "./junit";
import type * as markdown from "./markdown";
import type * as sarif from "./sarif";
import type * as text from "./text";

/** Renders a report as text that ends with a line break. */
export type ReportFormat = (report: Report, style: TextStyle) => string;

/** The report formats. The module of a format is loaded on first use. */
const formats = {
	text: (): ReportFormat => (require("./text") as typeof text).toText,
	json: (): ReportFormat => (require("./json") as typeof json).toJson,
	html: (): ReportFormat => (require("./html") as typeof html).toHtml,
	markdown: (): ReportFormat => (require("./markdown") as typeof markdown).toMarkdown,
	junit: (): ReportFormat => (require("./junit") as typeof junit).toJUnit,
	sarif: (): ReportFormat => (require("./sarif") as typeof sarif).toSarif,
	github: (): ReportFormat => (require("./github") as typeof github).toGitHubCommands,
} as const;

/** The name of a report format. */
export type FormatName = keyof typeof formats;

/** The names of all report formats. */
export const formatNames = Object.keys(formats) as readonly FormatName[];

/** Whether a text is the name of a report format. */
export function isFormatName(text: string): text is FormatName {
	return Object.hasOwn(formats, text);
}

/** Loads a report format by its name. */
export function loadFormat(name: FormatName): ReportFormat {
	return formats[name]();
}
