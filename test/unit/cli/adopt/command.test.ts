import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AdoptCommandOptions, runAdopt } from "@/cli/adopt/command";
import { type Emulator, startEmulator, type Tags } from "@/emulator";
import { evaluateProgram } from "@/test/unit/cli/adopt/evaluated";
import { runCommandIn } from "@/test/unit/cli/child";

const NICK = "Tag_Profile_IM_Nick";

/** 247 accounts, each with something of its own. */
const accounts: Readonly<Record<string, Tags>> = Object.fromEntries(
	Array.from({ length: 247 }, (_, index): readonly [string, Tags] => [
		`desk ${index}`,
		{
			[NICK]: `Desk "${index}"\u2028`,
			Tag_Profile_IM_AllowType: "AllowType_Type_DenyAny",
			Tag_Profile_IM_Level: index,
			Tag_Profile_Custom_Team: index % 2 === 0 ? "core" : "",
			Tag_Profile_IM_New: { uint64: String(2n ** 63n + BigInt(index)) },
		},
	]),
);

const robots: Readonly<Record<string, Tags>> = { "@RBT#1": {}, "@RBT#2": { [NICK]: "Two" }, "@RBT#3": {} };

describe("pulumi-tim adopt", () => {
	let folder: string;
	let emulator: Emulator;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-adopt-"));
		emulator = await startEmulator({
			accounts: { ...accounts, ...robots, alice: { [NICK]: "Alice" } },
			customFields: ["Team"],
			extraTags: { Tag_Profile_IM_New: "uint64" },
		});
	});
	beforeEach(() => emulator.reset());
	after(async () => {
		await emulator.close();
		rmSync(folder, { recursive: true });
	});

	const adopt = (...args: readonly string[]) => runCommandIn(emulator.env, "adopt", ...args).ended();
	const commands = () => emulator.requests.map(({ command }) => command);
	const fileOf = (text: string) => {
		const file = join(folder, "ids.csv");
		writeFileSync(file, text);
		return file;
	};

	it("adopts 250 accounts, robots among them, with three calls, in a program that declares each", async () => {
		const file = fileOf(`account\n${Object.keys(accounts).join("\n")}\n`);
		const tags = ["--custom", "Team", "--tags", "Tag_Profile_IM_New"];
		const { code, out, err } = await adopt("--file", file, "--robots", ...tags);
		assert.deepEqual({ code, err }, { code: 0, err: "" });
		assert.deepEqual(commands(), ["get_all_robots", "portrait_get", "portrait_get", "portrait_get"]);
		const made = evaluateProgram(out);
		assert.equal(made.length, 250 + 3);
		assert.deepEqual(made[3], {
			type: "Profile",
			name: "desk-3",
			args: {
				account: "desk 3",
				nick: 'Desk "3"\u2028',
				allowType: "AllowType_Type_DenyAny",
				level: 3,
				tags: { Tag_Profile_IM_New: { uint64: "9223372036854775811" } },
			},
		});
		assert.deepEqual(made[246]?.args.custom, { Team: "core" });
		assert.deepEqual(made.slice(249, 251), [
			{ type: "Robot", name: "2-robot", args: { account: "@RBT#2" } },
			{ type: "Profile", name: "2-robot", args: { account: "@RBT#2", nick: "Two" } },
		]);
	});

	it("declares accounts too, in one set, and writes an import file, when it is told to", async () => {
		const importFile = join(folder, "import.json");
		const args = ["--accounts", "alice,@RBT#2", "--with-accounts", "--set", "bots", "--import-file", importFile];
		const { code, out } = await adopt(...args);
		assert.equal(code, 0);
		assert.deepEqual(
			evaluateProgram(out).map(({ type, name }) => `${type} ${name}`),
			["Account alice", "Robot 2-robot", "ProfileSet bots"],
		);
		const { resources } = JSON.parse(readFileSync(importFile, "utf8")) as { readonly resources: readonly object[] };
		assert.equal(resources.length, 3);
	});

	it("writes what it can, names what is missing, and ends with 3", async () => {
		const { code, out, err } = await adopt("--accounts", "nobody,alice,alice");
		assert.equal(code, 3);
		assert.deepEqual(
			evaluateProgram(out).map(({ args }) => args),
			[{ account: "alice", nick: "Alice" }],
		);
		const [repeated, missing, count] = err.split("\n");
		assert.equal(repeated, "pulumi-tim: --accounts: alice was named before (--accounts); it is adopted once");
		assert.match(missing ?? "", /^pulumi-tim: portrait_get nobody: account 40003 account does not exist; import the/);
		assert.equal(count, "pulumi-tim: 1 of 2 accounts are in the program");
	});

	it("prints no program where no account exists, and ends with 3", async () => {
		const { code, out, err } = await adopt("--accounts", "nobody");
		assert.deepEqual({ code, out }, { code: 3, out: "" });
		assert.match(err, /40003.*\npulumi-tim: nothing to adopt: none of the accounts is in the service\n$/);
	});

	it("names every line of a file that is no account, reads nothing, and ends with 1", async () => {
		const file = fileOf('alice\nb\u00e9\n""\n');
		const { code, out, err } = await adopt("--file", file);
		assert.deepEqual({ code, out, calls: emulator.calls() }, { code: 1, out: "", calls: 0 });
		assert.deepEqual(err.trimEnd().split("\n"), [
			`pulumi-tim: ${file}:2: account "bé" must be printable ASCII`,
			`pulumi-tim: ${file}:3: account "" must not be empty`,
			"pulumi-tim: nothing was read; correct the accounts first",
		]);
	});

	const refused: readonly { readonly name: string; readonly options: AdoptCommandOptions; readonly message: RegExp }[] =
		[
			{
				name: "no account",
				options: {},
				message: /^nothing to adopt: name accounts with --accounts or --file, or use --robots$/,
			},
			{ name: "a file that is not there", options: { file: "none.csv" }, message: /^none.csv: no such file$/ },
			{
				name: "a tag that is none",
				options: { accounts: "a", tags: "Nick" },
				message: /^--tags: Nick: a tag must start/,
			},
		];
	for (const { name, options, message } of refused) {
		it(`refuses ${name}`, () => assert.rejects(runAdopt(options), { message }));
	}

	it("refuses a set without a name, and one with more accounts than a set has, before it reads a profile", async () => {
		const many = fileOf(Array.from({ length: 10_001 }, (_, index) => `bot${index}`).join("\n"));
		const [nameless, large] = [
			await adopt("--accounts", "alice", "--set", ""),
			await adopt("--file", many, "--set", "bots"),
		];
		assert.deepEqual(nameless, { code: 1, out: "", err: "pulumi-tim: --set: the set needs a name\n" });
		const words = "--set: a set has at most 10000 accounts, and these are 10001; adopt them in parts";
		assert.deepEqual(large, { code: 1, out: "", err: `pulumi-tim: ${words}\n` });
		assert.equal(emulator.calls(), 0);
	});

	it("ends with 4 without settings, and with a key that is not the app's", async () => {
		const [none, wrong] = await Promise.all([
			runCommandIn({}, "adopt", "--accounts", "alice").ended(),
			runCommandIn({ ...emulator.env, TIM_SECRET_KEY: "other" }, "adopt", "--accounts", "alice,nobody").ended(),
		]);
		assert.deepEqual(none, {
			code: 4,
			out: "",
			err: "pulumi-tim: not set: TIM_REGION, or TIM_ENDPOINT; set it in the environment\n",
		});
		assert.deepEqual({ code: wrong.code, out: wrong.out }, { code: 4, out: "" });
		assert.match(wrong.err, /^pulumi-tim: portrait_get alice: api 70009 UserSig does not verify; [^\n]+\n$/);
	});

	it("ends with 5 when a custom field cannot be read, and adopts the rest", async () => {
		const { code, out, err } = await adopt("--accounts", "alice", "--custom", "Desk");
		assert.equal(code, 5);
		assert.deepEqual(
			evaluateProgram(out).map(({ args }) => args),
			[{ account: "alice", nick: "Alice" }],
		);
		assert.match(err, /^pulumi-tim: Tag_Profile_Custom_Desk is left out: api 40009 tag does not exist/);
	});
});
