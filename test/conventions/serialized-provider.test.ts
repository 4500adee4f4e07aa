import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";

/** What states hold, byte for byte. A failure here means that the text changed: put it back. */
const STORED = "exports.handler=()=>require('pulumi-tim/hooks').profile()";

describe("the constant text in the state", () => {
	const text = serializedProvider("profile");

	it("is the one that every state holds", () => assert.equal(text, STORED));

	it("differs from kind to kind in the name of the hooks alone", () => {
		for (const kind of ["account", "profileSet", "robot"] as const) {
			assert.equal(serializedProvider(kind), STORED.replace(".profile()", `.${kind}()`));
		}
	});

	it("has at most 65 bytes, all of them ASCII", () => {
		for (const each of [text, ...(["account", "profileSet", "robot"] as const).map(serializedProvider)]) {
			assert.ok(Buffer.byteLength(each) <= 65);
			assert.match(each, /^[\x20-\x7e]+$/);
		}
	});

	it("names no path, no version and no place", () => {
		assert.doesNotMatch(text, /node_modules|dist|__dirname|__filename|\d+\.\d+|https?:|home|Users|:\\/);
	});
});

/** What the SDK compiles the text with. */
const compiler = createRequire(require.resolve("@pulumi/pulumi")).resolve("require-from-string");

/** Prints what the text finds, or the message and code of what it throws. */
const run = `
	const text = ${JSON.stringify(serializedProvider("profile"))};
	let said;
	try { said = { found: require(${JSON.stringify(compiler)})(text).handler() }; }
	catch ({ message, code }) { said = { message, code }; }
	console.log(JSON.stringify(said));
`;

interface Said {
	readonly found?: string;
	readonly message?: string;
	readonly code?: string;
}

/** Runs the text as the SDK does, in a process of its own whose folder is the program's. */
function saidIn(folder: string): Said {
	return JSON.parse(execFileSync(process.execPath, ["-e", run], { cwd: folder, encoding: "utf8" }));
}

describe("the constant text, run as the SDK runs it", () => {
	let base = "";
	beforeEach(() => {
		base = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-text-")));
	});
	afterEach(() => rmSync(base, { recursive: true }));

	function write(path: string, text: string): void {
		mkdirSync(dirname(join(base, path)), { recursive: true });
		writeFileSync(join(base, path), text);
	}

	/** Puts a package of our name into a folder: its exports, and files beside. */
	function install(folder: string, exports: object, files: Readonly<Record<string, string>> = {}): void {
		write(`${folder}/package.json`, JSON.stringify({ name: "pulumi-tim", exports }));
		for (const [name, text] of Object.entries(files)) write(`${folder}/${name}`, text);
	}

	const hooks = { "./hooks": "./hooks.js" };
	const saying = (word: string) => ({ "hooks.js": `exports.profile = () => "${word}";` });
	const folderOf = (path: string) => {
		mkdirSync(join(base, path), { recursive: true });
		return join(base, path);
	};

	it("finds an installed package from the program's folder", () => {
		install("program/node_modules/pulumi-tim", hooks, saying("installed"));
		assert.deepEqual(saidIn(folderOf("program")), { found: "installed" });
	});

	it("finds it from a folder deep below", () => {
		install("program/node_modules/pulumi-tim", hooks, saying("installed"));
		assert.deepEqual(saidIn(folderOf("program/a/b/c")), { found: "installed" });
	});

	it("finds the checkout around an example in it, by the link of its workspace", () => {
		install("checkout", hooks, saying("itself"));
		symlinkSync(join(base, "checkout"), join(folderOf("checkout/node_modules"), "pulumi-tim"), "junction");
		assert.deepEqual(saidIn(folderOf("checkout/examples/bots")), { found: "itself" });
	});

	it("finds a linked package", () => {
		install("checkout", hooks, saying("linked"));
		symlinkSync(join(base, "checkout"), join(folderOf("program/node_modules"), "pulumi-tim"), "junction");
		assert.deepEqual(saidIn(folderOf("program")), { found: "linked" });
	});

	it("takes the nearest of two", () => {
		install("program/node_modules/pulumi-tim", hooks, saying("above"));
		install("program/inner/node_modules/pulumi-tim", hooks, saying("nearest"));
		assert.deepEqual(saidIn(folderOf("program/inner")), { found: "nearest" });
	});

	it("says which module is missing when there is none anywhere", () => {
		const { code, message } = saidIn(folderOf("program"));
		assert.equal(code, "MODULE_NOT_FOUND");
		assert.match(String(message), /'pulumi-tim\/hooks'/);
	});

	const broken: readonly { name: string; code: string; message: RegExp }[] = [
		{ name: "a missing dependency of ours", code: 'require("pulumi-tim-missing");', message: /'pulumi-tim-missing'/ },
		{ name: "a missing file of ours", code: 'require("./connect");', message: /'\.\/connect'/ },
		{ name: "a fault of ours", code: 'throw new Error("ours");', message: /^ours$/ },
		{
			name: "a fault in a hook's making",
			code: 'exports.profile = () => { throw new Error("ours"); };',
			message: /^ours$/,
		},
	];
	for (const { name, code, message } of broken) {
		it(`lets ${name} be heard, and takes none above`, () => {
			install("program/node_modules/pulumi-tim", hooks, saying("above"));
			install("program/inner/node_modules/pulumi-tim", hooks, { "hooks.js": code });
			assert.match(String(saidIn(folderOf("program/inner")).message), message);
		});
	}
});
