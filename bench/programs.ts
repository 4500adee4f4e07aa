/** The JavaScript expression for the attributes of a profile: two tags. */
const attributes = '{ nick: "Bot " + index, level: index % 100 }';

/** The JavaScript expression for the UserID that {@link accountAt} returns. */
const account = '"bot_" + String(index).padStart(5, "0")';

/** Returns a program that declares single profiles in a loop. */
export function profilesProgram(count: number): string {
	return `
const tim = require("pulumi-tim");
for (let index = 0; index < ${count}; index += 1) {
	const account = ${account};
	new tim.Profile(account, { account, ...${attributes} });
}
`;
}

/** Returns a program that declares sets of profiles. */
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
