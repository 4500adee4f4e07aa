import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readHistory } from "@/cli/drift/stored-history";
import { checkout } from "@/test/support/engine";
import { collectDocuments, type Documents } from "./documents";

/**
 * The folder with the recorded results of `collectDocuments`, one file for each earlier version of the package. A
 * recorded file must not be changed.
 */
const folder = join(__dirname, "documents");

for (const file of readdirSync(folder)) {
	const expected: Documents = JSON.parse(readFileSync(join(folder, file), "utf8"));

	describe(`the documents of ${file}`, function () {
		this.timeout(60_000);
		let documents: Documents;
		before(async () => {
			documents = await collectDocuments(join(checkout, "dist", "cli", "main.js"));
		});

		for (const [name, document] of Object.entries(expected)) {
			if (name === "history") continue; // replaced by version 2
			it(`equal the documents that this version writes: ${name}`, () => assert.deepEqual(documents[name], document));
		}

		it("contain a history that this version reads", async () => {
			const recorded = JSON.stringify(expected.history).replaceAll(/"<(first|last)>"/g, '"2026-03-01T10:00:00.000Z"');
			const path = join(mkdtempSync(join(tmpdir(), "pulumi-tim-history-")), "history.json");
			writeFileSync(path, recorded);
			const { history } = await readHistory(path);
			rmSync(dirname(path), { recursive: true });
			// Version 1 also contains the time of the last run that found the finding, which nothing uses.
			const { entries }: { readonly entries: readonly { readonly last?: string }[] } = JSON.parse(recorded);
			assert.deepEqual(
				history.entries,
				entries.map(({ last: _last, ...entry }) => entry),
			);
		});
	});
}
