import { prepare } from "./parts.mjs";
import { expect, note, typed } from "./show.mjs";
import { events } from "./watch.mjs";

const account = "ops_admin";
const nick = "Tag_Profile_IM_Nick";
const ignore = "drift-ignore.yaml";
const drift = ["drift", "--stack", "dev", "--events", events];

/**
 * The demo of `examples/admins`, watched for drift, part by part: each throws when something did not do what it should. Those
 * that are recorded make the picture of the README.
 */
export const watched = [
	{ title: "A watch over changes, the service that tells it of them, and a stack", play: begin },
	{ title: "Two admins as code", play: ({ pulumi }) => pulumi(["up", "--yes"], { contains: ["+ 3 created"] }) },
	{ title: "Somebody renames an admin by hand", play: rename, isRecorded: true },
	{ title: "What is not as declared, who did it, and when", play: findDrift, isRecorded: true },
	{ title: "A rule hides it, with a reason and a last day", play: hide, isRecorded: true },
	{ title: "No rule hides an account that is gone", play: vanish, isRecorded: true },
	{ title: "Stop managing the admins: nothing is written", play: destroy },
];

async function begin(stage) {
	typed(`TIM_WEBHOOK_TOKEN=… npx pulumi-tim watch --port 0 --events ${events}`);
	note(stage.watch.output);
	await prepare("admins", `--webhook-url ${stage.watch.url} --webhook-token-env TIM_WEBHOOK_TOKEN`)(stage);
}

async function rename({ emulator, watch }) {
	const change = { account, operator: "carol", items: { [nick]: "Win a prize" } };
	typed(`curl -X POST $TIM_ENDPOINT/_emulator/changes \\\n    -d '${JSON.stringify(change)}'`);
	await emulator.change(change);
	note(`The watch: ${await watch.until(/^ops_admin: Tag_Profile_IM_Nick changed by carol \(Web\) at .*$/m)}`);
}

function findDrift({ tim }) {
	const contains = [account, '"Operations"', '"Win a prize"', "by carol (Web), 20", "1 drifted (1 attribute)"];
	return tim(drift, { code: 2, contains });
}

async function hide({ workspace, tim }) {
	const rules = rulesUntil(new Date(Date.now() + 14 * 86_400_000));
	workspace.write(ignore, rules);
	typed(`cat ${ignore}`);
	note(rules);
	await tim([...drift, "--ignore", ignore], { contains: ["clean: 2 accounts", "1 finding ignored"] });
}

async function vanish({ emulator, tim }) {
	typed(`curl -X DELETE $TIM_ENDPOINT/_emulator/accounts/${account}`);
	await emulator.remove(account);
	await tim([...drift, "--ignore", ignore], { code: 3, contains: [account, "account gone", "1 gone"] });
}

async function destroy({ emulator, pulumi }) {
	const before = await emulator.account("administrator");
	await pulumi(["destroy", "--yes"], { contains: ["- 2 deleted"] });
	const after = await emulator.account("administrator");
	expect(JSON.stringify(after) === JSON.stringify(before), "the profile of administrator stays as it is");
}

function rulesUntil(day) {
	return `rules:
  - account: ops_*
    tag: nick
    reason: the prize draw of the summer party
    until: ${day.toISOString().slice(0, 10)}
`;
}
