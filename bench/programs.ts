/** The JavaScript expression for the attributes of a profile: values for two tags. */
const attributes = '{ nick: "Bot " + index, level: index % 100 }';

/** The JavaScript expression for a UserID, equal to the result of {@link accountAt}. */
const account = '"bot_" + String(index).padStart(5, "0")';

/** Returns a program that declares `count` `Profile` resources in a loop. */
export function profilesProgram(count: number): string {
	return `
const tim = require("pulumi-tim");
for (let index = 0; index < ${count}; index += 1) {
	const account = ${account};
	new tim.Profile(account, { account, ...${attributes} });
}
`;
}

/** Returns a program that declares `sets` `ProfileSet` resources, each of which contains `size` profiles. */
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
