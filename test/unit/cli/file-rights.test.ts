import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileReaders } from "@/cli/file-rights";

describe("otherReaders", () => {
	let folder: string;
	before(function () {
		if (process.platform === "win32") this.skip();
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-rights-"));
	});
	after(() => folder && rmSync(folder, { recursive: true }));

	const cases = [
		{ mode: 0o600, readers: "nobody" },
		{ mode: 0o400, readers: "nobody" },
		{ mode: 0o622, readers: "nobody" },
		{ mode: 0o640, readers: "group" },
		{ mode: 0o604, readers: "everybody" },
		{ mode: 0o644, readers: "everybody" },
	];
	for (const { mode, readers } of cases) {
		it(`finds that ${readers} can read a file of mode ${mode.toString(8)}`, async () => {
			const file = join(folder, "key");
			writeFileSync(file, "");
			chmodSync(file, mode);
			assert.equal(await fileReaders(file), readers);
		});
	}
});
