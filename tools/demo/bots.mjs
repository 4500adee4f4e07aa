import { paint } from "../log.mjs";
import { prepare, unchanged } from "./parts.mjs";
import { expect, note, typed } from "./show.mjs";

const account = "support_bot";
const [nick, team] = ["Tag_Profile_IM_Nick", "Tag_Profile_Custom_Team"];
const accountsBefore = ["faq_bot", "news_bot", account];

/** The demo of `examples/bots`, part by part: each throws when something did not do what it should. */
export const bots = [
	{ title: "A stand-in for the service, and a stack in a folder of its own", play: prepare("bots") },
	{ title: "What would be done", play: (stage) => stage.pulumi(["preview"], { contains: ["+ 4 to create"] }) },
	{ title: "Apply it", play: apply },
	{ title: "Nothing left to do", play: unchanged(4) },
	{ title: "Somebody changes a profile behind Pulumi's back", play: tamper },
	{ title: "The next preview finds it, property by property", play: findDrift },
	{ title: "Put it back", play: heal },
	{ title: "A mistake in the program is caught before anything is sent", play: mistake },
	{ title: "Stop managing the profiles; the accounts stay", play: destroy },
];

async function apply({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["+ 4 created"] });
	await expectProfile(emulator);
}

async function tamper({ emulator }) {
	const tags = { [nick]: "Win a prize", [team]: "none" };
	typed(`curl -X PUT $TIM_ENDPOINT/_emulator/accounts/${account} -d '${JSON.stringify(tags)}'`);
	const answer = await emulator.change(account, tags);
	note(JSON.stringify(answer));
	expect(answer[nick] === "Win a prize", "the emulator holds the other name");
}

function findDrift({ pulumi }) {
	const contains = ["Win a prize", '"Support"', '"none"', '"core"', "~ 1 to update"];
	return pulumi(["preview", "--diff", "--expect-no-changes"], { code: 7, contains });
}

async function heal({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["~ 1 updated"] });
	await expectProfile(emulator);
}

async function mistake({ workspace, pulumi }) {
	const edits = [
		['nick: "Support"', 'nick: "Support ".repeat(80)'],
		['custom: { Team: "core" }', 'custom: { Department: "core" }'],
	];
	note("In index.ts:");
	for (const [from, to] of edits) note(`${paint("red", `  - ${from}`)}\n${paint("green", `  + ${to}`)}`);
	workspace.edit(edits);
	await pulumi(["preview"], { code: 1, contains: ["nick: ", "500", "custom.Department: "] });
	workspace.edit(edits.map(([from, to]) => [to, from]));
}

async function destroy({ emulator, pulumi }) {
	await pulumi(["destroy", "--yes"], { contains: ["- 4 deleted"] });
	typed("curl $TIM_ENDPOINT/_emulator/accounts");
	const accounts = await emulator.accounts();
	note(JSON.stringify(accounts));
	expect(
		accountsBefore.every((name) => accounts.includes(name)),
		"every account is still there",
	);
	await expectProfile(emulator);
}

async function expectProfile(emulator) {
	const profile = await emulator.account(account);
	expect(profile[nick] === "Support" && profile[team] === "core", `${account} is what the program declares`);
}
