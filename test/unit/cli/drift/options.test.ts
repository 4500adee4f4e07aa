import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DriftCommandOptions, parseDriftOptions } from "@/cli/drift/options";

describe("parseDriftOptions", () => {
	it("applies the defaults", () => {
		assert.deepEqual(parseDriftOptions({ state: "s" }), {
			...{ input: { state: "s" }, format: "text", outputs: [], historyFile: undefined, eventFiles: [] },
			...{ ignoreFile: undefined, strict: false, notify: undefined },
			everySeconds: undefined,
			trusted: { endpoints: [], keyFiles: [], keyVariables: [] },
		});
	});

	it("accepts several reports, and an equals sign in the name of a file", () => {
		const { outputs } = parseDriftOptions({ state: "s", output: ["json=a=b.json", "junit=x.xml"] });
		assert.deepEqual(outputs, [
			{ format: "json", file: "a=b.json" },
			{ format: "junit", file: "x.xml" },
		]);
	});

	const overwriting: readonly (readonly [string, DriftCommandOptions])[] = [
		["another report", { state: "s", output: ["json=out", "text=./out"] }],
		["the state", { state: "s.json", output: ["json=./s.json"] }],
		["the preview", { preview: "p.json", output: ["json=p.json"] }],
		["the history", { state: "s", history: "h.json", output: ["json=x/../h.json"] }],
		["the ignore file", { state: "s", ignore: "rules.yaml", output: ["text=rules.yaml"] }],
		["an events file", { state: "s", events: ["a", "b"], output: ["text=b"] }],
		["the next rotated events file", { state: "s", events: ["a", "b"], output: ["text=b.1"] }],
		["the lock of the history", { state: "s", history: "h", output: ["text=h.lock"] }],
		["an allowed key file", { state: "s", allowKeyFile: ["k"], output: ["text=./k"] }],
		["the key file", { state: "s", output: ["text=key"] }],
	];
	for (const [name, options] of overwriting) {
		it(`rejects a report that would overwrite ${name}`, () => {
			assert.throws(() => parseDriftOptions(options, { TIM_SECRET_KEY_FILE: " key " }), {
				message: /^--output: \S+ is (used twice|also the file of \S+); use different files$/,
			});
		});
	}

	for (const [name, output, stack] of [
		["the project file", "Pulumi.yml", undefined],
		["the project file of a folder above", "../Pulumi.yml", undefined],
		["the config of the stack", "Pulumi.dev.yml", "org/bots/dev"],
	] as const) {
		it(`rejects a report that would overwrite ${name}`, () => {
			const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-project-"));
			const cwd = output.startsWith("..") ? join(folder, "program") : folder;
			mkdirSync(cwd, { recursive: true });
			writeFileSync(join(folder, "Pulumi.yml"), "name: bots\n");
			writeFileSync(join(folder, "Pulumi.dev.yml"), "config: {}\n");
			const source = stack === undefined ? { state: "s" } : { stack };
			assert.throws(() => parseDriftOptions({ ...source, cwd, output: [`sarif=${join(cwd, output)}`] }), {
				message: /^--output: \S+ is also the file of the (project|stack); use different files$/,
			});
			rmSync(folder, { recursive: true });
		});
	}

	for (const [name, value] of Object.entries({
		stack: "",
		cwd: "",
		preview: "",
		history: "",
		ignore: "",
		events: [""],
	})) {
		it(`rejects an empty --${name}`, () => {
			const message = `--${name}: must not be empty; pass a value, or omit the option`;
			assert.throws(() => parseDriftOptions({ state: "s", [name]: value }), { message });
		});
	}

	it("rejects a history whose lock is the state", () => {
		assert.throws(() => parseDriftOptions({ state: "h.lock", history: "h" }), {
			message: "--history: h.lock is also the file of --state; use different files",
		});
	});

	it("accepts a time between two runs", () => {
		assert.equal(parseDriftOptions({ state: "s", every: "60" }).everySeconds, 60);
	});

	for (const every of ["9", "86401", "1.5", "", "x"]) {
		it(`rejects ${JSON.stringify(every)} as the time between two runs`, () => {
			assert.throws(() => parseDriftOptions({ state: "s", every }), {
				message: `--every: must be an integer from 10 to 86400, not "${every}"`,
			});
		});
	}

	for (const input of [{ state: "-" }, { preview: "-" }]) {
		it(`rejects a time between two runs for the input ${JSON.stringify(input)}`, () => {
			assert.throws(() => parseDriftOptions({ ...input, every: "60" }), { message: /^--every: standard input / });
		});
	}

	for (const notify of ["https://hooks.example/x?y=z", "http://127.0.0.1:9/", "http://localhost/"]) {
		it(`accepts ${notify} as the URL of notifications`, () => {
			assert.equal(parseDriftOptions({ state: "s", history: "h", notify }).notify?.url.href, notify);
		});
	}

	const withNotify = { state: "s", history: "h", notify: "https://canary" };
	it("ignores an empty URL, which is what an unset variable of a pipeline is", () => {
		assert.equal(parseDriftOptions({ state: "s", notify: "" }).notify, undefined);
	});

	const invalid: readonly { readonly name: string; readonly options: DriftCommandOptions; readonly reason: RegExp }[] =
		[
			{ name: "options without an input", options: {}, reason: /; use --stack NAME, --state FILE or --preview FILE$/ },
			{
				name: "standard input for state and preview",
				options: { state: "-", preview: "-" },
				reason: /^--state and --preview cannot both be standard input; /,
			},
			{
				name: "an unknown format",
				options: { state: "s", format: "toString" },
				reason: /^--format: unknown format "toString"; expected one of text, json/,
			},
			{
				name: "an output without a file",
				options: { state: "s", output: ["json="] },
				reason: /^--output: "json=" must be FORMAT=FILE/,
			},
			{
				name: "an output to standard output",
				options: { state: "s", output: ["html=-"] },
				reason: /^--output: - is not a file; use --format for standard output$/,
			},
			{
				name: "an output without a format",
				options: { state: "s", output: ["a.json"] },
				reason: /must be FORMAT=FILE, such as json=drift.json$/,
			},
			{
				name: "an output of an unknown format",
				options: { state: "s", output: ["yml=a"] },
				reason: /^--output: unknown format "yml"; /,
			},
			{
				name: "a notification without a history",
				options: { state: "s", notify: "https://canary" },
				reason: /^--notify \(or TIM_DRIFT_NOTIFY\): requires a history .*; add --history FILE$/,
			},
			{
				name: "a notification to something that is not a URL",
				options: { ...withNotify, notify: "canary" },
				reason: /^--notify: must be a URL$/,
			},
			{
				name: "a notification over plain HTTP to another machine",
				options: { ...withNotify, notify: "http://canary/" },
				reason: /^--notify: must be an https:\/\/ URL, or an http:\/\/ URL of a loopback address$/,
			},
			{
				name: "a notification over another protocol",
				options: { ...withNotify, notify: "file:///canary" },
				reason: /^--notify: must be an https/,
			},
			{
				name: "a notification of an unknown format",
				options: { ...withNotify, notifyFormat: "xml" },
				reason: /^--notify-format: unknown format "xml"; expected one of json, slack$/,
			},
		];
	for (const { name, options, reason } of invalid) {
		it(`rejects ${name} with a one-line message that does not contain the URL`, () => {
			assert.throws(
				() => parseDriftOptions(options),
				(error: Error) => reason.test(error.message) && !error.message.includes("canary"),
			);
		});
	}
});
