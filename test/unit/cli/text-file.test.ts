import assert from "node:assert/strict";
import { readTextFile } from "../../../cli/text-file";

describe("readTextFile", () => {
	it("gives the text", async () => {
		assert.match(await readTextFile(__filename), /gives the text/);
	});

	const cases = [
		{ file: "no-such-file.csv", message: "no-such-file.csv: no such file" },
		{ file: __dirname, message: `${__dirname}: cannot be read (EISDIR)` },
	];
	for (const { file, message } of cases) {
		it(`says why it cannot: ${message.split(": ")[1]}`, () => assert.rejects(readTextFile(file), { message }));
	}
});
