import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTextFile, writeTextFile } from "@/cli/text-file";

describe("a text file", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-text-"));
	after(() => rmSync(folder, { recursive: true }));

	it("is read as it was written", async () => {
		const file = join(folder, "a.txt");
		await writeTextFile(file, "語\n");
		assert.equal(await readTextFile(file), "語\n");
	});

	const nowhere = join(folder, "none", "a.txt");
	const cases: readonly { readonly act: () => Promise<unknown>; readonly message: string }[] = [
		{ act: () => readTextFile(nowhere), message: `${nowhere}: no such file` },
		{ act: () => readTextFile(folder), message: `${folder}: cannot be read (EISDIR)` },
		{ act: () => writeTextFile(nowhere, ""), message: `${nowhere}: no such folder` },
		{ act: () => writeTextFile(folder, ""), message: `${folder}: cannot be written (EISDIR)` },
	];
	for (const { act, message } of cases) {
		it(`says why not: ${message.split(": ")[1]}`, () => assert.rejects(act(), { message }));
	}
});
