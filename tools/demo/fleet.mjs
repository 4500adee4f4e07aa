import { paint } from "../log.mjs";
import { prepare, unchanged } from "./parts.mjs";
import { expect, note, typed } from "./show.mjs";

const nick = "Tag_Profile_IM_Nick";
const renamed = { ams_007: "Amsterdam 7", ber_042: "Berlin 42", jak_100: "Jakarta 100" };

/** The demo of `examples/fleet`, part by part: each throws when something did not do what it should. */
export const fleet = [
	{ title: "A stand-in for the service with a thousand accounts, and a stack", play: prepare("fleet") },
	{ title: "Ten sets of a hundred", play: ({ pulumi }) => pulumi(["preview"], { contains: ["+ 11 to create"] }) },
	{ title: "Apply them", play: apply },
	{ title: "Nothing left to do, in ten calls", play: unchanged(11) },
	{ title: "Somebody changes three of the thousand behind Pulumi's back", play: tamper },
	{ title: "The next preview names them", play: findDrift },
	{ title: "Put them back", play: heal },
	{ title: "A mistake in the file is caught, with its line", play: mistake },
	{ title: "Stop managing them; the accounts stay", play: destroy },
];

async function apply({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["+ 11 created"] });
	await expectNames(emulator);
}

async function tamper({ emulator }) {
	for (const account of Object.keys(renamed)) {
		typed(`curl -X PUT $TIM_ENDPOINT/_emulator/accounts/${account} -d '{"${nick}":"Win a prize"}'`);
		await emulator.put(account, { [nick]: "Win a prize" });
	}
}

/** Without a refresh the live comparison finds it, and a line names each account: the plan shows which sets change. */
function findDrift({ pulumi }) {
	const contains = [
		...Object.keys(renamed).map((account) => `${account}: changed outside Pulumi: nick`),
		"~ 3 to update",
	];
	return pulumi(["preview", "--refresh=false", "--expect-no-changes"], { code: 7, contains });
}

async function heal({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["~ 3 updated"] });
	await expectNames(emulator);
}

async function mistake({ workspace, pulumi }) {
	const edit = ["Amsterdam 10,3,", "Amsterdam 10,three,"];
	note("In fleet.csv:");
	note(`${paint("red", `  - ams_010,amsterdam,${edit[0]}`)}\n${paint("green", `  + ams_010,amsterdam,${edit[1]}`)}`);
	workspace.edit([edit], "fleet.csv");
	await pulumi(["preview"], { code: 1, contains: ["fleet.csv:11: level: must be an integer"] });
	workspace.edit([edit.toReversed()], "fleet.csv");
}

async function destroy({ emulator, pulumi }) {
	await pulumi(["destroy", "--yes"], { contains: ["- 11 deleted"] });
	await expectNames(emulator);
}

async function expectNames(emulator) {
	for (const [account, name] of Object.entries(renamed)) {
		const profile = await emulator.account(account);
		expect(profile[nick] === name, `${account} is what the file declares`);
	}
}
