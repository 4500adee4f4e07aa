/** What each profile declares: two tags. */
const attributes = '{ nick: "Bot " + index, level: index % 100 }';

/** The same accounts as {@link accountAt} gives. */
const account = '"bot_" + String(index).padStart(5, "0")';

/** A program of single profiles, from a loop as a user would write it. */
export function profilesProgram(count: number): string {
	return `
const tim = require("pulumi-tim");
for (let index = 0; index < ${count}; index += 1) {
	const account = ${account};
	new tim.Profile(account, { account, ...${attributes} });
}
`;
}

/** A program of sets of profiles. */
export function setsProgram(sets: number, size: number): string {
	return `
const tim = require("pulumi-tim");
for (let set = 0; set < ${sets}; set += 1) {
	const profiles = {};
	for (let index = set * ${size}; index < (set + 1) * ${size}; index += 1) profiles[${account}] = ${attributes};
	new tim.ProfileSet("set_" + set, { profiles });
}
`;
}
