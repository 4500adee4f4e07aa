import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

/* `npm run readme` writes the README's tables from the tables of the code; with `--check` it only tells whether they differ. */

const bytes = (count) => `text, at most ${count} bytes of UTF-8`;

function inputRows({ fields, customField, MAX_UINT32 }, enums) {
	const standard = Object.entries(fields).map(([name, field]) => [
		code(name),
		code(field.tag),
		valueCell(field, { enums, most: MAX_UINT32 }),
		notSetCell(field, enums),
		field.doc,
	]);
	const keyword = `English letters, at most ${customField.maxKeywordBytes}`;
	return [
		[code("account"), "", accountText, "", "Whose profile (UserID). Required."],
		...standard,
		[
			code("custom"),
			code(`${customField.prefix}<keyword>`),
			`map of keyword (${keyword}) to ${bytes(customField.maxBytes)}`,
			code('""'),
			"Custom fields. Each must exist in the console.",
		],
		[
			code("tags"),
			"the key itself",
			`map of tag to ${bytes(customField.maxBytes)}; a whole number; or ${code('{ uint64: "…" }')} above 2^53 - 1`,
			`${code('""')} or ${code("0")}`,
			"Any other tag, spelled as on the wire.",
		],
	];
}

function valueCell(field, { enums, most }) {
	if (field.type === "uint32") return `whole number, 0 to ${most}`;
	if (field.type === "enum") {
		const [name, constants] = enumOf(field, enums);
		return `${code(name)}: ${Object.keys(constants).map(code).join(", ")}`;
	}
	const advised = field.adviseBytes === undefined ? "" : `; above ${field.adviseBytes} a warning`;
	return `${bytes(field.maxBytes)}${advised}`;
}

function notSetCell(field, enums) {
	if (field.zero === undefined) return "none: the app's default applies";
	if (field.type !== "enum") return code(JSON.stringify(field.zero));
	const [, constants] = enumOf(field, enums);
	return code(Object.keys(constants).find((key) => constants[key] === field.zero));
}

function enumOf(field, enums) {
	return Object.entries(enums).find(([, constants]) => Object.values(constants).join() === field.values.join());
}

function setRows({ MAX_SET_ACCOUNTS }) {
	const most = MAX_SET_ACCOUNTS.toLocaleString("en");
	return [
		[
			code("profiles"),
			`map of account to its attributes, at most ${most} accounts`,
			"The profiles, each with the inputs of the table above but `account`. The keys are text that is known when the program runs. Required.",
		],
		[
			code("defaults"),
			"attributes",
			"What every profile has that it does not name itself. `custom` and `tags` are merged key by key.",
		],
		[
			code("createAccounts"),
			"true or false",
			"Whether accounts that are not in the service are imported first, a hundred to a call. Not given: they are not.",
		],
	];
}

function settingRows({ settingsTable }) {
	return Object.values(settingsTable).map(({ config, env, byDefault, doc }) => [
		config ? code(config) : "",
		env ? code(env) : "",
		byDefault,
		doc,
	]);
}

/** The options of a subcommand, as its `--help` has them. */
function optionRows({ createProgram }, subcommand) {
	const command = createProgram().commands.find((each) => each.name() === subcommand);
	return command.options.map(({ flags, description }) => [code(flags), description]);
}

/** The ways in which a subcommand ends. */
function exitRows(ways) {
	return Object.values(ways).map(({ code: exitCode, doc }) => [String(exitCode), doc]);
}

/** The policies, the default of each first. */
function policyRows({ policies }) {
	return Object.entries(policies).map(([name, { values, doc }]) => [code(name), values.map(code).join(", "), doc]);
}

/** The inputs of accounts and robots, the default of a policy first. */
function accountRows({ accountOnDelete: { values, docs } }, { ROBOT_PREFIX }) {
	const [isRobot, replaces] = [`starting with ${code(ROBOT_PREFIX)}`, "Another one replaces the resource."];
	return [
		[code("account"), accountText, `Its UserID, not ${isRobot}. Required. ${replaces}`, `The same, ${isRobot}.`],
		[code("onDelete"), values.map(code).join(", "), docs.account, docs.robot],
	];
}

const accountText = "text, 1 to 32 bytes of printable ASCII";

const code = (text) => `\`${text}\``;

function table(head, rows) {
	const line = (cells) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replaceAll(/ {2,}/g, " ");
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The README's tables by the name in their markers. */
async function tables() {
	const load = (path) => import(join(root, "dist", path)).then((module) => module.default);
	const modules = [
		...["provider/profile/fields.js", "provider/profile/enums.js", "provider/profile/schema.js"],
		...["provider/profile/policies.js", "provider/settings-table.js", "cli/program.js"],
		...["cli/adopt/exit-codes.js", "cli/exit-codes.js"],
		...["provider/account/policies.js", "provider/account/robots.js"],
	];
	const [fields, enums, schema, policies, settings, program, adopt, drift, accounts, robots] = await Promise.all(
		modules.map(load),
	);
	return {
		inputs: table(["input", "tag", "value", "not set", "meaning"], inputRows(fields, enums)),
		sets: table(["input", "value", "meaning"], setRows(schema)),
		policies: table(["input", "values", "meaning"], policyRows(policies)),
		accounts: table(["input", "values", "of an `Account`", "of a `Robot`"], accountRows(accounts, robots)),
		settings: table(["stack config", "environment", "default", "meaning"], settingRows(settings)),
		watch: table(["option", "meaning"], optionRows(program, "watch")),
		doctor: table(["option", "meaning"], optionRows(program, "doctor")),
		drift: table(["option", "meaning"], optionRows(program, "drift")),
		"exit codes of drift": table(["code", "meaning"], exitRows(drift.driftExitCodes)),
		adopt: table(["option", "meaning"], optionRows(program, "adopt")),
		"exit codes of adopt": table(["code", "meaning"], exitRows(adopt.adoptExitCodes)),
	};
}

/** The text with each table between its markers replaced. Errors: the markers of a table are missing. */
function withTables(text, all) {
	return Object.entries(all).reduce((before, [name, rows]) => {
		const [start, end] = [`<!-- table: ${name} -->`, "<!-- end of table -->"];
		const from = before.indexOf(start);
		const to = before.indexOf(end, from);
		if (from < 0 || to < 0) throw new Error(`README.md has no place for the table of ${name}`);
		return `${before.slice(0, from)}${start}\n\n${rows}\n\n${before.slice(to)}`;
	}, text);
}

async function main() {
	await setUp();
	const file = join(root, "README.md");
	const before = readFileSync(file, "utf8");
	const after = withTables(before, await tables());
	if (after === before) return;
	if (process.argv.includes("--check"))
		throw new Error("the tables of README.md are not those of the code; run npm run readme");
	writeFileSync(file, after);
}

await runMain(main);
