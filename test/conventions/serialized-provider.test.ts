import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { canResolveHooks, serializedProvider } from "@/provider/dynamic/serialized-provider";

/** The provider text in every state that an earlier version stored. The text must never change. */
const STORED = "exports.handler=()=>require('pulumi-tim/hooks').profile()";

describe("the constant provider text", () => {
	const text = serializedProvider("profile");

	it("equals the text in existing states", () => assert.equal(text, STORED));

	it("differs between kinds of resources only in the name of the hook", () => {
		for (const kind of ["account", "profileSet", "robot"] as const) {
			assert.equal(serializedProvider(kind), STORED.replace(".profile()", `.${kind}()`));
		}
	});

	it("has at most 65 bytes of ASCII", () => {
		for (const each of [text, ...(["account", "profileSet", "robot"] as const).map(serializedProvider)]) {
			assert.ok(Buffer.byteLength(each) <= 65);
			assert.match(each, /^[\x20-\x7e]+$/);
		}
	});

	it("contains no path, version or address", () => {
		assert.doesNotMatch(text, /node_modules|dist|__dirname|__filename|\d+\.\d+|https?:|home|Users|:\\/);
	});
});

/** The path of the module with which the SDK compiles the provider text. */
const compiler = createRequire(require.resolve("@pulumi/pulumi")).resolve("require-from-string");

/**
 * A script that compiles the provider text, calls `handler()`, and prints the result, or the message and code of the
 * error.
 */
const run = `
	const text = ${JSON.stringify(serializedProvider("profile"))};
	let result;
	try { result = { found: require(${JSON.stringify(compiler)})(text).handler() }; }
	catch ({ message, code }) { result = { message, code }; }
	console.log(JSON.stringify(result));
`;

interface Result {
	readonly found?: string;
	readonly message?: string;
	readonly code?: string;
}

/**
 * Runs the provider text as the SDK does, in a process whose working directory is the program's folder. Asserts that
 * `canResolveHooks` predicts whether the text finds the package.
 */
function runIn(folder: string): Result {
	const result: Result = JSON.parse(execFileSync(process.execPath, ["-e", run], { cwd: folder, encoding: "utf8" }));
	assert.equal(canResolveHooks(folder), !/'pulumi-tim\/hooks'/.test(String(result.message)));
	return result;
}

describe("the constant provider text, run as the SDK runs it", () => {
	let base = "";
	beforeEach(() => {
		base = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-text-")));
	});
	afterEach(() => rmSync(base, { recursive: true }));

	function write(path: string, text: string): void {
		mkdirSync(dirname(join(base, path)), { recursive: true });
		writeFileSync(join(base, path), text);
	}

	/**
	 * Writes a package named `pulumi-tim` to a folder, with the given `exports` of its package.json and the given
	 * files.
	 */
	function install(folder: string, exports: object, files: Readonly<Record<string, string>> = {}): void {
		write(`${folder}/package.json`, JSON.stringify({ name: "pulumi-tim", exports }));
		for (const [name, text] of Object.entries(files)) write(`${folder}/${name}`, text);
	}

	const hooks = { "./hooks": "./hooks.js" };
	const returning = (word: string) => ({ "hooks.js": `exports.profile = () => "${word}";` });
	const createFolder = (path: string) => {
		mkdirSync(join(base, path), { recursive: true });
		return join(base, path);
	};

	it("loads the installed package from the program's folder", () => {
		install("program/node_modules/pulumi-tim", hooks, returning("installed"));
		assert.deepEqual(runIn(createFolder("program")), { found: "installed" });
	});

	it("loads the package from a subfolder of the program's folder", () => {
		install("program/node_modules/pulumi-tim", hooks, returning("installed"));
		assert.deepEqual(runIn(createFolder("program/a/b/c")), { found: "installed" });
	});

	it("loads the checkout in the folder of an example, through the workspace link", () => {
		install("checkout", hooks, returning("itself"));
		symlinkSync(join(base, "checkout"), join(createFolder("checkout/node_modules"), "pulumi-tim"), "junction");
		assert.deepEqual(runIn(createFolder("checkout/examples/bots")), { found: "itself" });
	});

	it("loads a linked package", () => {
		install("checkout", hooks, returning("linked"));
		symlinkSync(join(base, "checkout"), join(createFolder("program/node_modules"), "pulumi-tim"), "junction");
		assert.deepEqual(runIn(createFolder("program")), { found: "linked" });
	});

	it("loads the nearest of two installed packages", () => {
		install("program/node_modules/pulumi-tim", hooks, returning("above"));
		install("program/inner/node_modules/pulumi-tim", hooks, returning("nearest"));
		assert.deepEqual(runIn(createFolder("program/inner")), { found: "nearest" });
	});

	it("throws MODULE_NOT_FOUND when no package is installed", () => {
		const { code, message } = runIn(createFolder("program"));
		assert.equal(code, "MODULE_NOT_FOUND");
		assert.match(String(message), /'pulumi-tim\/hooks'/);
	});

	const broken: readonly { name: string; code: string; message: RegExp }[] = [
		{ name: "a missing dependency", code: 'require("pulumi-tim-missing");', message: /'pulumi-tim-missing'/ },
		{ name: "a missing file", code: 'require("./connect");', message: /'\.\/connect'/ },
		{ name: "an error in the package", code: 'throw new Error("ours");', message: /^ours$/ },
		{
			name: "an error in a hook",
			code: 'exports.profile = () => { throw new Error("ours"); };',
			message: /^ours$/,
		},
	];
	for (const { name, code, message } of broken) {
		it(`fails with ${name}, and loads no other package`, () => {
			install("program/node_modules/pulumi-tim", hooks, returning("above"));
			install("program/inner/node_modules/pulumi-tim", hooks, { "hooks.js": code });
			assert.match(String(runIn(createFolder("program/inner")).message), message);
		});
	}
});
