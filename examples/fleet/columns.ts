import * as tim from "pulumi-tim";

/**
 * Converts a cell to attributes. Throws an error for an invalid cell, with a message such as "must be an integer",
 * which is printed after the column name.
 */
type Column = (cell: string) => tim.ProfileAttributes;

/** Conversions of cells, keyed by column name. Add the columns that you need. */
export const columns: Readonly<Record<string, Column>> = {
	nick: (cell) => ({ nick: text(cell) }),
	image: (cell) => ({ image: text(cell) }),
	level: (cell) => ({ level: parseInteger(cell) }),
	language: (cell) => ({ language: parseInteger(cell) }),
	allowType: (cell) => ({ allowType: oneOf(tim.AllowType, cell) }),
	team: (cell) => ({ custom: { Team: text(cell) } }),
};

function text(cell: string): string {
	if (Buffer.byteLength(cell) > 500) throw new Error("must be at most 500 bytes of UTF-8");
	return cell;
}

function parseInteger(cell: string): number {
	if (!/^\d{1,10}$/.test(cell) || Number(cell) > 4_294_967_295)
		throw new Error("must be an integer from 0 to 4294967295");
	return Number(cell);
}

function oneOf<T extends string>(choices: Readonly<Record<string, T>>, cell: string): T {
	const choice = choices[cell];
	if (choice === undefined) throw new Error(`must be one of ${Object.keys(choices).join(", ")}`);
	return choice;
}
