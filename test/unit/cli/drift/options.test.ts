import assert from "node:assert/strict";
import { type DriftCommandOptions, driftOptions } from "@/cli/drift/options";

describe("the options of drift", () => {
	it("have defaults", () => {
		assert.deepEqual(driftOptions({ state: "s" }), {
			...{ source: { state: "s" }, format: "text", outputs: [], history: undefined, events: [] },
			...{ ignore: undefined, strict: false, notify: undefined },
		});
	});

	it("take several outputs, whose file may hold an equals sign", () => {
		const { outputs } = driftOptions({ state: "s", output: ["json=a=b.json", "junit=x.xml"] });
		assert.deepEqual(outputs, [
			{ format: "json", file: "a=b.json" },
			{ format: "junit", file: "x.xml" },
		]);
	});

	for (const notify of ["https://hooks.example/x?y=z", "http://127.0.0.1:9/", "http://localhost/"]) {
		it(`take ${notify} as an address`, () => {
			assert.equal(driftOptions({ state: "s", history: "h", notify }).notify?.url.href, notify);
		});
	}

	const wrong: readonly { name: string; options: DriftCommandOptions; reason: RegExp }[] = [
		{ name: "no source", options: {}, reason: /give --stack NAME, --state FILE or --preview FILE$/ },
		{ name: "standard input twice", options: { state: "-", preview: "-" }, reason: /cannot both be standard input$/ },
		{
			name: "a format that is none",
			options: { state: "s", format: "toString" },
			reason: /^--format: "toString" is no format; there are text, json/,
		},
		{
			name: "an output without a file",
			options: { state: "s", output: ["json="] },
			reason: /^--output: "json=" is not FORMAT=FILE/,
		},
		{
			name: "an output without a format",
			options: { state: "s", output: ["a.json"] },
			reason: /is not FORMAT=FILE, such as json=drift.json$/,
		},
		{
			name: "an output of no format",
			options: { state: "s", output: ["yml=a"] },
			reason: /^--output: "yml" is no format/,
		},
		{
			name: "a notification without a history",
			options: { state: "s", notify: "https://canary" },
			reason: /^--notify .* give --history too$/,
		},
		{
			name: "an address that is none",
			options: { state: "s", history: "h", notify: "canary" },
			reason: /^--notify: is no URL$/,
		},
		{
			name: "plain http to another machine",
			options: { state: "s", history: "h", notify: "http://canary/" },
			reason: /^--notify: must be https:\/\/, or http:\/\/ on this machine$/,
		},
		{
			name: "another protocol",
			options: { state: "s", history: "h", notify: "file:///canary" },
			reason: /^--notify: must be https/,
		},
		{
			name: "a notification of no format",
			options: { state: "s", history: "h", notify: "https://canary", notifyFormat: "xml" },
			reason: /^--notify-format: "xml" is no format; there are json, slack$/,
		},
	];
	for (const { name, options, reason } of wrong) {
		it(`refuse ${name} in one line, and repeat no address`, () => {
			assert.throws(
				() => driftOptions(options),
				(error: Error) => reason.test(error.message) && !error.message.includes("canary"),
			);
		});
	}
});
