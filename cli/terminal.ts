/** How text for people may look. */
export interface Look {
	readonly colour: boolean;
	/** Columns of the terminal. */
	readonly width: number;
}

/** How wide text is that no terminal shows. */
export const FILE_WIDTH = 120;

/** Colour only on a terminal that can, and where NO_COLOR does not forbid it. Source: https://no-color.org */
export function lookOf(
	{ isTTY = false, columns = FILE_WIDTH }: { readonly isTTY?: boolean; readonly columns?: number },
	{ NO_COLOR = "", TERM }: Readonly<Record<string, string | undefined>>,
): Look {
	return { colour: isTTY && NO_COLOR === "" && TERM !== "dumb", width: isTTY ? columns : FILE_WIDTH };
}
