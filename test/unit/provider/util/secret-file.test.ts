import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSecretFile, SecretFileError } from "@/provider/util/secret-file";

describe("readSecretFile", () => {
	let folder: string;
	let file: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-secret-"));
		file = join(folder, "key");
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("reads a file of 4096 bytes", () => {
		writeFileSync(file, "a".repeat(4096));
		assert.equal(readSecretFile(file).length, 4096);
	});

	it("reads a link to a file", function () {
		if (process.platform === "win32") this.skip();
		writeFileSync(join(folder, "target"), "secret\n");
		symlinkSync("target", file);
		assert.equal(readSecretFile(file), "secret\n");
	});

	const large = "larger than 4096 bytes; use a file that contains only the secret";
	const special = "not a regular file; use a regular file or a link";
	const rejected: readonly { name: string; create: () => unknown; message: string }[] = [
		{ name: "a file of 4097 bytes", create: () => writeFileSync(file, "a".repeat(4097)), message: large },
		{
			name: "a file of 50 MB",
			create: () => {
				writeFileSync(file, "");
				truncateSync(file, 50_000_000);
			},
			message: large,
		},
		{ name: "a folder", create: () => symlinkSync(folder, file), message: special },
		{ name: "a FIFO", create: () => execFileSync("mkfifo", [file]), message: special },
		{ name: "a device without end", create: () => symlinkSync("/dev/zero", file), message: special },
		{ name: "an empty device", create: () => symlinkSync("/dev/null", file), message: special },
	];
	for (const { name, create, message } of rejected) {
		it(`rejects ${name}`, function () {
			if (process.platform === "win32") this.skip();
			create();
			assert.throws(
				() => readSecretFile(file),
				(error) => error instanceof SecretFileError && error.message === message,
			);
		});
	}

	it("rejects a missing file", () => {
		assert.throws(() => readSecretFile(file), { code: "ENOENT" });
	});
});
