import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hooksText } from "../../provider/resources/hooks-text";

/** What states hold, byte for byte. A failure here means that the text changed: put it back. */
const STORED =
	'exports.handler=()=>{const{createRequire:c}=require("module"),p=require("path");for(let d=process.cwd(),e;;d=p.dirname(d)){try{return c(p.join(d,"_"))("pulumi-tim/hooks").profile()}catch(x){if(!/\'(pulumi-tim|\\.)\\/hooks\'/.test(x.message))throw x;e=e||x}if(d===p.dirname(d))throw e}}';

describe("the constant text in the state", () => {
	const text = hooksText("profile");

	it("is the one that every state holds", () => assert.equal(text, STORED));

	it("differs from kind to kind in the name of the hooks alone", () => {
		for (const kind of ["account", "profileSet", "robot"] as const) {
			assert.equal(hooksText(kind), STORED.replace(".profile()", `.${kind}()`));
		}
	});

	it("has at most 300 bytes, all of them ASCII", () => {
		for (const each of [text, ...(["account", "profileSet", "robot"] as const).map(hooksText)]) {
			assert.ok(Buffer.byteLength(each) <= 300);
			assert.match(each, /^[\x20-\x7e]+$/);
		}
	});

	it("names no path, no version and no place", () => {
		assert.doesNotMatch(text, /node_modules|dist|__dirname|__filename|\d+\.\d+|https?:|home|Users|:\\/);
	});
});

/** Runs the text as the SDK does (require-from-string): compiled as a module of its own, in the program's folder. */
function handlerIn(folder: string): unknown {
	const before = process.cwd();
	process.chdir(folder);
	try {
		const module = new Module("", undefined) as Module & { _compile(code: string, file: string): void };
		module._compile(hooksText("profile"), "");
		return (module.exports as { handler(): unknown }).handler();
	} finally {
		process.chdir(before);
	}
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
		assert.equal(handlerIn(folderOf("program")), "installed");
	});

	it("finds it from a folder deep below", () => {
		install("program/node_modules/pulumi-tim", hooks, saying("installed"));
		assert.equal(handlerIn(folderOf("program/a/b/c")), "installed");
	});

	it("finds a linked package", () => {
		install("checkout", hooks, saying("linked"));
		symlinkSync(join(base, "checkout"), join(folderOf("program/node_modules"), "pulumi-tim"), "junction");
		assert.equal(handlerIn(folderOf("program")), "linked");
	});

	it("finds the checkout around an example in it, by its own name", () => {
		install("checkout", hooks, saying("itself"));
		assert.equal(handlerIn(folderOf("checkout/examples/bots")), "itself");
	});

	it("goes on upwards past a program whose manifest is another", () => {
		install("checkout", hooks, saying("itself"));
		write("checkout/examples/bots/package.json", JSON.stringify({ name: "bots" }));
		assert.equal(handlerIn(folderOf("checkout/examples/bots")), "itself");
	});

	it("goes on upwards past a package of our name that has no hooks", () => {
		install("program/node_modules/pulumi-tim", hooks, saying("above"));
		install("program/inner/node_modules/pulumi-tim", { ".": "./index.js" });
		assert.equal(handlerIn(folderOf("program/inner")), "above");
	});

	it("takes the nearest of two", () => {
		install("program/node_modules/pulumi-tim", hooks, saying("above"));
		install("program/inner/node_modules/pulumi-tim", hooks, saying("nearest"));
		assert.equal(handlerIn(folderOf("program/inner")), "nearest");
	});

	it("says which module is missing when there is none anywhere", () => {
		assert.throws(() => handlerIn(folderOf("program")), { code: "MODULE_NOT_FOUND", message: /'pulumi-tim\/hooks'/ });
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
		it(`lets ${name} be heard, and does not go on upwards`, () => {
			install("program/node_modules/pulumi-tim", hooks, saying("above"));
			install("program/inner/node_modules/pulumi-tim", hooks, { "hooks.js": code });
			assert.throws(() => handlerIn(folderOf("program/inner")), { message });
		});
	}
});
