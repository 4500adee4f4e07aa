import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { demoApp } from "../../emulator";
import { settingsTable } from "../../provider/settings-table";

const checkout = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(checkout, path), "utf8");
const readme = read("README.md");
const manifest = JSON.parse(read("package.json")) as Manifest;

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly license: string;
	readonly scripts: Readonly<Record<string, string>>;
	readonly engines: { readonly node: string };
	readonly peerDependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
}

describe("README.md", () => {
	it("cuts every TypeScript block from an example", () => {
		const examples = filesUnder("examples", ".ts").map((path) => withoutSpace(read(path)));
		const blocks = fencedBlocks("ts");
		assert.ok(blocks.length > 0);
		for (const block of blocks) {
			assert.ok(
				examples.some((example) => example.includes(withoutSpace(block))),
				`no example holds:\n${block}`,
			);
		}
	});

	it("has the tables of settings and inputs that the code gives", async () => {
		const script = join(checkout, "tools/readme-tables.mjs");
		await promisify(execFile)(process.execPath, [script, "--check"], { cwd: checkout });
	});

	it("names only scripts that exist", () => {
		const named = matches(/\bnpm run ([\w:-]+)/g);
		assert.ok(named.length > 0);
		for (const script of [...named, "test"]) assert.ok(script in manifest.scripts, `no script ${script}`);
	});

	it("names every script", () => {
		const named = new Set([...matches(/`npm run ([\w:-]+)`/g), "test"]);
		assert.deepEqual(
			Object.keys(manifest.scripts).filter((script) => !named.has(script)),
			[],
		);
	});

	it("names only suites that exist", () => {
		for (const suite of matches(/\bnpm test -- (\w+)/g)) assert.ok(existsSync(join(checkout, "test", suite)), suite);
	});

	it("names only files and folders that exist", () => {
		const named = matches(/(?<![\w./-])((?:provider|cli|emulator|examples|test|tools|docs)\/[\w./-]*)/g);
		const made = ["docs/api/"]; // by npm run docs
		assert.ok(named.length > 10);
		for (const path of named.filter((each) => !made.includes(each))) {
			assert.ok(existsSync(join(checkout, path)), `no ${path}`);
		}
	});

	it("names only environment variables that the code knows", () => {
		const code = ["provider", "cli", "emulator", "tools"].flatMap((folder) => filesUnder(folder)).map(read);
		const known = new Set(code.flatMap((text) => text.match(/\b(?:TIM|PULUMI)_[A-Z_]+\b/g) ?? []));
		for (const name of matches(/\b((?:TIM|PULUMI)_[A-Z_]+)\b/g)) assert.ok(known.has(name), `no ${name}`);
	});

	it("names only config keys that the code knows", () => {
		const known: readonly (string | undefined)[] = Object.values(settingsTable).map((row) =>
			"config" in row ? row.config : undefined,
		);
		const named = matches(/(?<![\w/])(tim:[a-z]\w*)/g);
		assert.ok(named.length > 0);
		for (const key of named) assert.ok(known.includes(key), `no ${key}`);
	});

	it("names only exit codes that the demo or a test meets", () => {
		const code = [...filesUnder("tools", ".mjs"), ...filesUnder("test/e2e", ".ts")].map(read).join("\n");
		for (const exitCode of matches(/exit code (\d+)/gi)) {
			assert.match(code, new RegExp(`code: ${exitCode}\\b|ended\\(.*, ${exitCode}\\)`), `exit code ${exitCode}`);
		}
	});

	it("quotes messages as the code words them", () => {
		const code = filesUnder("provider", ".ts").map(read).join("\n");
		for (const words of [
			"left as it is on the service",
			"bytes of UTF-8; the limit is",
			"account does not exist",
			"import the account first",
			"the state belongs to app",
			"the settings name app",
			"use another stack",
		]) {
			assert.ok(readme.includes(words), `the README does not say: ${words}`);
			assert.ok(code.includes(words), `the code does not say: ${words}`);
		}
	});

	it("exports what the emulator prints", () => {
		const { sdkAppId, secretKey } = demoApp;
		assert.ok(readme.includes(`export TIM_SDK_APP_ID=${sdkAppId}\nexport TIM_IDENTIFIER=administrator\n`));
		assert.ok(readme.includes(`export TIM_SECRET_KEY=${secretKey}\n`));
	});

	it("names the versions of package.json and of the engine", () => {
		const probe = read("tools/engine/versions.mjs");
		const [engineVersion = "", oldestVersion = ""] = matches(/Version = "([\d.]+)"/g, probe);
		for (const text of [
			manifest.engines.node,
			manifest.peerDependencies["@pulumi/pulumi"] ?? "",
			`@pulumi/pulumi@${manifest.devDependencies["@pulumi/pulumi"]}`,
			`${manifest.name}-${manifest.version}.tgz`,
			`release ${engineVersion}`,
			`from ${oldestVersion}`,
		]) {
			assert.ok(readme.includes(text), `the README does not say: ${text}`);
		}
	});

	it("says the licence that package.json says and LICENSE holds", () => {
		assert.ok(readme.includes(`[${manifest.license}](LICENSE)`));
		assert.match(read("LICENSE"), /Apache License\s+Version 2\.0/);
	});

	it("speaks without the words that make a reader feel slow", () => {
		assert.deepEqual(readme.match(/\b(just|simply|easy|easily)\b/gi) ?? [], []);
	});

	for (const path of markdownFiles()) {
		it(`links from ${path} to what is there`, () => {
			for (const link of matches(/\]\(([^)\s]+)\)/g, read(path))) assertLinkHolds(path, link);
		});
	}
});

function assertLinkHolds(from: string, link: string): void {
	if (/^https?:/.test(link)) return;
	const [file = "", anchor] = link.split("#");
	const target = file === "" ? from : join(dirname(from), file);
	assert.ok(existsSync(join(checkout, target)), `${from} links to ${link}`);
	if (anchor === undefined) return;
	assert.ok(anchorsOf(read(target)).includes(anchor), `${from} links to ${link}, and there is no such heading`);
}

/** Anchors as GitHub makes them from headings. */
function anchorsOf(text: string): readonly string[] {
	const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
	return matches(/^#+ (.+)$/gm, prose).map((heading) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\w\- ]/g, "")
			.replaceAll(" ", "-"),
	);
}

function fencedBlocks(language: string): readonly string[] {
	return matches(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"));
}

function matches(pattern: RegExp, text = readme): readonly string[] {
	return [...text.matchAll(pattern)].map(([, first = ""]) => first);
}

function withoutSpace(text: string): string {
	return text.replaceAll(/\s+/g, "");
}

function markdownFiles(): readonly string[] {
	const folders = ["emulator", "examples", "docs"].filter((folder) => existsSync(join(checkout, folder)));
	return ["README.md", ...folders.flatMap((folder) => filesUnder(folder, ".md"))];
}

function filesUnder(folder: string, ending = ""): readonly string[] {
	return readdirSync(join(checkout, folder)).flatMap((name) => {
		const path = `${folder}/${name}`;
		if (name === "node_modules" || path === "docs/api") return [];
		if (statSync(join(checkout, path)).isDirectory()) return filesUnder(path, ending);
		return name.endsWith(ending) ? [path] : [];
	});
}
