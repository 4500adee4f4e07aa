import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type AdoptCommandOptions, runAdopt } from "@/cli/adopt/command";
import { type Emulator, startEmulator, type Tags } from "@/emulator";
import { toUtf16 } from "@/test/support/encodings";
import { runCommandIn } from "@/test/unit/cli/child";
import { evaluateProgram } from "./evaluated";

const NICK = "Tag_Profile_IM_Nick";

/** The tags of 247 accounts with different profiles, keyed by account ID. */
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
	const writeAccounts = (text: string | Buffer) => {
		const file = join(folder, "ids.csv");
		writeFileSync(file, text);
		return file;
	};

	it("prints a program for 250 accounts and robots, whose profiles it reads in three batched calls", async () => {
		const file = writeAccounts(`account\n${Object.keys(accounts).join("\n")}\n`);
		const tags = ["--custom", "Team", "--tags", "Tag_Profile_IM_New"];
		const { code, out, err } = await adopt("--file", file, "--robots", ...tags);
		assert.deepEqual({ code, err }, { code: 0, err: "" });
		assert.deepEqual(commands(), ["get_all_robots", "portrait_get", "portrait_get", "portrait_get"]);
		const created = evaluateProgram(out);
		assert.equal(created.length, 250 + 3);
		assert.deepEqual(created[3], {
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
		assert.deepEqual(created[246]?.args.custom, { Team: "core" });
		assert.deepEqual(created.slice(249, 251), [
			{ type: "Robot", name: "2-robot", args: { account: "@RBT#2" } },
			{ type: "Profile", name: "2-robot", args: { account: "@RBT#2", nick: "Two" } },
		]);
	});

	it("declares accounts and one set, and writes an import file, if the options request these", async () => {
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

	it("rejects an import file that is the list, before any call", async () => {
		const file = writeAccounts("account\nalice\n");
		const { code, out, err } = await adopt("--file", file, "--import-file", `${folder}/../${basename(folder)}/ids.csv`);
		assert.deepEqual([code, out, commands()], [1, "", []]);
		assert.match(err, /^pulumi-tim: --import-file: .* is also the file of --file; .*\n$/);
	});

	it("declares the existing accounts, reports the missing account, and exits with 3", async () => {
		const { code, out, err } = await adopt("--accounts", "missing,alice,alice");
		assert.equal(code, 3);
		assert.deepEqual(
			evaluateProgram(out).map(({ args }) => args),
			[{ account: "alice", nick: "Alice" }],
		);
		const [duplicate, missing, count] = err.split("\n");
		const words = "duplicate account alice, already listed in --accounts; the account is adopted once";
		assert.equal(duplicate, `pulumi-tim: --accounts: ${words}`);
		assert.match(missing ?? "", /^pulumi-tim: portrait_get missing: account 40003 account does not exist; /);
		assert.equal(count, "pulumi-tim: the program declares 1 of 2 accounts");
	});

	it("prints no program if none of the accounts exists, and exits with 3", async () => {
		const { code, out, err } = await adopt("--accounts", "missing");
		assert.deepEqual({ code, out }, { code: 3, out: "" });
		assert.match(err, /40003.*\npulumi-tim: nothing to adopt: none of the accounts exists and can be declared\n$/);
	});

	it("reads the column that Excel saved as Unicode text", async () => {
		const file = writeAccounts(toUtf16('昵称\t用户名\r\n"a ""b"", c"\talice\r\n\t\r\n'));
		const { code, out, err } = await adopt("--file", file);
		assert.deepEqual({ code, err }, { code: 0, err: "" });
		assert.deepEqual(
			evaluateProgram(out).map(({ args }) => args),
			[{ account: "alice", nick: "Alice" }],
		);
	});

	it("reads the column that --column names", async () => {
		const file = writeAccounts("Nickname,Login\nmissing,alice\n");
		assert.equal((await adopt("--file", file, "--column", "Login")).code, 0);
		assert.deepEqual(await adopt("--file", file), {
			code: 1,
			out: "",
			err: `pulumi-tim: ${file}: no known header of account IDs among "Nickname", "Login"; choose the column with --column\n`,
		});
	});

	it("reports every invalid line of a file, reads no account, and exits with 1", async () => {
		const file = writeAccounts('alice\nb\u00e9\n""\n');
		const { code, out, err } = await adopt("--file", file);
		assert.deepEqual({ code, out, calls: emulator.calls() }, { code: 1, out: "", calls: 0 });
		assert.deepEqual(err.trimEnd().split("\n"), [
			`pulumi-tim: ${file}:2: account "bé" must be printable ASCII; correct the account ID`,
			`pulumi-tim: ${file}:3: account "" must not be empty; correct the account ID`,
		]);
	});

	const rejected: readonly {
		readonly name: string;
		readonly options: AdoptCommandOptions;
		readonly message: RegExp;
	}[] = [
		{
			name: "options without accounts",
			options: {},
			message: /^nothing to adopt: no account was given; use --accounts, --file or --robots$/,
		},
		{
			name: "a missing file",
			options: { file: "none.csv" },
			message: /^none.csv: the file does not exist; check the path$/,
		},
		{
			name: "--column without --file",
			options: { accounts: "a", column: "Login" },
			message: /^--column: requires a list; add --file <csv>$/,
		},
		{
			name: "an empty --column",
			options: { file: "none.csv", column: " " },
			message: /^--column: must not be empty; pass the header or the number of a column$/,
		},
		{
			name: "an invalid tag",
			options: { accounts: "a", tags: "Nick" },
			message: /^--tags: Nick: a tag must start/,
		},
	];
	for (const { name, options, message } of rejected) {
		it(`rejects ${name}`, () => assert.rejects(runAdopt(options), { message }));
	}

	it("rejects an empty set name, and more accounts than a set can have, before it reads a profile", async () => {
		const many = writeAccounts(Array.from({ length: 10_001 }, (_, index) => `bot${index}`).join("\n"));
		const [unnamed, large] = [
			await adopt("--accounts", "alice", "--set", ""),
			await adopt("--file", many, "--set", "bots"),
		];
		assert.deepEqual(unnamed, {
			code: 1,
			out: "",
			err: "pulumi-tim: --set: must not be empty; pass the name of the set\n",
		});
		const words = "--set: a set has at most 10000 accounts, not 10001; adopt the accounts in several sets";
		assert.deepEqual(large, { code: 1, out: "", err: `pulumi-tim: ${words}\n` });
		assert.equal(emulator.calls(), 0);
	});

	it("exits with 4 if settings are missing, or the key belongs to another app", async () => {
		const [none, wrong] = await Promise.all([
			runCommandIn({}, "adopt", "--accounts", "alice").ended(),
			runCommandIn({ ...emulator.env, TIM_SECRET_KEY: "other" }, "adopt", "--accounts", "alice,missing").ended(),
		]);
		assert.deepEqual(none, {
			code: 4,
			out: "",
			err: "pulumi-tim: not set: TIM_REGION, or TIM_ENDPOINT; set it in the environment\n",
		});
		assert.deepEqual({ code: wrong.code, out: wrong.out }, { code: 4, out: "" });
		assert.match(wrong.err, /^pulumi-tim: portrait_get alice: api 70009 verification of the UserSig failed; [^\n]+\n$/);
	});

	it("exits with 5 if a custom field cannot be read, and declares the other values", async () => {
		const { code, out, err } = await adopt("--accounts", "alice", "--custom", "Desk");
		assert.equal(code, 5);
		assert.deepEqual(
			evaluateProgram(out).map(({ args }) => args),
			[{ account: "alice", nick: "Alice" }],
		);
		assert.match(err, /^pulumi-tim: Tag_Profile_Custom_Desk is omitted: api 40009 tag does not exist/);
	});
});
