import type { Report } from "../report";

/** How a report may look, for the formats that people read. */
export interface Look {
	readonly colour: boolean;
	/** Columns of the terminal. */
	readonly width: number;
}

/** A report as text, with its last line break. */
export type Format = (report: Report, look: Look) => string;
