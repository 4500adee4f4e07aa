/** Columns between two columns of a {@link borderlessTable}. */
export const GAP = 2;

/** How cli-table3 draws without any line: columns alone, {@link GAP} apart. */
export const borderlessTable = {
	chars: {
		...Object.fromEntries(
			["top", "bottom", "left", "right", "mid"]
				.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
				.map((name) => [name, ""]),
		),
		middle: " ".repeat(GAP),
	},
	style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
};
