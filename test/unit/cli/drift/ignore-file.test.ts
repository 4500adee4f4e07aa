import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRules } from "@/cli/drift/ignore-file";

const rule = { account: "a*", tag: "nick", live: 3, reason: "known", until: "2026-12-31" };

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
		{ name: "rules.yml", text: JSON.stringify({ rules: [rule] }) },
		{ name: "rules", text: `rules: [${JSON.stringify(rule)}]` },
		{ name: "rules.json", text: `{ // noise\n"$schema": "x", /* rules */ "rules": [${JSON.stringify(rule)},] }` },
		{ name: "rules.jsonc", text: JSON.stringify({ rules: [rule] }) },
	];
	for (const { name, text } of files) {
		it(`is read from ${name}`, async () => assert.deepEqual(await reading(name, text), [rule]));
	}

	const yaml = (changes: object) => JSON.stringify({ rules: [{ ...rule, ...changes }] });
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
