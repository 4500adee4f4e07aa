import assert from "node:assert/strict";
import { type Check, failure, ok, skipped, warning } from "@/cli/doctor/check";
import { type CheckRun, createReport, formatJson, formatText } from "@/cli/doctor/report";

const aCheck = (name: string, aboutSettings = false): Check => ({ name, aboutSettings, run: () => [] });
const well: CheckRun = { check: aCheck("settings", true), findings: [ok("app 1")] };
const late: CheckRun = { check: aCheck("rate"), findings: [warning("it is high", "lower it")] };
const down: CheckRun = {
	check: aCheck("service"),
	findings: [failure("no answer", "check the network"), skipped("more")],
};
const wrong: CheckRun = { check: aCheck("key", true), findings: [failure("it is empty", "fill it")] };

describe("a doctor's report", () => {
	const codes = [
		{ name: "all is well", looked: [well], code: 0 },
		{ name: "there are warnings", looked: [well, late], code: 0 },
		{ name: "something failed", looked: [well, down], code: 1 },
		{ name: "a setting or a credential failed", looked: [down, wrong], code: 4 },
	];
	for (const { name, looked, code } of codes) {
		it(`ends with ${code} where ${name}`, () => assert.equal(createReport(looked).exitCode, code));
	}

	it("has a line for each finding with its next step, and one that sums up", () => {
		const text = formatText(createReport([well, late, down]), { colour: false, width: 80 });
		assert.equal(
			text,
			`ok       settings  app 1
warning  rate      it is high; lower it
failure  service   no answer; check the network
skipped  service   more

1 failure, 1 warning, 1 ok, 1 skipped
`,
		);
	});

	it("fits the width, and has colour only where it is wanted", () => {
		const long = { check: aCheck("environment"), findings: [warning("word ".repeat(40).trim(), "do it")] };
		const plain = formatText(createReport([long]), { colour: false, width: 60 });
		assert.ok(
			plain.split("\n").every((line) => line.length <= 60 && !line.includes("\u001b")),
			plain,
		);
		assert.ok(formatText(createReport([long]), { colour: true, width: 60 }).includes("\u001b[33mwarning\u001b[39m"));
	});

	it("is one JSON document for programs", () => {
		assert.deepEqual(JSON.parse(formatJson(createReport([late]))), {
			version: 1,
			exitCode: 0,
			findings: [{ check: "rate", status: "warning", words: "it is high", next: "lower it" }],
		});
	});
});
