import type { Format } from "./format";

/** How to get each format: loaded when it is asked for. */
const formats = {
	text: async () => (await import("./text.js")).textFormat,
} as const satisfies Record<string, () => Promise<Format>>;

/** Name of a format. */
export type FormatName = keyof typeof formats;

/** The formats by name. */
export const formatNames = Object.keys(formats) as readonly FormatName[];

/** Whether a text names a format. */
export function isFormatName(text: string): text is FormatName {
	return Object.hasOwn(formats, text);
}

/** The format of a name. */
export function loadFormat(name: FormatName): Promise<Format> {
	return formats[name]();
}
