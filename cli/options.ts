import { parseIntegerInRange } from "../provider/util/text";

/** The inclusive bounds of an integer option. */
export interface IntegerRange {
	/** @defaultValue 0 */
	readonly min?: number;
	/** @defaultValue no limit */
	readonly max?: number;
}

/**
 * Parses the value of an integer option.
 *
 * @throws Error with a one-line message if the value is not an integer in the range.
 */
export function parseInteger(name: string, text: string, { min = 0, max }: IntegerRange = {}): number {
	const value = parseIntegerInRange(text, min, max ?? Number.MAX_SAFE_INTEGER);
	if (value !== undefined) return value;
	const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
	throw new Error(`--${name}: must be an integer ${range}, not "${text}"`);
}
