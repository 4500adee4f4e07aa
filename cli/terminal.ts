/** How text for people may look. */
export interface TextStyle {
	readonly colour: boolean;
	/** Columns of the terminal. */
	readonly width: number;
}

/** How wide text is that no terminal shows. */
export const FILE_WIDTH = 120;

/**
 * Colour on a terminal that can, or where FORCE_COLOR asks for it, as in the log of a pipeline; never where NO_COLOR
 * forbids it. Source: https://no-color.org, https://force-color.org
 */
export function textStyle(
	{ isTTY = false, columns = FILE_WIDTH }: { readonly isTTY?: boolean; readonly columns?: number },
	{ NO_COLOR = "", FORCE_COLOR = "", TERM }: Readonly<Record<string, string | undefined>>,
): TextStyle {
	const isAsked = FORCE_COLOR !== "" && FORCE_COLOR !== "0";
	const colour = NO_COLOR === "" && (isAsked || (isTTY && TERM !== "dumb"));
	return { colour, width: isTTY ? columns : FILE_WIDTH };
}
