import { paint } from "../log.mjs";
import { prepare, unchanged } from "./steps.mjs";
import { expect, note, typed } from "./terminal.mjs";

const [account, robot, adopted] = ["support_bot", "@RBT#faq", "news_bot"];
const [nick, level, team] = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level", "Tag_Profile_Custom_Team"];

/** The steps of the demo of `examples/bots`. A step throws if its result is not as expected. */
export const bots = [
	{ title: "Start the emulator and create a stack in a temporary folder", run: prepare("bots") },
	{ title: "Preview the changes", run: (context) => context.pulumi(["preview"], { contains: ["+ 7 to create"] }) },
	{ title: "Apply the changes", run: apply },
	{ title: "Show the calls: the accounts and the robot are created before their profiles are written", run: showCalls },
	{ title: "Preview again: no changes", run: unchanged(7) },
	{ title: "Someone changes a profile outside Pulumi", run: changeByHand },
	{ title: "The next preview shows each changed property", run: findDrift },
	{ title: "Restore the declared values", run: repair },
	{ title: "Invalid inputs are rejected before any call is made", run: mistake },
	{ title: "Set deletion policies; by default, everything is kept", run: switchPolicies },
	{ title: "Destroy the stack: the policies decide what is deleted, restored or kept", run: destroy },
];

async function apply({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["+ 7 created"] });
	await expectProfile(emulator);
}

async function showCalls({ emulator }) {
	typed("curl $TIM_ENDPOINT/_emulator/requests    # shortened");
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
	expect(writesTo(adopted).join() === "portrait_set", `${adopted} exists: only its profile is written`);
}

async function changeByHand({ emulator }) {
	const tags = { [nick]: "Win a prize", [team]: "none" };
	typed(`curl -X PUT $TIM_ENDPOINT/_emulator/accounts/${account} -d '${JSON.stringify(tags)}'`);
	const profile = await emulator.put(account, tags);
	note(JSON.stringify(profile));
	expect(profile[nick] === "Win a prize", "the emulator has the changed nick");
}

function findDrift({ pulumi }) {
	const contains = ["Win a prize", '"Support"', '"none"', '"core"', "~ 1 to update"];
	return pulumi(["preview", "--diff", "--expect-no-changes"], { code: 7, contains });
}

async function repair({ emulator, pulumi }) {
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

/**
 * Changes the deletion policies. The policies are inputs, so the update stores the policies in the state and writes
 * nothing to the service.
 */
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
	expect((await countWrites(emulator)) === before, "changing policies writes nothing to the service");
}

async function destroy({ emulator, pulumi }) {
	await pulumi(["destroy", "--yes"], { contains: ["- 7 deleted"] });
	typed("curl $TIM_ENDPOINT/_emulator/accounts");
	const accounts = await emulator.accounts();
	note(JSON.stringify(accounts));
	expect(!accounts.includes(account) && !accounts.includes(robot), `${account} and ${robot} no longer exist`);
	typed(`curl $TIM_ENDPOINT/_emulator/accounts/${adopted}`);
	const profile = await emulator.account(adopted);
	note(JSON.stringify(profile));
	expect(profile[nick] === "Daily news" && profile[level] === 1, `${adopted} has its earlier nick and level`);
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
	expect(profile[nick] === "Support" && profile[team] === "core", `${account} is as declared in the program`);
}
