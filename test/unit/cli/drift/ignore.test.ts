import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@/cli/drift/finding";
import { applyIgnoreRules, type IgnoreRule, readRules } from "@/cli/drift/ignore";
import { LEVEL } from "@/test/support/builders";
import { buildFinding, everyKind } from "@/test/support/report";

const now = new Date("2026-03-02T10:00:00Z");

const rule = (changes: Partial<IgnoreRule> = {}): IgnoreRule => ({
	...{ account: "*", reason: "known", until: "2026-12-31" },
	...changes,
});

describe("an ignore rule", () => {
	const cases: readonly { name: string; rule: Partial<IgnoreRule>; finding?: Partial<Finding>; hides: boolean }[] = [
		{ name: "an account by its name", rule: { account: "alice" }, hides: true },
		{ name: "accounts by a glob", rule: { account: "al*" }, hides: true },
		{ name: "accounts with slashes and dots", rule: {}, finding: { account: "@RBT#a/.b" }, hides: true },
		{ name: "other accounts", rule: { account: "bob" }, hides: false },
		{ name: "an account that only begins so", rule: { account: "ali" }, hides: false },
		{ name: "an attribute by the name of its input", rule: { tag: "nick" }, hides: true },
		{ name: "an attribute by its tag", rule: { tag: "Tag_Profile_IM_*" }, hides: true },
		{ name: "attributes by a glob", rule: { tag: "custom.*" }, finding: { path: "custom.Team" }, hides: true },
		{ name: "other attributes", rule: { tag: "level" }, hides: false },
		{ name: "a live value", rule: { live: "Hand" }, hides: true },
		{ name: "another live value", rule: { live: "hand" }, hides: false },
		{ name: "a number that the rule has as text", rule: { live: "3" }, finding: { tag: LEVEL, live: 3 }, hides: true },
		{ name: "what is not set", rule: { live: null }, finding: { live: null }, hides: true },
		{ name: "what is set", rule: { live: null }, hides: false },
		{
			name: "a secret by its value",
			rule: { live: "[secret]" },
			finding: { live: "[secret]", secret: true },
			hides: false,
		},
		{ name: "a secret by its name", rule: { tag: "nick" }, finding: { live: "[secret]", secret: true }, hides: true },
		{ name: "anything on its last day", rule: { until: "2026-03-02" }, hides: true },
		{ name: "anything after its last day", rule: { until: "2026-03-01" }, hides: false },
	];
	for (const { name, rule: changes, finding, hides } of cases) {
		it(`${hides ? "hides" : "does not hide"} ${name}`, () => {
			const { findings, ignored } = applyIgnoreRules([buildFinding(finding)], [rule(changes)], now);
			assert.deepEqual([findings.length, ignored.length], hides ? [0, 1] : [1, 0]);
		});
	}

	it("never hides an account that is gone or that could not be read, and may hide all else", () => {
		const unread = buildFinding({ kind: "not-readable", reason: "r" });
		const { findings, ignored } = applyIgnoreRules([...everyKind, unread], [rule()], now);
		assert.deepEqual(
			findings.map(({ kind, path }) => [kind, path]),
			[
				["account-gone", undefined],
				["not-readable", undefined],
			],
		);
		assert.equal(ignored.length, everyKind.length - 1);
		assert.deepEqual(ignored[0]?.ignored, { reason: "known", until: "2026-12-31" });
	});

	it("is named when its day is over", () => {
		const past = rule({ until: "2026-03-01" });
		assert.deepEqual(applyIgnoreRules([], [past, rule()], now).expired, [past]);
	});
});

const fileRule = { account: "a*", tag: "nick", live: 3, reason: "known", until: "2026-12-31" };

describe("an ignore file", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-ignore-"));
	after(() => rmSync(folder, { recursive: true }));
	const reading = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return readRules(join(folder, name));
	};

	const files: readonly { name: string; text: string }[] = [
		{
			name: "rules.yaml",
			text: "# noise\nrules:\n  - account: a*\n    tag: nick # any\n    live: 3\n    reason: known\n    until: 2026-12-31\n",
		},
		{ name: "rules.yml", text: JSON.stringify({ rules: [fileRule] }) },
		{ name: "rules", text: `rules: [${JSON.stringify(fileRule)}]` },
		{ name: "rules.json", text: `{ // noise\n"$schema": "x", /* rules */ "rules": [${JSON.stringify(fileRule)},] }` },
		{ name: "rules.jsonc", text: JSON.stringify({ rules: [fileRule] }) },
	];
	for (const { name, text } of files) {
		it(`is read from ${name}`, async () => assert.deepEqual(await reading(name, text), [fileRule]));
	}

	const yaml = (changes: object) => JSON.stringify({ rules: [{ ...fileRule, ...changes }] });
	const wrong: readonly { name: string; file?: string; text: string; reason: RegExp }[] = [
		{ name: "no rules", text: "{}", reason: /rules.yaml: must have required property 'rules'$/ },
		{ name: "an empty file", text: "", reason: /rules.yaml: must be object$/ },
		{
			name: "a rule without a reason",
			text: yaml({ reason: undefined }),
			reason: /rules\[0\]: must have required property 'reason'$/,
		},
		{
			name: "a rule without an end",
			text: yaml({ until: undefined }),
			reason: /rules\[0\]: must have required property 'until'$/,
		},
		{
			name: "an empty reason",
			text: yaml({ reason: "" }),
			reason: /rules\[0\]\.reason: must NOT have fewer than 1 char/,
		},
		{
			name: "a property that is none",
			text: yaml({ accont: 1 }),
			reason: /rules\[0\]: must NOT have additional properties: accont$/,
		},
		{ name: "an end that is no day", text: yaml({ until: "soon" }), reason: /rules\[0\]\.until: must match pattern/ },
		{
			name: "a day that no calendar has",
			text: yaml({ until: "2026-02-31" }),
			reason: /rules\[0\]\.until: is no day of the calendar$/,
		},
		{
			name: "broken YAML",
			text: "rules: [\n - a: b: c",
			reason: /^\S+: is not YAML: Nested mappings .* at line 2, column 7$/,
		},
		{
			name: "broken JSON",
			file: "rules.json",
			text: '{\n"rules" []}',
			reason: /^\S+: is not JSON: ColonExpected in line 2$/,
		},
	];
	for (const { name, file = "rules.yaml", text, reason } of wrong) {
		it(`is refused in one line with ${name}`, async () => {
			await assert.rejects(reading(file, text), { message: reason });
		});
	}
});
