import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
			it(`equal the documents that this version writes: ${name}`, () => assert.deepEqual(documents[name], document));
		}
	});
}
