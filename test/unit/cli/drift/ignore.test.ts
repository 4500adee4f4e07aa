import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@/cli/drift/finding";
import { applyIgnoreRules, type IgnoreRule, readIgnoreRules } from "@/cli/drift/ignore";
import { LEVEL } from "@/test/support/builders";
import { buildFinding, everyKind } from "@/test/support/report";

describe("applyIgnoreRules", () => {
	const now = new Date("2026-03-02T10:00:00Z");
	const rule = (changes: Partial<IgnoreRule> = {}): IgnoreRule => ({
		...{ account: "*", reason: "known", until: "2026-12-31" },
		...changes,
	});

	const cases: readonly {
		readonly name: string;
		readonly rule: Partial<IgnoreRule>;
		readonly finding?: Partial<Finding>;
		readonly matches: boolean;
	}[] = [
		{ name: "an account by its name", rule: { account: "alice" }, matches: true },
		{ name: "an account by a glob", rule: { account: "al*" }, matches: true },
		{ name: "an account with slashes and dots", rule: {}, finding: { account: "@RBT#a/.b" }, matches: true },
		{ name: "another account", rule: { account: "bob" }, matches: false },
		{ name: "an account ID that only starts with the account of the rule", rule: { account: "ali" }, matches: false },
		{ name: "an attribute by its input name", rule: { tag: "nick" }, matches: true },
		{ name: "an attribute by its tag", rule: { tag: "Tag_Profile_IM_*" }, matches: true },
		{ name: "an attribute by a glob", rule: { tag: "custom.*" }, finding: { path: "custom.Team" }, matches: true },
		{ name: "another attribute", rule: { tag: "level" }, matches: false },
		{ name: "the live value", rule: { live: "Hand" }, matches: true },
		{ name: "another live value", rule: { live: "hand" }, matches: false },
		{
			name: "a live number whose digits the rule contains as text",
			rule: { live: "3" },
			finding: { tag: LEVEL, live: 3 },
			matches: true,
		},
		{
			name: "an unset live value if live is null in the rule",
			rule: { live: null },
			finding: { live: null },
			matches: true,
		},
		{ name: "a live value that is set if live is null in the rule", rule: { live: null }, matches: false },
		{
			name: "a secret by its live value",
			rule: { live: "[secret]" },
			finding: { live: "[secret]", secret: true },
			matches: false,
		},
		{
			name: "a secret by its input name",
			rule: { tag: "nick" },
			finding: { live: "[secret]", secret: true },
			matches: true,
		},
		{ name: "a finding on the last day of the rule", rule: { until: "2026-03-02" }, matches: true },
		{ name: "a finding after the last day of the rule", rule: { until: "2026-03-01" }, matches: false },
	];
	for (const { name, rule: changes, finding, matches } of cases) {
		it(`${matches ? "matches" : "does not match"} ${name}`, () => {
			const { findings, ignored } = applyIgnoreRules([buildFinding(finding)], [rule(changes)], now);
			assert.deepEqual([findings.length, ignored.length], matches ? [0, 1] : [1, 0]);
		});
	}

	it("ignores every finding except those about a whole account or resource", () => {
		const unreadTag = buildFinding({ kind: "not-readable", reason: "r" });
		const { path, tag, declared, live, ...account } = buildFinding({ kind: "not-compared", reason: "r" });
		const { account: name, ...resource } = account;
		const { findings, ignored } = applyIgnoreRules([...everyKind, unreadTag, account, resource], [rule()], now);
		assert.deepEqual(
			findings.map(({ kind, path, account }) => [kind, path, account]),
			[
				["account-gone", undefined, "gone"],
				["not-readable", undefined, "dave"],
				["not-compared", undefined, "alice"],
				["not-compared", undefined, undefined],
			],
		);
		assert.equal(ignored.length, everyKind.length - 1);
		assert.deepEqual(ignored[0]?.ignored, { reason: "known", until: "2026-12-31" });
	});

	it("returns the rules that have expired", () => {
		const expired = rule({ until: "2026-03-01" });
		assert.deepEqual(applyIgnoreRules([], [expired, rule()], now).expired, [expired]);
	});
});

describe("readIgnoreRules", () => {
	const rule = { account: "a*", tag: "nick", live: 3, reason: "known", until: "2026-12-31" };
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-ignore-"));
	after(() => rmSync(folder, { recursive: true }));
	const read = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return readIgnoreRules(join(folder, name), assert.fail);
	};

	const files: readonly { readonly name: string; readonly text: string }[] = [
		{
			name: "rules.yaml",
			text: "# noise\nrules:\n  - account: a*\n    tag: nick # any\n    live: 3\n    reason: known\n    until: 2026-12-31\n",
		},
		{ name: "rules.yml", text: JSON.stringify({ rules: [rule] }) },
		{ name: "rules", text: `rules: [${JSON.stringify(rule)}]` },
		{ name: "keys.yaml", text: `"\\x72ules": [${JSON.stringify(rule)}]` },
		{ name: "rules.json", text: `{ // noise\n"$schema": "x", /* rules */ "rules": [${JSON.stringify(rule)},] }` },
		{ name: "rules.jsonc", text: JSON.stringify({ rules: [rule] }) },
	];
	for (const { name, text } of files) {
		it(`reads ${name}`, async () => assert.deepEqual(await read(name, text), [rule]));
	}

	const tags: readonly { readonly tag: string; readonly message: string | undefined }[] = [
		{ tag: "nick", message: undefined },
		{ tag: "custom.*", message: undefined },
		{ tag: "Tag_Profile_IM_*", message: undefined },
		{ tag: "nickname", message: '"nickname" matches no input and no tag; did you mean "nick"?' },
		{ tag: "Custom.*", message: '"Custom.*" matches no input and no tag; did you mean "custom.*"?' },
		{ tag: "profiles.*.nick", message: '"profiles.*.nick" matches no input and no tag; did you mean "nick"?' },
		{ tag: "xyz", message: '"xyz" matches no input and no tag; see docs/inputs.md' },
		{ tag: "x\ny", message: '"x\\u{a}y" matches no input and no tag; see docs/inputs.md' },
	];
	for (const { tag, message } of tags) {
		it(`${message === undefined ? "does not warn" : "warns"} about a rule for the tag ${JSON.stringify(tag)}`, async () => {
			const file = join(folder, "tags.json");
			writeFileSync(file, JSON.stringify({ rules: [{ ...rule, tag }] }));
			const warnings: string[] = [];
			assert.equal((await readIgnoreRules(file, (warning) => warnings.push(warning))).length, 1);
			assert.deepEqual(warnings, message === undefined ? [] : [`${file}: rules[0].tag: ${message}`]);
		});
	}

	it("passes on a warning about YAML with its position, and prints nothing else", async () => {
		const file = join(folder, "tag.yaml");
		writeFileSync(file, `rules: !foo\n  - ${JSON.stringify(rule)}\n`);
		const warnings: string[] = [];
		assert.deepEqual(await readIgnoreRules(file, (warning) => warnings.push(warning)), [rule]);
		assert.deepEqual(warnings, [`${file}: Unresolved tag: !foo at line 1, column 8`]);
	});

	it("prints no warning of the library", async () => {
		const printed: Error[] = [];
		const listener = (warning: Error) => printed.push(warning);
		process.on("warning", listener);
		try {
			await readIgnoreRules(join(folder, "tag.yaml"), () => {});
			await assert.rejects(read("keys.yaml", "? {a: 1}\n: 2\nrules: []\n"), /must NOT have additional properties/);
			await new Promise(setImmediate); // warnings are emitted in the next tick
		} finally {
			process.off("warning", listener);
		}
		assert.deepEqual(printed, []);
	});

	const withRule = (changes: object) => JSON.stringify({ rules: [{ ...rule, ...changes }] });
	const invalid: readonly {
		readonly name: string;
		readonly file?: string;
		readonly text: string;
		readonly reason: RegExp;
	}[] = [
		{
			name: "a file without rules",
			text: "{}",
			reason: /rules.yaml: must have required property 'rules'; correct the file$/,
		},
		{
			name: "a glob with a group",
			text: withRule({ account: "(a+)+z" }),
			reason: /rules.yaml: rules\[0\]\.account: "\(" is not supported in a glob; /,
		},
		{
			name: "a glob of 513 characters",
			text: withRule({ account: "a".repeat(513) }),
			reason: /^\S+: rules\[0\]\.account: must NOT have more than 512 characters; correct the file$/,
		},
		{ name: "a glob with braces", text: withRule({ tag: "{a,b}" }), reason: /rules\[0\]\.tag: "{" is not supported/ },
		{ name: "an empty file", text: "", reason: /rules.yaml: must be object; correct the file$/ },
		{
			name: "a rule without a reason",
			text: withRule({ reason: undefined }),
			reason: /rules\[0\]: must have required property 'reason'; correct the file$/,
		},
		{
			name: "a rule without a last day",
			text: withRule({ until: undefined }),
			reason: /rules\[0\]: must have required property 'until'; correct the file$/,
		},
		{
			name: "an account of digits without quotes",
			text: "rules:\n  - account: 10086\n    reason: known\n    until: 2026-12-31\n",
			reason: /rules\[0\]\.account: must be string; put it in quotes$/,
		},
		{
			name: "a reason of digits without quotes",
			text: withRule({ reason: 5 }),
			reason: /rules\[0\]\.reason: must be string; put it in quotes$/,
		},
		{
			name: "an account that is a list",
			text: withRule({ account: ["a"] }),
			reason: /rules\[0\]\.account: must be string; correct the file$/,
		},
		{
			name: "an empty reason",
			text: withRule({ reason: "" }),
			reason: /rules\[0\]\.reason: must NOT have fewer than 1 char/,
		},
		{
			name: "an unknown property",
			text: withRule({ accont: 1 }),
			reason: /rules\[0\]: must NOT have additional properties: accont; correct the file$/,
		},
		{
			name: "a last day that is not a date",
			text: withRule({ until: "soon" }),
			reason: /rules\[0\]\.until: must match pattern/,
		},
		{
			name: "a date that is not in the calendar",
			text: withRule({ until: "2026-02-31" }),
			reason: /rules\[0\]\.until: must be a calendar date; correct the file$/,
		},
		{
			name: "invalid YAML",
			text: "rules: [\n - a: b: c",
			reason: /^\S+: not valid YAML: Nested mappings .* at line 2, column 7; correct the file$/,
		},
		{
			name: "YAML with too many aliases",
			text: `a: &a [${"x,".repeat(200)}]\nrules: [${"*a,".repeat(200)}]`,
			reason: /^\S+: not valid YAML: Excessive alias count/,
		},
		...["[", '{"a":', "- ", "? "].map((text) => ({
			name: `thousands of levels of ${text} in YAML`,
			text: `rules: ${text.trim() === text ? "" : "\n  "}${text.repeat(5000)}`,
			reason: /^\S+: not valid YAML: over 100 levels; remove the nested values$/,
		})),
		{
			name: "hundreds of levels of indentation",
			text: Array.from({ length: 700 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
			reason: /^\S+: not valid YAML: over 100 levels; remove the nested values$/,
		},
		...["[", '{"a":', '{"rules":[{"a":'].map((text) => ({
			name: `thousands of levels of ${text} in JSON`,
			file: "rules.json",
			text: text.repeat(10_000),
			reason: /^\S+: not valid JSON: over 100 levels; remove the nested values$/,
		})),
		...["rules.yaml", "rules.json"].flatMap((file) => [
			{
				name: `thousands of keys in ${file}`,
				file,
				text: JSON.stringify(Object.fromEntries(Array.from({ length: 15_000 }, (_, index) => [`k${index}`, 0]))),
				reason: /^\S+: must have required property 'rules'; correct the file$/,
			},
			{
				name: `a repeated key in ${file}`,
				file,
				text: '{ "rules": [],\n  "rules": [] }',
				reason: /^\S+: not valid (?:JSON|YAML): a key is repeated at line 2, column 3; correct the file$/,
			},
			{
				name: `rules of a prototype in ${file}`,
				file,
				text: `{"__proto__":${JSON.stringify({ rules: [rule] })}}`,
				reason: /^\S+: must have required property 'rules'; correct the file$/,
			},
			{
				name: `rules and a prototype in ${file}`,
				file,
				text: '{"rules":[],"__proto__":{}}',
				reason: /^\S+: must NOT have additional properties: __proto__; correct the file$/,
			},
			{
				name: `a rule of a prototype in ${file}`,
				file,
				text: `{"rules":[{"__proto__":${JSON.stringify(rule)}}]}`,
				reason: /^\S+: rules\[0\]: must have required property 'account'; correct the file$/,
			},
			{
				name: `more than 256 Ki characters in ${file}`,
				file,
				text: `{"rules":[${" ".repeat(2 ** 18)}]}`,
				reason: /^\S+: over 262144 characters; remove rules, or combine them with globs$/,
			},
		]),
		{
			name: "an alias as a key",
			text: 'rules: []\n? &a "$schema"\n: x\n? *a\n: y\n',
			reason: /^\S+: not valid YAML: an alias as a key at line 4, column 3; correct the file$/,
		},
		{
			name: "two documents",
			text: "rules: []\n---\nrules: []\n",
			reason: /^\S+: not valid YAML: a second document at line 2, column 1; correct the file$/,
		},
		{
			name: "invalid JSON",
			file: "rules.json",
			text: '{\n"rules" []}',
			reason: /^\S+: not valid JSON: ColonExpected at line 2, column 9; correct the file$/,
		},
	];
	it("accepts 100 levels of lists and objects, but not 102", async () => {
		for (const [file, kind] of [
			["rules.json", "JSON"],
			["rules.yaml", "YAML"],
		] as const) {
			const nested = (levels: number) => `{"rules":${"[".repeat(levels)}${"]".repeat(levels)}}`;
			await assert.rejects(read(file, nested(99)), /rules\[0\]: must be object; correct the file$/);
			await assert.rejects(read(file, nested(101)), new RegExp(`not valid ${kind}: over 100 levels`));
		}
	});

	for (const { name, file = "rules.yaml", text, reason } of invalid) {
		it(`rejects ${name} with a one-line message`, async () => {
			await assert.rejects(read(file, text), { message: reason });
		});
	}
});
