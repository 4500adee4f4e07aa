import { prepare } from "./steps.mjs";
import { expect, note, typed } from "./terminal.mjs";
import { events } from "./watch.mjs";

const account = "ops_admin";
const nick = "Tag_Profile_IM_Nick";
const ignore = "drift-ignore.yaml";
const drift = ["drift", "--stack", "dev", "--events", events];

/**
 * The steps of the drift demo on `examples/admins`. A step throws if its result is not as expected. The picture in
 * README.md shows the steps that have `isRecorded`.
 */
export const driftDemo = [
	{
		title: "Start pulumi-tim watch and an emulator that sends webhooks to it, and create a stack",
		run: startWatchStep,
	},
	{ title: "Declare two admins", run: ({ pulumi }) => pulumi(["up", "--yes"], { contains: ["+ 3 created"] }) },
	{ title: "Someone renames an admin outside Pulumi", run: rename, isRecorded: true },
	{ title: "pulumi-tim drift reports the difference, who made it, and when", run: findDrift, isRecorded: true },
	{ title: "A rule ignores the finding, with a reason and an expiry date", run: addIgnoreRule, isRecorded: true },
	{ title: "Rules do not apply to a deleted account", run: deleteAccount, isRecorded: true },
	{ title: "Stop managing the admins; nothing is written", run: destroy },
];

async function startWatchStep(context) {
	typed(`TIM_WEBHOOK_TOKEN=… npx pulumi-tim watch --port 0 --events ${events}`);
	note(context.watch.output);
	await prepare("admins", `--webhook-url ${context.watch.url} --webhook-token-env TIM_WEBHOOK_TOKEN`)(context);
}

async function rename({ emulator, watch }) {
	const change = { account, operator: "carol", items: { [nick]: "Win a prize" } };
	typed(`curl -X POST $TIM_ENDPOINT/_emulator/changes \\\n    -d '${JSON.stringify(change)}'`);
	await emulator.change(change);
	note(
		`pulumi-tim watch prints: ${await watch.until(/^ops_admin: Tag_Profile_IM_Nick changed by carol \(Web\) at .*$/m)}`,
	);
}

function findDrift({ tim }) {
	const contains = [account, '"Operations"', '"Win a prize"', "by carol (Web), 20", "1 drifted (1 attribute)"];
	return tim(drift, { code: 2, contains });
}

async function addIgnoreRule({ workspace, tim }) {
	const rules = rulesUntil(new Date(Date.now() + 14 * 86_400_000));
	workspace.write(ignore, rules);
	typed(`cat ${ignore}`);
	note(rules);
	await tim([...drift, "--ignore", ignore], { contains: ["clean: 2 accounts", "1 finding ignored"] });
}

async function deleteAccount({ emulator, tim }) {
	typed(`curl -X DELETE $TIM_ENDPOINT/_emulator/accounts/${account}`);
	await emulator.remove(account);
	await tim([...drift, "--ignore", ignore], { code: 3, contains: [account, "account gone", "1 gone"] });
}

async function destroy({ emulator, pulumi }) {
	const before = await emulator.account("administrator");
	await pulumi(["destroy", "--yes"], { contains: ["- 2 deleted"] });
	const after = await emulator.account("administrator");
	expect(JSON.stringify(after) === JSON.stringify(before), "the profile of administrator is unchanged");
}

function rulesUntil(day) {
	return `rules:
  - account: ops_*
    tag: nick
    reason: prize draw at the summer party
    until: ${day.toISOString().slice(0, 10)}
`;
}
