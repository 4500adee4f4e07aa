import assert from "node:assert/strict";
import { readPreview } from "@/cli/drift/preview";
import type { PulumiResource } from "@/cli/drift/state";
import { toTargets } from "@/cli/drift/targets";
import { unknownValue } from "@/provider/model/types";
import { buildResource, buildSetResource, urnOf } from "@/test/support/stack-export";

const preview = (steps: readonly object[], same = 0) => readPreview({ steps, changeSummary: { same } });
const step = (op: string, before?: PulumiResource, after?: PulumiResource, paths: readonly string[] = []) => ({
	op,
	urn: (after ?? before)?.urn,
	oldState: before,
	newState: after,
	detailedDiff: Object.fromEntries(paths.map((path) => [path, { kind: "update" }])),
});

/** Each input: its value by the program, and by the state. */
function inputs(steps: readonly object[]): readonly unknown[] {
	const read = preview(steps);
	return toTargets(read.state.declared, read).map(({ account, tags, hidden }) => [
		account,
		...tags.map(({ path, value, state, secret }) => [path, value, state, ...(secret ? ["secret"] : [])]),
		...hidden.map(({ path, why }) => [path, why]),
	]);
}

describe("a preview", () => {
	const before = buildResource("alice", { nick: "[secret]", level: 1 });

	const cases: readonly { name: string; steps: readonly object[]; subjects: readonly unknown[] }[] = [
		{
			name: "declares what it creates",
			steps: [step("create", undefined, buildResource("alice", { level: 1 }))],
			subjects: [["alice", ["level", 1, undefined]]],
		},
		{
			name: "does not declare what it deletes, nor what it only reads",
			steps: [step("delete", before), step("read", undefined, buildResource("bob", { level: 1 }, { external: true }))],
			subjects: [],
		},
		{
			name: "declares another account where it replaces one",
			steps: [
				step("create-replacement", before, { ...buildResource("bob", { level: 1 }), urn: urnOf("alice") }),
				step("replace", before, { ...buildResource("bob", { level: 1 }), urn: urnOf("alice") }),
				step("delete-replaced", before),
			],
			subjects: [["bob", ["level", 1, undefined]]],
		},
		{
			name: "does not know a secret that it changes",
			steps: [step("update", before, buildResource("alice", { nick: "[secret]", level: 2 }), ["nick", "level"])],
			subjects: [["alice", ["level", 2, 1], ["nick", "encrypted"]]],
		},
		{
			name: "does not know a value that another resource makes",
			steps: [step("update", before, buildResource("alice", { level: unknownValue }), ["level"])],
			subjects: [["alice", ["level", "unknown"]]],
		},
		{
			name: "declares each account of a set by itself",
			steps: [
				step(
					"update",
					buildSetResource({ a: { level: 1 }, b: { level: 1 } }),
					buildSetResource({ a: { level: 2 }, c: { level: 3 } }),
				),
			],
			subjects: [
				["a", ["level", 2, 1]],
				["c", ["level", 3, undefined]],
			],
		},
	];
	for (const { name, steps, subjects } of cases) {
		it(name, () => assert.deepEqual(inputs(steps), subjects));
	}

	it("takes a secret from the state where the preview does not say that it changed", () => {
		const read = preview([step("update", before, buildResource("alice", { nick: "[secret]", level: 2 }), ["level"])]);
		const stored = [{ path: "nick", tag: "Tag_Profile_IM_Nick", value: "hush", secret: true }];
		const state = { urn: urnOf("alice"), account: "alice", tags: stored, hidden: [] };
		const [subject] = toTargets([state], read);
		assert.deepEqual(subject?.hidden, []);
		assert.deepEqual(subject?.tags.at(-1), { ...stored[0], state: "hush" });
	});

	it("is complete only where it lists all that stays the same", () => {
		assert.equal(preview([step("same", before, before)], 1).complete, true);
		assert.equal(preview([step("same", before, before)], 2).complete, false);
	});

	const wrong: readonly { name: string; document: unknown }[] = [
		{ name: "an export", document: { version: 3, deployment: {} } },
		{ name: "a preview that failed", document: { steps: [], diagnostics: [] } },
		{ name: "null", document: null },
	];
	for (const { name, document } of wrong) {
		it(`is not ${name}`, () => {
			assert.throws(() => readPreview(document), { message: /^is no finished preview: .* pulumi preview --json$/ });
		});
	}
});
