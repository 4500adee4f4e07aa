import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

/*
 * `npm run docs:tables` generates the tables between `<!-- table: NAME -->` and `<!-- end of table -->` in README.md,
 * CONTRIBUTING.md and docs/*.md from the code. With `--check` it fails if a table is out of date, and writes nothing.
 */

const END = "<!-- end of table -->";

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
		[code("account"), "", accountText, "", "The UserID of the account. Required."],
		...standard,
		[
			code("custom"),
			code(`${customField.prefix}<keyword>`),
			`map of keyword (${keyword}) to ${bytes(customField.maxBytes)}`,
			code('""'),
			"Custom fields. Each must be defined in the console.",
		],
		[
			code("tags"),
			"the key",
			`map of tag to ${bytes(customField.maxBytes)}; an integer; or ${code('{ uint64: "…" }')} above 2^53 - 1`,
			`${code('""')} or ${code("0")}`,
			"Any other tag, spelled as in the REST API.",
		],
	];
}

function valueCell(field, { enums, most }) {
	if (field.type === "uint32") return `integer, 0 to ${most}`;
	if (field.type === "enum") {
		const [name, constants] = enumOf(field, enums);
		return `${code(name)}: ${Object.keys(constants).map(code).join(", ")}`;
	}
	const advised = field.adviseBytes === undefined ? "" : `; more than ${field.adviseBytes} bytes cause a warning`;
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
			"The attributes of each account, keyed by UserID: the inputs of a `Profile` except `account`. The keys must be plain text and known when the program runs. Required.",
		],
		[
			code("defaults"),
			"attributes",
			"Attributes for every profile that does not set them. `custom` and `tags` are merged key by key.",
		],
		[
			code("createAccounts"),
			"true or false",
			"Whether missing accounts are imported before their profiles are written, 100 accounts in each call. The default is `false`.",
		],
	];
}

function settingRows({ settingsTable }) {
	return Object.values(settingsTable).map(({ config, env, defaultText, doc }) => [
		config ? code(config) : "",
		env ? code(env) : "",
		defaultText,
		doc,
	]);
}

/** Returns a table row for each region, with its hosts. */
function hostRows({ regions }) {
	return Object.entries(regions).map(([name, { host, backupHost }]) => [name, host, backupHost].map(code));
}

/** Returns a table row for each option of a subcommand, with the text of its `--help`. */
function optionRows({ createProgram }, subcommand) {
	const command = createProgram().commands.find((each) => each.name() === subcommand);
	return command.options.map(({ flags, description }) => [code(flags), description]);
}

/** Returns a table row for each exit code of a subcommand, in order of precedence. */
function exitRows(exitCodes) {
	return Object.values(exitCodes).map(({ code: exitCode, doc }) => [String(exitCode), doc]);
}

/** Returns a table row for each policy. The default value of the policy is the first value in the row. */
function policyRows({ policies }) {
	return Object.entries(policies).map(([name, { values, doc }]) => [code(name), values.map(code).join(", "), doc]);
}

/**
 * Returns a table row for each input of an `Account` or a `Robot`. The default value of `onDelete` is the first value
 * in its row.
 */
function accountRows({ accountOnDelete: { values, docs } }, { ROBOT_PREFIX }) {
	const prefix = `start with ${code(ROBOT_PREFIX)}`;
	const replaces = "A change replaces the resource.";
	return [
		[
			code("account"),
			accountText,
			`The UserID, which must not ${prefix}. Required. ${replaces}`,
			`The UserID, which must ${prefix}. Required. ${replaces}`,
		],
		[code("onDelete"), values.map(code).join(", "), docs.account, docs.robot],
	];
}

/** Returns a table row for each kind of finding of `pulumi-tim drift`. */
function findingRows({ findingKinds }, { driftExitCodes }) {
	return Object.entries(findingKinds).map(([name, { description, exitCode, nextStep }]) => [
		code(name),
		description,
		String(driftExitCodes[exitCode].code),
		nextStep,
	]);
}

const accountText = "text, 1 to 32 bytes of printable ASCII";

const code = (text) => `\`${text}\``;

function table(head, rows) {
	const line = (cells) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replaceAll(/ {2,}/g, " ");
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Generates all tables. Returns the tables keyed by the name in their marker. */
async function generateTables() {
	const load = (path) => import(join(root, "dist", path)).then((module) => module.default);
	const [fields, policies, limits] = await Promise.all(
		["fields", "policies", "limits"].map((name) => load(`provider/model/${name}.js`)),
	);
	const [settings, program, exitCodes, findings] = await Promise.all(
		["provider/settings/table.js", "cli/program.js", "cli/exit-codes.js", "cli/drift/finding.js"].map(load),
	);
	const { AdminForbidType, AllowType, Gender } = fields;
	return {
		inputs: table(
			["input", "tag", "value", "not set", "meaning"],
			inputRows(fields, { AdminForbidType, AllowType, Gender }),
		),
		sets: table(["input", "value", "meaning"], setRows(limits)),
		policies: table(["input", "values", "meaning"], policyRows(policies)),
		accounts: table(["input", "values", "of an `Account`", "of a `Robot`"], accountRows(policies, limits)),
		settings: table(["stack config", "environment", "default", "meaning"], settingRows(settings)),
		hosts: table(["region", "host", "backup host"], hostRows(settings)),
		watch: table(["option", "meaning"], optionRows(program, "watch")),
		doctor: table(["option", "meaning"], optionRows(program, "doctor")),
		drift: table(["option", "meaning"], optionRows(program, "drift")),
		"exit codes of drift": table(["code", "meaning"], exitRows(exitCodes.driftExitCodes)),
		findings: table(["finding", "meaning", "exit code", "what to do"], findingRows(findings, exitCodes)),
		adopt: table(["option", "meaning"], optionRows(program, "adopt")),
		"exit codes of adopt": table(["code", "meaning"], exitRows(exitCodes.adoptExitCodes)),
	};
}

/** Returns the text of a page with the content of each marked table replaced. Throws if a marker has an unknown name. */
function replaceTables({ path, text }, tables) {
	return text.replaceAll(/<!-- table: (.+?) -->[\s\S]*?<!-- end of table -->/g, (_, name) => {
		if (!Object.hasOwn(tables, name))
			throw new Error(`${path}: unknown table "${name}"; expected one of ${Object.keys(tables).join(", ")}`);
		return `<!-- table: ${name} -->\n\n${tables[name]}\n\n${END}`;
	});
}

function readPages() {
	const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
	const paths = ["README.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)];
	return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

async function main() {
	await setUp();
	const [pages, tables] = [readPages(), await generateTables()];
	for (const name of Object.keys(tables)) {
		const holders = pages.filter(({ text }) => text.includes(`<!-- table: ${name} -->`));
		if (holders.length !== 1)
			throw new Error(`the table "${name}" must be in exactly one page; it is in ${holders.length}`);
	}
	const outdated = pages
		.map((page) => ({ ...page, after: replaceTables(page, tables) }))
		.filter(({ text, after }) => text !== after);
	if (process.argv.includes("--check") && outdated.length > 0) {
		throw new Error(`${outdated.map(({ path }) => path).join(", ")}: tables out of date; run npm run docs:tables`);
	}
	for (const { path, after } of outdated) writeFileSync(join(root, path), after);
}

await runMain(main);
