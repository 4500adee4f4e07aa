import assert from "node:assert/strict";
import {
	chmodSync,
	closeSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileReaders, readText, readTextFile, writeTextFile } from "@/cli/files";
import { encoders, undecodable } from "@/test/support/encodings";

describe("readTextFile and writeTextFile", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-text-"));
	after(() => rmSync(folder, { recursive: true }));

	it("read the text that was written", async () => {
		const file = join(folder, "a.txt");
		await writeTextFile(file, "語\n");
		assert.equal(await readTextFile(file), "語\n");
	});

	it("replace a file as a whole, keep its mode, and leave no other file", async function () {
		if (process.platform === "win32") this.skip();
		const file = join(mkdtempSync(join(folder, "replaced-")), "a.txt");
		writeFileSync(file, "old");
		chmodSync(file, 0o640);
		const before = openSync(file, "r");
		await writeTextFile(file, "new");
		assert.deepEqual([readFileSync(before, "utf8"), readFileSync(file, "utf8")], ["old", "new"]);
		closeSync(before);
		assert.equal(statSync(file).mode & 0o777, 0o640);
		assert.deepEqual(readdirSync(dirname(file)), ["a.txt"]);
	});

	it("write to a device", async function () {
		if (process.platform === "win32") this.skip();
		await writeTextFile("/dev/null", "x");
		assert.ok(statSync("/dev/null").isCharacterDevice());
	});

	const nowhere = join(folder, "none", "a.txt");
	const cases: readonly { readonly act: () => Promise<unknown>; readonly message: string }[] = [
		{ act: () => readTextFile(nowhere), message: `${nowhere}: the file does not exist; check the path` },
		{ act: () => readTextFile(folder), message: `${folder}: a folder, not a file; pass a file` },
		{ act: () => writeTextFile(nowhere, ""), message: `${nowhere}: the folder does not exist; create it` },
		{ act: () => writeTextFile(folder, ""), message: `${folder}: a folder, not a file; pass a file` },
	];
	for (const { act, message } of cases) {
		it(`reject with the path and the reason: ${message.split(": ")[1]}`, () => assert.rejects(act(), { message }));
	}
});

describe("readText", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-encodings-"));
	const file = join(folder, "a.json");
	after(() => rmSync(folder, { recursive: true }));

	const stdinOf = (bytes: Uint8Array) =>
		async function* () {
			yield bytes.subarray(0, 3);
			yield bytes.subarray(3);
		};

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reads ${name} from a file and from standard input`, async () => {
			const bytes = encode('{"nick":"語"}\n');
			writeFileSync(file, bytes);
			assert.equal(await readText(file), '{"nick":"語"}\n');
			assert.equal(await readText("-", stdinOf(bytes)), '{"nick":"語"}\n');
		});
	}

	for (const [name, bytes] of Object.entries(undecodable)) {
		it(`rejects ${name} with the file and the reason`, async () => {
			writeFileSync(file, bytes);
			const reason = "not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8";
			await assert.rejects(readText(file), { message: `${file}: ${reason}` });
			await assert.rejects(readText("-", stdinOf(bytes)), { message: `standard input: ${reason}` });
		});
	}
});

describe("fileReaders", () => {
	let folder: string;
	before(function () {
		if (process.platform === "win32") this.skip();
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-rights-"));
	});
	after(() => folder && rmSync(folder, { recursive: true }));

	const cases = [
		{ mode: 0o600, readers: "owner" },
		{ mode: 0o400, readers: "owner" },
		{ mode: 0o622, readers: "owner" },
		{ mode: 0o640, readers: "group" },
		{ mode: 0o604, readers: "everyone" },
		{ mode: 0o644, readers: "everyone" },
	];
	for (const { mode, readers } of cases) {
		it(`returns ${readers} for a file of mode ${mode.toString(8)}`, async () => {
			const file = join(folder, "key");
			writeFileSync(file, "");
			chmodSync(file, mode);
			assert.equal(await fileReaders(file), readers);
		});
	}
});
