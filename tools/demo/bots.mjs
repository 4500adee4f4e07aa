import { paint } from "../log.mjs";
import { prepare, unchanged } from "./parts.mjs";
import { expect, note, typed } from "./show.mjs";

const [account, robot, adopted] = ["support_bot", "@RBT#faq", "news_bot"];
const [nick, level, team] = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level", "Tag_Profile_Custom_Team"];

/** The demo of `examples/bots`, part by part: each throws when something did not do what it should. */
export const bots = [
	{ title: "A stand-in for the service, and a stack in a folder of its own", play: prepare("bots") },
	{ title: "What would be done", play: (stage) => stage.pulumi(["preview"], { contains: ["+ 7 to create"] }) },
	{ title: "Apply it", play: apply },
	{ title: "What the service was asked: accounts and robot before their profiles", play: inOrder },
	{ title: "Nothing left to do", play: unchanged(7) },
	{ title: "Somebody changes a profile behind Pulumi's back", play: tamper },
	{ title: "The next preview finds it, property by property", play: findDrift },
	{ title: "Put it back", play: heal },
	{ title: "A mistake in the program is caught before anything is sent", play: mistake },
	{ title: "Say what a deletion is to do; by default everything stays", play: switchPolicies },
	{ title: "Delete what may go, put back what was there before, leave the rest", play: destroy },
];

async function apply({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["+ 7 created"] });
	await expectProfile(emulator);
}

async function inOrder({ emulator }) {
	typed("curl $TIM_ENDPOINT/_emulator/requests    # in short");
	const calls = await emulator.calls();
	for (const { command, accounts } of calls) note(`  ${command.padEnd(20)} ${accounts.join(" ")}`);
	const writesTo = (name) =>
		calls.filter(({ command, accounts }) => isWrite(command) && accounts.includes(name)).map(({ command }) => command);
	const [first, ...rest] = writesTo(account);
	expect(
		/import$/.test(first) && rest.join() === "portrait_set",
		`${account} is imported, then its profile is written`,
	);
	expect(writesTo(robot).join() === "create_robot,portrait_set", `${robot} is created, then its profile is written`);
	expect(writesTo(adopted).join() === "portrait_set", `${adopted} is there: its profile alone is written`);
}

async function tamper({ emulator }) {
	const tags = { [nick]: "Win a prize", [team]: "none" };
	typed(`curl -X PUT $TIM_ENDPOINT/_emulator/accounts/${account} -d '${JSON.stringify(tags)}'`);
	const answer = await emulator.put(account, tags);
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
	showEdits(edits);
	workspace.edit(edits);
	await pulumi(["preview"], { code: 1, contains: ["nick: ", "500", "custom.Department: "] });
	workspace.edit(edits.map(([from, to]) => [to, from]));
}

/** The switch itself is a changed input, and writes nothing; what it will do never shows in a preview. */
async function switchPolicies({ emulator, workspace, pulumi }) {
	const edits = [
		['{ account: "support_bot" }', '{ account: "support_bot", onDelete: "delete" }'],
		['{ account: "@RBT#faq" }', '{ account: "@RBT#faq", onDelete: "delete" }'],
		["account: newsroom.account,", 'account: newsroom.account, onDelete: "restore",'],
	];
	showEdits(edits);
	workspace.edit(edits);
	await pulumi(["config", "set", "tim:allowAccountDeletion", "true"]);
	await pulumi(["preview", "--diff"], { contains: ['onDelete: "delete"', 'onDelete: "restore"', "~ 3 to update"] });
	const before = await countWrites(emulator);
	await pulumi(["up", "--yes"], { contains: ["~ 3 updated"] });
	expect((await countWrites(emulator)) === before, "switching policies writes nothing to the service");
}

async function destroy({ emulator, pulumi }) {
	await pulumi(["destroy", "--yes"], { contains: ["- 7 deleted"] });
	typed("curl $TIM_ENDPOINT/_emulator/accounts");
	const accounts = await emulator.accounts();
	note(JSON.stringify(accounts));
	expect(!accounts.includes(account) && !accounts.includes(robot), `${account} and ${robot} are gone`);
	typed(`curl $TIM_ENDPOINT/_emulator/accounts/${adopted}`);
	const profile = await emulator.account(adopted);
	note(JSON.stringify(profile));
	expect(profile[nick] === "Daily news" && profile[level] === 1, `${adopted} has the nick and level of before`);
}

function showEdits(edits) {
	note("In index.ts:");
	for (const [from, to] of edits) note(`${paint("red", `  - ${from}`)}\n${paint("green", `  + ${to}`)}`);
}

async function countWrites(emulator) {
	return (await emulator.calls()).filter(({ command }) => isWrite(command)).length;
}

function isWrite(command) {
	return /_set$|_import$|^create_|_delete$|^delete_/.test(command);
}

async function expectProfile(emulator) {
	const profile = await emulator.account(account);
	expect(profile[nick] === "Support" && profile[team] === "core", `${account} is what the program declares`);
}
