import assert from "node:assert/strict";
import { validateWorkflow } from "@action-validator/core";
import { pipelineText } from "@/test/support/pipeline";

describe("the example workflows", () => {
	for (const file of ["github/preview.yml", "github/up.yml", "github/drift.yml"]) {
		it(`${file} is as the schema of GitHub Actions wants it`, () => {
			assert.deepEqual(validateWorkflow(pipelineText(file)).errors, []);
		});
	}

	it("are held against a schema that refuses what it does not know", () => {
		const broken = pipelineText("github/up.yml").replace("runs-on:", "runs-onto:");
		assert.notDeepEqual(validateWorkflow(broken).errors, []);
	});
});
