import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { exitCodes } from "@/cli/exit-codes";
import { demoApp } from "@/emulator";
import { describeCode } from "@/provider/errors/codes";
import { EXPLICIT_MARK, settingsTable } from "@/provider/settings/table";
import { root } from "./sources";

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly license: string;
	readonly scripts: Readonly<Record<string, string>>;
	readonly engines: { readonly node: string };
	readonly peerDependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
}

interface Page {
	readonly path: string;
	readonly text: string;
}

const MAX_README_LINES = 250;
/** The scripts that npm runs automatically, so that no document has to describe them. */
const LIFECYCLE_SCRIPTS = ["prepack"];
/** The pages whose programs are not excerpts of the examples; tests of the suite e2e run these programs. */
const PAGES_WITH_TESTED_PROGRAMS = ["docs/testing.md"];

/** The names that documents show as examples of misspelled names. */
const MISSPELLED_NAMES = ["TIM_REGOIN", "tim:regoin"];
/** The paths that commands create, so that a fresh clone does not contain them. */
const GENERATED_PATHS = ["docs/api/"];

const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json")) as Manifest;
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
	cwd: root,
	encoding: "utf8",
});
const markdown: readonly Page[] = tracked
	.split("\n")
	.filter((path) => path !== "" && existsSync(join(root, path)))
	.map((path) => ({ path, text: read(path) }));
const readme = pageAt("README.md");
const contributing = pageAt("CONTRIBUTING.md");
const docs = markdown.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path));
/** The pages whose names of files, scripts, settings and exit codes are checked. */
const pages = [readme, contributing, pageAt("SECURITY.md"), ...docs];

describe("the documentation", () => {
	it(`has a README.md of at most ${MAX_README_LINES} lines`, () => {
		assert.ok(readme.text.trimEnd().split("\n").length <= MAX_README_LINES);
	});

	it("contains up-to-date generated tables", async () => {
		const script = join(root, "tools/doc-tables.mjs");
		await promisify(execFile)(process.execPath, [script, "--check"], { cwd: root });
	});

	it("describes every npm script in CONTRIBUTING.md", () => {
		const named = new Set([...matches(/`npm run ([\w:-]+)/g, contributing.text), "test", ...LIFECYCLE_SCRIPTS]);
		assert.deepEqual(
			Object.keys(manifest.scripts).filter((script) => !named.has(script)),
			[],
		);
	});

	it("quotes messages exactly as they are in the code", () => {
		const code = filesUnder("provider", ".ts").map(read).join("\n");
		const quoted = pages.map(({ text }) => text).join("\n");
		for (const message of [
			"live values are kept",
			"bytes of UTF-8; the limit is",
			"account does not exist",
			"import the account first",
			"the state belongs to app",
			"but the settings contain app",
			"use another stack",
		]) {
			assert.ok(quoted.includes(message), `no page contains: ${message}`);
			assert.ok(code.includes(message), `the code does not contain: ${message}`);
		}
	});

	it("quotes the text and the next step of an error code as they are in the table of codes", () => {
		const quotes = pages.flatMap(({ path, text }) =>
			[...text.matchAll(/(?:api|account) (\d{5}) ([^;`…]+)(?:; ([^`…]+))?/g)].map(
				([quote, code, reason = "", nextStep = ""]) => ({ path, quote, code: Number(code), reason, nextStep }),
			),
		);
		assert.ok(quotes.length > 10);
		for (const { path, quote, code, reason, nextStep } of quotes) {
			const description = describeCode(code);
			assert.equal(reason.trim(), description.text, `${path}: ${quote}`);
			assert.ok(description.nextStep.startsWith(nextStep.trim().replace(/,$/, "")), `${path}: ${quote}`);
		}
	});

	it("shows the settings that the emulator prints in docs/examples.md", () => {
		const { text } = pageAt("docs/examples.md");
		const { sdkAppId, secretKey } = demoApp;
		assert.ok(text.includes(`export TIM_SDK_APP_ID=${sdkAppId}\nexport TIM_IDENTIFIER=administrator\n`));
		assert.ok(text.includes(`export TIM_SECRET_KEY=${secretKey}\n`));
	});

	it("states the versions of the package, Node.js, the SDK and the engine that the code contains", () => {
		const engineTools = filesUnder("tools/engine", ".mjs").map(read).join("\n");
		const versionOf = (name: string) => matches(new RegExp(`const ${name} = "([\\d.]+)"`, "g"), engineTools)[0] ?? "";
		const supported = [manifest.engines.node, manifest.peerDependencies["@pulumi/pulumi"] ?? ""];
		const sdk = `@pulumi/pulumi@${manifest.devDependencies["@pulumi/pulumi"]}`;
		for (const version of [...supported, sdk, `${manifest.name}-${manifest.version}.tgz`]) {
			assert.ok(readme.text.includes(version), `README.md does not contain ${version}`);
		}
		const page = pageAt("docs/compatibility.md");
		const compatibility = { ...page, text: page.text.replaceAll("\\|", "|") }; // a table escapes pipes
		for (const version of [
			...supported,
			`release ${versionOf("engineVersion")}`,
			`at least ${versionOf("oldestVersion")}`,
		]) {
			assert.ok(compatibility.text.includes(version), `${compatibility.path} does not contain ${version}`);
		}
	});

	it("states the same licence as package.json and LICENSE", () => {
		assert.ok(readme.text.includes(`[${manifest.license}](LICENSE)`));
		assert.match(read("LICENSE"), /Apache License\s+Version 2\.0/);
	});
});

describe("the link structure of the documentation", () => {
	const named = ["SECURITY.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "docs/decisions/README.md"];
	for (const path of [...docs.map((page) => page.path), ...named]) {
		it(`has a link from README.md to ${path}`, () => assert.ok(linksIn(readme).includes(path)));
	}

	for (const { path } of markdown.filter((page) => /^docs\/decisions\/(?!README)/.test(page.path))) {
		it(`has a link from docs/decisions/README.md to ${path}`, () => {
			assert.ok(linksIn(pageAt("docs/decisions/README.md")).includes(path.replace("docs/decisions/", "")));
		});
	}

	for (const page of markdown) {
		it(`has no broken link in ${page.path}`, () =>
			assert.deepEqual(
				linksIn(page)
					.map((link) => problemOf(page, link))
					.filter(Boolean),
				[],
			));
	}

	it("links function names in docs/architecture.md to the files that declare the functions", () => {
		const page = pageAt("docs/architecture.md");
		const steps = [...page.text.matchAll(/\[`(\w+)`\]\(([^)#]+\.ts)\)/g)];
		assert.ok(steps.length > 10);
		const wrong = steps.filter(([, name = "", path = ""]) => !declares(join(dirname(page.path), path), name));
		assert.deepEqual(
			wrong.map(([link]) => link),
			[],
		);
	});
});

for (const { path, text } of pages) {
	describe(path, () => {
		if (!PAGES_WITH_TESTED_PROGRAMS.includes(path)) {
			it("contains only programs that are excerpts of the examples", () => {
				const examples = filesUnder("examples", ".ts").map((file) => withoutSpace(read(file)));
				const programs = codeBlocks("ts", text).filter((block) => block.includes("tim."));
				for (const program of programs) {
					assert.ok(
						examples.some((example) => example.includes(withoutSpace(program))),
						`no example contains:\n${program}`,
					);
				}
			});
		}

		it("mentions only existing npm scripts", () => {
			const unknown = matches(/\bnpm run (?:-\w+ )?([\w:-]+)/g, text).filter((script) => !(script in manifest.scripts));
			assert.deepEqual(unknown, []);
		});

		it("mentions only existing test suites", () => {
			const suites = matches(/\bnpm test -- (\w+)/g, text).filter((suite) => suite !== "check");
			assert.deepEqual(
				suites.filter((suite) => !existsSync(join(root, "test", suite))),
				[],
			);
		});

		it("mentions only existing files and folders", () => {
			const named = matches(
				/(?<![\w./-])((?:provider|cli|emulator|examples|test|tools|docs|bench)\/[\w./-]*[\w/])/g,
				withoutTargets(text),
			);
			const missing = named.filter((file) => !GENERATED_PATHS.includes(file) && !existsSync(join(root, file)));
			assert.deepEqual([...new Set(missing)], []);
		});

		it("mentions only environment variables that occur in the code", () => {
			const code = ["provider", "cli", "emulator", "tools", "bench"].flatMap((folder) => filesUnder(folder)).map(read);
			const inCode = code.flatMap((source) => source.match(/\b(?:TIM|PULUMI)_[A-Z_]+\b/g) ?? []);
			const known = new Set([...inCode, ...MISSPELLED_NAMES]);
			const unknown = matches(/\b((?:TIM|PULUMI)_[A-Z_]+)\b/g, text).filter((name) => !known.has(name));
			assert.deepEqual(unknown, []);
		});

		it("mentions only config keys that the settings table lists", () => {
			const settings: readonly (string | undefined)[] = Object.values(settingsTable).map((row) =>
				"config" in row ? row.config : undefined,
			);
			const known = [...settings, EXPLICIT_MARK, ...MISSPELLED_NAMES];
			const unknown = matches(/(?<![\w/])(tim:[a-z]\w*)\b(?!:)/g, text).filter((key) => !known.includes(key));
			assert.deepEqual(unknown, []);
		});

		it("mentions only exit codes of the commands, or exit codes of Pulumi that a test expects", () => {
			const known: readonly number[] = Object.values(exitCodes);
			const code = [...filesUnder("tools", ".mjs"), ...filesUnder("test/e2e", ".ts")].map(read).join("\n");
			for (const exitCode of matches(/exit code (\d+)/gi, text)) {
				const isMet = new RegExp(`code: ${exitCode}\\b|ended\\(.*, ${exitCode}\\)`).test(code);
				assert.ok(isMet || known.includes(Number(exitCode)), `exit code ${exitCode}`);
			}
		});

		it("contains no word such as simply or easily", () => {
			assert.deepEqual(text.match(/\b(just|simply|easy|easily)\b/gi) ?? [], []);
		});
	});
}

function pageAt(path: string): Page {
	return markdown.find((page) => page.path === path) ?? assert.fail(`${path} does not exist`);
}

function linksIn({ text }: Page): readonly string[] {
	return matches(/\]\(([^)\s]+)\)/g, withoutCode(text));
}

/** Returns the reason why a relative link is broken, or `undefined` for a valid link. */
function problemOf(page: Page, link: string): string | undefined {
	if (/^https?:/.test(link)) return undefined;
	const [file = "", anchor] = link.split("#");
	const target = file === "" ? page.path : join(dirname(page.path), file);
	if (!existsSync(join(root, target))) return `${link}: the file does not exist`;
	if (anchor === undefined || anchorsIn(read(target)).includes(anchor)) return undefined;
	return `${link}: the heading does not exist`;
}

/** Returns the anchors that GitHub derives from the headings of a page. */
function anchorsIn(text: string): readonly string[] {
	return matches(/^#+ (.+)$/gm, withoutCode(text)).map((heading) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\w\- ]/g, "")
			.replaceAll(" ", "-"),
	);
}

function declares(file: string, name: string): boolean {
	if (!existsSync(join(root, file))) return false;
	return new RegExp(`\\b(?:function|class|const|interface|type) ${name}\\b|^\\s*(?:async )?${name}[(:]`, "m").test(
		read(file),
	);
}

function codeBlocks(language: string, text: string): readonly string[] {
	return matches(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"), text);
}

function withoutCode(text: string): string {
	return text.replaceAll(/^```[\s\S]*?^```/gm, "");
}

/** Returns a text without the targets of its links, because another test checks the targets. */
function withoutTargets(text: string): string {
	return text.replaceAll(/\]\([^)\s]+\)/g, "]");
}

function matches(pattern: RegExp, text: string): readonly string[] {
	return [...text.matchAll(pattern)].map(([, first = ""]) => first);
}

function withoutSpace(text: string): string {
	return text.replaceAll(/\s+/g, "");
}

function filesUnder(folder: string, ending = ""): readonly string[] {
	return readdirSync(join(root, folder)).flatMap((name) => {
		const path = `${folder}/${name}`;
		if (name === "node_modules") return [];
		if (statSync(join(root, path)).isDirectory()) return filesUnder(path, ending);
		return name.endsWith(ending) ? [path] : [];
	});
}
