import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { toJsonReport } from "@/cli/drift/formats/json";
import { packageFile } from "@/cli/files";
import { buildReport, everyKind } from "@/test/support/report";
import { fullReport, render, reports, specialReport } from "./reports";

describe("toJson", () => {
	const schema: object = JSON.parse(readFileSync(packageFile("schema/drift.schema.json"), "utf8"));
	const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

	for (const { name, report } of reports) {
		it(`conforms to the schema of the package for a report with ${name}`, () => {
			const document: unknown = JSON.parse(render("json", report));
			assert.ok(validate(document), JSON.stringify(validate.errors));
		});
	}

	it("escapes characters so that the parsed document contains the original characters", () => {
		const document = JSON.parse(JSON.stringify(toJsonReport(specialReport)));
		assert.deepEqual(JSON.parse(render("json", specialReport)), document);
	});

	it("contains the number of omitted findings", () => {
		const document = toJsonReport(buildReport(), 2) as { readonly omitted?: number };
		assert.ok(validate(document), JSON.stringify(validate.errors));
		assert.equal(document.omitted, everyKind.length - 2);
	});

	it("contains the number of ignored findings but not the findings if --strict is not set", () => {
		const document = JSON.parse(render("json", { ...fullReport, strict: false }));
		assert.equal(document.ignored, undefined);
		assert.equal(document.summary.ignored, 1);
	});
});
