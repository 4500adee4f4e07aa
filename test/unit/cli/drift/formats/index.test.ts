import assert from "node:assert/strict";
import { formatNames, isFormatName } from "@/cli/drift/formats";
import { render, reports } from "./reports";

describe("loadFormat", () => {
	for (const format of formatNames) {
		it(`returns a ${format} format that ends each report with a line break and escapes control characters`, () => {
			for (const { report } of reports) {
				const text = render(format, report);
				assert.ok(text.endsWith("\n"), text);
				assert.doesNotMatch(text, /[^\P{C}\n\t]/u, text);
			}
		});
	}
});

describe("isFormatName", () => {
	for (const name of formatNames) {
		it(`accepts ${name}`, () => assert.ok(isFormatName(name)));
	}

	for (const name of ["", "yml", "toString"]) {
		it(`rejects ${JSON.stringify(name)}`, () => assert.ok(!isFormatName(name)));
	}
});
