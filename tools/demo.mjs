import { startEmulator } from "./demo/emulator.mjs";
import { demonstrate, expect, heading, note, typed } from "./demo/show.mjs";
import { createWorkspace } from "./demo/workspace.mjs";
import { duration, paint } from "./log.mjs";
import { runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const account = "support_bot";
const [nick, team] = ["Tag_Profile_IM_Nick", "Tag_Profile_Custom_Team"];
const accountsBefore = ["faq_bot", "news_bot", account];

/** The demo, part by part: each throws when something did not do what it should. */
const parts = [
	{ title: "A stand-in for the service, and a stack in a folder of its own", play: prepare },
	{ title: "What would be done", play: (stage) => stage.pulumi(["preview"], { contains: ["+ 4 to create"] }) },
	{ title: "Apply it", play: apply },
	{ title: "Nothing left to do", play: unchanged },
	{ title: "Somebody changes a profile behind Pulumi's back", play: tamper },
	{ title: "The next preview finds it, property by property", play: findDrift },
	{ title: "Put it back", play: heal },
	{ title: "A mistake in the program is caught before anything is sent", play: mistake },
	{ title: "Stop managing the profiles; the accounts stay", play: destroy },
];

function prepare({ emulator, pulumi }) {
	typed("npm run emulator -- --seed examples/bots/seed.json");
	note(emulator.output);
	typed("export PULUMI_BACKEND_URL=file://… PULUMI_CONFIG_PASSPHRASE= TIM_…    # the lines above");
	typed("cd examples/bots");
	return pulumi(["stack", "init", "dev"]);
}

async function apply({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["+ 4 created"] });
	await expectProfile(emulator);
}

function unchanged({ pulumi }) {
	return pulumi(["preview", "--expect-no-changes"], { contains: ["4 unchanged"] });
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

const next = `
To use it with your own app:

  1. Set TIM_SDK_APP_ID, TIM_REGION (where the app was made) and TIM_SECRET_KEY_FILE (a file that holds the app's key).
     The key stays in the environment: nothing of it enters the state.
  2. Declare your accounts as examples/bots/index.ts does. They must exist; what you leave out is left alone.
  3. pulumi preview shows what differs from the live service, pulumi up writes only that.

README.md has every input and setting.`;

async function main() {
	const started = Date.now();
	const engine = await setUp({ engine: true });
	const emulator = await startEmulator("examples/bots/seed.json");
	const workspace = { ...createWorkspace({ example: "examples/bots", engine, settings: emulator.env }), ...engine };
	try {
		const pulumi = (args, expected) => demonstrate(args, { workspace, ...expected });
		for (const [index, { title, play }] of parts.entries()) {
			heading(`${index + 1}. ${title}`);
			await play({ emulator, workspace, pulumi });
		}
	} finally {
		emulator.stop();
		workspace.remove();
	}
	note(`${next}\n\n${paint("green", `Every step did what it should, in ${duration(Date.now() - started)}.`)}`);
}

await runMain(main);
