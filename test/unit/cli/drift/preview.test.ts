import assert from "node:assert/strict";
import { readPreview } from "@/cli/drift/preview";
import { unknownValue } from "@/provider/model/types";
import { buildResource, buildSetResource, DEFAULT_PROVIDER, urnOf } from "@/test/support/stack-export";
import { readSteps, step } from "./preview-steps";

/** Returns the accounts that the program changes, with a text for each input. */
function changes(steps: readonly object[]): readonly unknown[] {
	return [...readSteps(steps).changed.values()].flatMap(({ declared }) =>
		declared.map(({ account, tags, unreadable }) => [
			account,
			...tags.map(({ path, value }) => `${path}=${value}`),
			...unreadable.map(({ path, reason }) => `${path} ${reason}`),
		]),
	);
}

describe("readPreview", () => {
	const before = buildResource("alice", { nick: "[secret]", level: 1 });
	const replacement = { ...buildResource("bob", { level: 1 }), urn: urnOf("alice") };

	const cases: readonly { readonly name: string; readonly steps: readonly object[]; readonly changed: object }[] = [
		{
			name: "reads a resource that is created",
			steps: [step("create", undefined, buildResource("alice", { level: 1 }))],
			changed: [["alice", "level=1"]],
		},
		{
			name: "skips deleted resources, and resources that the program only reads",
			steps: [step("delete", before), step("read", undefined, buildResource("bob", { level: 1 }, { external: true }))],
			changed: [],
		},
		{
			name: "reads the replacement of a resource",
			steps: [
				step("create-replacement", before, replacement),
				step("replace", before, replacement),
				step("delete-replaced", before),
			],
			changed: [["bob", "level=1"]],
		},
		{
			name: "returns a masked secret as unreadable",
			steps: [step("update", before, buildResource("alice", { nick: "[secret]", level: 2 }), ["nick", "level"])],
			changed: [["alice", "level=2", "nick encrypted"]],
		},
		{
			name: "returns an unknown output of another resource as unreadable",
			steps: [step("update", before, buildResource("alice", { level: unknownValue }), ["level"])],
			changed: [["alice", "level unknown"]],
		},
		{
			name: "returns inputs that are null or of the wrong type as unreadable because of the program",
			steps: [step("create", undefined, buildResource("alice", { nick: null, level: [], role: 1 }))],
			changed: [["alice", "role=1", "nick undeclarable", "level undeclarable"]],
		},
		{
			name: "reads each account of a set",
			steps: [
				step("update", buildSetResource({ a: { level: 1 } }), buildSetResource({ a: { level: 2 }, c: { level: 3 } })),
			],
			changed: [
				["a", "level=2"],
				["c", "level=3"],
			],
		},
	];
	for (const { name, steps, changed } of cases) {
		it(name, () => assert.deepEqual(changes(steps), changed));
	}

	it("marks a value as secret if the outputs of the program mask it, or name it as secret", () => {
		const after = buildResource("alice", { nick: "LEAKME", level: 2 });
		const masked = { ...after, outputs: { account: "alice", nick: "[secret]", level: 2 } };
		for (const each of [masked, { ...after, additionalSecretOutputs: ["nick"] }]) {
			const [{ declared } = assert.fail()] = readSteps([step("create", undefined, each)]).changed.values();
			assert.deepEqual(
				declared.flatMap(({ tags }) => tags.map(({ path, secret }) => [path, secret])),
				[
					["nick", true],
					["level", false],
				],
			);
		}
	});

	it("marks a value of the state as secret if the inputs in the preview mask it", () => {
		const each = { ...buildResource("alice", { nick: "[secret]" }), outputs: { account: "alice", nick: "LEAKME" } };
		const [declared] = readSteps([step("same", each, each)], 1).state.declared;
		assert.deepEqual(
			declared?.tags.map(({ path, secret }) => [path, secret]),
			[["nick", true]],
		);
	});

	it("returns the URNs of deleted resources, but not of replaced ones", () => {
		const { deleted } = readSteps([step("delete", before), step("delete-replaced", buildResource("bob"))]);
		assert.deepEqual([...deleted], [urnOf("alice")]);
	});

	it("returns the paths at which the program differs from the state", () => {
		const { changed } = readSteps([step("update", before, before, ["nick", 'custom["Team"]'])]);
		assert.deepEqual(changed.get(urnOf("alice"))?.changedPaths, ["nick", 'custom["Team"]']);
	});

	it("returns the state from before the refresh if the preview refreshes a resource", () => {
		const refreshed = buildResource("alice", { level: 5 });
		const { state } = readSteps([step("refresh", before, refreshed), step("same", refreshed, refreshed)], 1);
		assert.deepEqual(
			state.declared.map(({ tags }) => tags.map(({ value }) => value)),
			[[1]],
		);
	});

	it("keeps a resource whose predecessor, which an earlier up replaced, is deleted", () => {
		const same = step("same", before, before);
		const { deleted } = readSteps([same, step("delete", { ...before, delete: true })]);
		assert.deepEqual([...deleted], []);
	});

	it("keeps a resource whose replaced predecessor is deleted", () => {
		const same = step("same", before, before);
		const deleted = step("delete-replaced", { ...before, delete: true });
		for (const steps of [
			[same, deleted],
			[deleted, same],
		]) {
			assert.deepEqual(
				readSteps(steps, 1).state.declared.map(({ account }) => account),
				["alice"],
			);
		}
	});

	it("returns the stack config as the inputs of the default provider, which a preview does not list", () => {
		const config = { "tim:region": "seoul" };
		const { state } = readPreview({ steps: [step("same", before, before)], changeSummary: { same: 1 }, config });
		assert.deepEqual(state.providers.get(DEFAULT_PROVIDER), config);
	});

	it("marks a preview as complete only if it lists every unchanged resource", () => {
		assert.equal(readSteps([step("same", before, before)], 1).isComplete, true);
		assert.equal(readSteps([step("same", before, before)], 2).isComplete, false);
	});

	describe("without a detailed diff", () => {
		const secret = (changes: object = {}) => buildResource("alice", { nick: "[secret]", level: 1, ...changes });
		const changedPaths = (after: ReturnType<typeof buildResource>, op = "update") =>
			readSteps([step(op, secret(), after)]).changed.get(urnOf("alice"))?.changedPaths;

		it("returns no changed path if the inputs are equal, because only the live profile differs", () => {
			assert.deepEqual(changedPaths(secret()), []);
		});

		it("returns *, which covers all paths, if the inputs differ", () => {
			assert.deepEqual(changedPaths(secret({ level: 2 })), ["*"]);
			assert.deepEqual(changedPaths(secret({ __unmanaged: ["image"] })), ["*"]);
		});
	});

	it("returns resources with inputs that are missing or null as unreadable", () => {
		const resources = [undefined, null].map((inputs) => ({ ...buildResource("alice"), inputs }));
		for (const resource of resources) {
			assert.deepEqual(changes([step("create", undefined, resource)]), [["alice", " undeclarable"]]);
		}
	});

	it("rejects a preview that failed, and does not repeat its messages", () => {
		const diagnostics = [
			{ severity: "warning", message: "w" },
			{ severity: "error", message: "canary" },
		];
		for (const each of [diagnostics, [{ severity: "ERROR", message: "canary" }]]) {
			assert.throws(() => readPreview({ steps: [], changeSummary: {}, diagnostics: each }), {
				message: "the preview failed; correct the errors that pulumi preview shows, and create the file again",
			});
		}
	});

	it("accepts warnings and messages of the program", () => {
		const diagnostics = [
			{ severity: "warning", message: "w" },
			{ severity: "info#err", message: "m" },
		];
		const steps = [{ op: "same", urn: "urn:pulumi:dev::bots::pulumi:pulumi:Stack::bots-dev" }];
		assert.deepEqual(readPreview({ steps, changeSummary: { same: 1 }, diagnostics }).state.declared, []);
	});

	it("returns a resource of two types, and a step whose state has another URN, as unreadable", () => {
		const typed = { ...before, type: "a:b:C" };
		const other = { ...buildResource("x", {}, { type: "a:b:C" }), urn: "urn:pulumi:dev::bots::a:b:C::x" };
		for (const state of [typed, other]) {
			const { declared } = readSteps([{ op: "same", urn: before.urn, oldState: state, newState: state }], 1).state;
			assert.deepEqual(
				declared.map(({ urn, unreadable }) => [urn, unreadable]),
				[[before.urn, [{ path: "", reason: "mismatch" }]]],
			);
		}
	});

	const same = { op: "same", urn: urnOf("alice"), oldState: before, newState: before };
	const finished = { steps: [same], changeSummary: { same: 1 } };
	const invalid: readonly { readonly name: string; readonly document: unknown }[] = [
		{ name: "a stack export", document: { version: 3, deployment: {} } },
		{ name: "an unfinished preview", document: { steps: [], diagnostics: [] } },
		{ name: "null", document: null },
		{ name: "a summary that is a list", document: { ...finished, changeSummary: [] } },
		{ name: "a summary that is null", document: { ...finished, changeSummary: null } },
		{ name: "a count that is a list", document: { ...finished, changeSummary: { same: [] } } },
		{ name: "steps that are an object", document: { ...finished, steps: {} } },
		{ name: "steps that are null", document: { ...finished, steps: null } },
		{ name: "a step that is null", document: { ...finished, steps: [null] } },
		{ name: "a step that is a number", document: { ...finished, steps: [5] } },
		{ name: "a step without op", document: { ...finished, steps: [{ urn: "u" }] } },
		{ name: "a step without urn", document: { ...finished, steps: [{ op: "same" }] } },
		{ name: "a state that is null", document: { ...finished, steps: [{ op: "same", urn: "u", oldState: null }] } },
		{
			name: "a state without type",
			document: { ...finished, steps: [{ op: "same", urn: "u", newState: { urn: "u" } }] },
		},
		{ name: "no steps", document: { changeSummary: {} } },
		{ name: "an empty list of steps", document: { ...finished, steps: [] } },
		{ name: "fewer steps than the summary counts", document: { ...finished, changeSummary: { same: 1, create: 1 } } },
		{ name: "a negative count", document: { ...finished, changeSummary: { same: -1 } } },
		{
			name: "a resource that is kept and deleted",
			document: { ...finished, steps: [same, { ...same, op: "delete" }] },
		},
		...["Create", "upsert", "", "toString"].map((op) => ({
			name: `the operation ${JSON.stringify(op)}`,
			document: { ...finished, steps: [same, { ...same, op }] },
		})),
		...[null, "error", {}, { severity: 5 }, { severity: "fatal" }].map((diagnostic) => ({
			name: `the message ${JSON.stringify(diagnostic)}`,
			document: { ...finished, diagnostics: [diagnostic] },
		})),
		{ name: "config that is a list", document: { ...finished, config: [] } },
		{ name: "diagnostics that are text", document: { ...finished, diagnostics: "x" } },
	];
	for (const { name, document } of invalid) {
		it(`rejects ${name}`, () => {
			assert.throws(() => readPreview(document), { message: /^not a finished preview: .* pulumi preview --json$/ });
		});
	}
});
