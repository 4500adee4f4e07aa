import { paint } from "../log.mjs";
import { prepare, unchanged } from "./steps.mjs";
import { expect, note, typed } from "./terminal.mjs";

const nick = "Tag_Profile_IM_Nick";
const renamed = { ams_007: "Amsterdam 7", ber_042: "Berlin 42", jak_100: "Jakarta 100" };

/** The steps of the demo of `examples/fleet`. A step throws if its result is not as expected. */
export const fleet = [
	{ title: "Start the emulator with a thousand accounts and create a stack", run: prepare("fleet") },
	{
		title: "Preview ten sets of a hundred profiles",
		run: ({ pulumi }) => pulumi(["preview"], { contains: ["+ 11 to create"] }),
	},
	{ title: "Apply the changes", run: apply },
	{ title: "Preview again: no changes, with only ten calls", run: unchanged(11) },
	{ title: "Someone changes three of the thousand profiles outside Pulumi", run: changeByHand },
	{ title: "The next preview lists the three accounts", run: findDrift },
	{ title: "Restore the declared values", run: repair },
	{ title: "An invalid row of fleet.csv is reported with its line", run: mistake },
	{ title: "Stop managing the profiles; the accounts are kept", run: destroy },
];

async function apply({ emulator, pulumi }) {
	await pulumi(["up", "--yes"], { contains: ["+ 11 created"] });
	await expectNames(emulator);
}

async function changeByHand({ emulator }) {
	for (const account of Object.keys(renamed)) {
		typed(`curl -X PUT $TIM_ENDPOINT/_emulator/accounts/${account} -d '{"${nick}":"Win a prize"}'`);
		await emulator.put(account, { [nick]: "Win a prize" });
	}
}

/**
 * Runs a preview without a refresh. The provider compares the profiles with the live profiles, and logs a line for each
 * account whose live profile changed. The plan shows the sets to update.
 */
function findDrift({ pulumi }) {
	const contains = [
		...Object.keys(renamed).map((account) => `${account}: changed outside Pulumi: nick`),
		"~ 3 to update",
	];
	return pulumi(["preview", "--refresh=false", "--expect-no-changes"], { code: 7, contains });
}

async function repair({ emulator, pulumi }) {
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
		expect(profile[nick] === name, `${account} is as declared in the file`);
	}
}
