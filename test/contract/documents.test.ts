import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "@/test/support/engine";
import { collectDocuments, type Documents } from "./documents";

/** Results of `collectDocuments` for the command of earlier versions. A file is added and never changed. */
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
			it(`have the same facts in this version: ${name}`, () => assert.deepEqual(documents[name], document));
		}
	});
}
