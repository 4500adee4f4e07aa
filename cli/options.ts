import { parseIntegerInRange } from "../provider/util";

/** The least and the most that an option may be. */
export interface IntegerRange {
	/** @default 0 */
	readonly min?: number;
	/** @default no limit */
	readonly max?: number;
}

/** The number that an option names. Errors: `Error` with one line when it is no whole number, or outside the limits. */
export function parseInteger(name: string, text: string, { min = 0, max }: IntegerRange = {}): number {
	const number = parseIntegerInRange(text, min, max ?? Number.MAX_SAFE_INTEGER);
	if (number !== undefined) return number;
	const limits = [min > 0 ? ` from ${min}` : "", max === undefined ? "" : ` up to ${max}`].join("");
	throw new Error(`--${name}: "${text}" is no whole number${limits}`);
}
