import assert from "node:assert/strict";
import { type Check, failure, ok, skipped, warning } from "@/cli/doctor/check";
import { type CheckRun, createReport, formatJson, formatText } from "@/cli/doctor/report";

const createCheck = (name: string, isAboutSettings = false): Check => ({ name, isAboutSettings, run: () => [] });
const passed: CheckRun = { check: createCheck("settings", true), findings: [ok("app 1")] };
const warned: CheckRun = { check: createCheck("rate"), findings: [warning("it is high", "lower it")] };
const failed: CheckRun = {
	check: createCheck("service"),
	findings: [failure("no answer", "check the network"), skipped("more")],
};
const failedSetting: CheckRun = { check: createCheck("key", true), findings: [failure("it is empty", "fill it")] };

describe("pulumi-tim doctor", () => {
	const codes = [
		{ name: "every check passed", runs: [passed], code: 0 },
		{ name: "there are warnings", runs: [passed, warned], code: 0 },
		{ name: "a check failed", runs: [passed, failed], code: 1 },
		{ name: "a setting or a credential failed", runs: [failed, failedSetting], code: 4 },
	];
	for (const { name, runs, code } of codes) {
		it(`returns exit code ${code} if ${name}`, () => assert.equal(createReport(runs).exitCode, code));
	}

	it("prints a line for each finding with its next step, a summary, and the settings that it cannot check", () => {
		const text = formatText(createReport([passed, warned, failed]), { colour: false, width: 80 });
		assert.equal(
			text,
			`ok       settings  app 1
warning  rate      it is high; lower it
failure  service   no answer; check the network
skipped  service   more

1 failure, 1 warning, 1 ok, 1 skipped

Not checked: pulumi-tim watch requires two settings in the console: the webhook
for profile changes and, as users report, the subscription to profile changes
(Login and Message).
`,
		);
	});

	it("wraps lines to the width of the terminal, and uses colour only if the style enables it", () => {
		const long = { check: createCheck("environment"), findings: [warning("word ".repeat(40).trim(), "do it")] };
		const plain = formatText(createReport([long]), { colour: false, width: 60 });
		assert.ok(
			plain.split("\n").every((line) => line.length <= 60 && !line.includes("\u001b")),
			plain,
		);
		assert.ok(formatText(createReport([long]), { colour: true, width: 60 }).includes("\u001b[33mwarning\u001b[39m"));
	});

	it("prints the report as one JSON document with --json", () => {
		assert.deepEqual(JSON.parse(formatJson(createReport([warned]))), {
			version: 1,
			exitCode: 0,
			findings: [{ check: "rate", status: "warning", words: "it is high", next: "lower it" }],
		});
	});
});
