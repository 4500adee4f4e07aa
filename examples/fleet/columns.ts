import * as tim from "pulumi-tim";

/** What a cell declares. Throws the words for what is wrong with it. */
type Column = (cell: string) => tim.ProfileAttributes;

/** What the columns of the file declare. Add those that you need. */
export const columns: Readonly<Record<string, Column>> = {
	nick: (cell) => ({ nick: text(cell) }),
	image: (cell) => ({ image: text(cell) }),
	level: (cell) => ({ level: wholeNumber(cell) }),
	language: (cell) => ({ language: wholeNumber(cell) }),
	allowType: (cell) => ({ allowType: oneOf(tim.AllowType, cell) }),
	team: (cell) => ({ custom: { Team: text(cell) } }),
};

function text(cell: string): string {
	if (Buffer.byteLength(cell) > 500) throw new Error("is above 500 bytes of UTF-8");
	return cell;
}

function wholeNumber(cell: string): number {
	if (!/^\d{1,10}$/.test(cell) || Number(cell) > 4_294_967_295)
		throw new Error("must be a whole number up to 4294967295");
	return Number(cell);
}

function oneOf<T extends string>(choices: Readonly<Record<string, T>>, cell: string): T {
	const choice = choices[cell];
	if (choice === undefined) throw new Error(`must be one of ${Object.keys(choices).join(", ")}`);
	return choice;
}
