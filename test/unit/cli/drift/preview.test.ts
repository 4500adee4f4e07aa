import assert from "node:assert/strict";
import { readPreview } from "@/cli/drift/preview";
import { unknownValue } from "@/provider/model/types";
import { buildResource, buildSetResource, DEFAULT_PROVIDER, urnOf } from "@/test/support/stack-export";
import { previewOf, readSteps, step } from "./preview-steps";

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

	describe("for an unchanged resource whose inputs differ from the state", () => {
		const stored = buildResource("alice", { nick: "A", level: "1" });
		const cases: readonly (readonly [string, object, readonly unknown[], readonly string[]])[] = [
			["another value", { nick: "B", level: "1" }, ["alice", "nick=B", "level=1"], ["nick"]],
			["a value of another type", { nick: "A", level: 1 }, ["alice", "nick=A", "level=1"], ["level"]],
			["a value less", { nick: "A" }, ["alice", "nick=A"], ["level"]],
			["a masked value", { nick: "[secret]", level: "1" }, ["alice", "level=1", "nick encrypted"], ["nick"]],
		];
		for (const [name, inputs, expected, paths] of cases) {
			it(`returns the inputs of the program: ${name}`, () => {
				const steps = [step("same", stored, buildResource("alice", { ...inputs }, { outputs: undefined }))];
				assert.deepEqual(changes(steps), [expected]);
				assert.deepEqual(readSteps(steps).changed.get(urnOf("alice"))?.changedPaths, paths);
			});
		}

		it("compares nothing if one of them is not an object", () => {
			const after = buildResource("alice", {}, { inputs: "x", outputs: undefined });
			assert.deepEqual(changes([step("same", stored, after)]), [["alice", " undeclarable"]]);
		});

		it("returns the state if only the text of the provider differs", () => {
			const after = buildResource("alice", { nick: "A", level: "1", __provider: "new" }, { outputs: undefined });
			assert.deepEqual(changes([step("same", stored, after)]), []);
		});
	});

	describe("for several steps of one resource", () => {
		const other = buildResource("alice", { nick: "other" });
		const copy = { ...before, delete: true };
		const external = { ...before, external: true };
		const renamed = (op: string, name = "bob") => step(op, before, { ...before, urn: urnOf(name) });
		const valid: readonly (readonly [string, readonly object[]])[] = [
			["a deletion of a replaced copy", [step("same", before, before), step("delete", copy), step("delete", copy)]],
			["an update beside a replaced copy", [step("delete-replaced", copy), step("update", before, other)]],
			["an unchanged copy", [step("same", before, before), step("same", copy, copy)]],
			["a refreshed copy", [step("refresh", copy), step("refresh", before, other), step("same", other, other)]],
			["a refresh and an update", [step("refresh", before, other), step("update", other, before)]],
			["a refresh and a creation", [step("refresh", before), step("create", undefined, before)]],
			[
				"a replacement that is created first",
				[
					step("create-replacement", before, replacement),
					step("replace", copy, replacement),
					step("delete-replaced", copy),
				],
			],
			[
				"a replacement that is deleted first",
				[
					step("delete-replaced", before),
					step("replace", before, replacement),
					step("create-replacement", before, replacement),
				],
			],
			[
				"the replacement of a resource that was only read",
				[
					step("create-replacement", external, before),
					step("replace", external, before),
					step("discard-replaced", external),
				],
			],
			[
				"the replacement of a resource by one that is only read",
				[step("read-replacement", before, external), step("replace", before, external)],
			],
			["an imported replacement", [step("import-replacement", before, other), step("replace", before, other)]],
			["a resource that is only read from now on", [step("read", before, external)]],
			["a renamed resource", [renamed("same")]],
			["a renamed and refreshed resource", [step("refresh", before, before), renamed("update")]],
			["a renamed resource and a replaced copy", [renamed("same"), step("delete-replaced", copy)]],
		];
		for (const [name, steps] of valid) it(`accepts ${name}`, () => void readSteps(steps));

		const contradictory: readonly (readonly [string, readonly object[]])[] = [
			["two unchanged resources", [step("same", before, before), step("same", other, other)]],
			["an unchanged and a created resource", [step("same", before, before), step("create", undefined, before)]],
			["two updates", [step("update", before, other), step("update", before, before)]],
			["an unchanged and an updated resource", [step("same", before, before), step("update", before, other)]],
			["a deletion and a read", [step("delete", before), step("read", undefined, external)]],
			["a deletion and a creation", [step("delete", before), step("create", undefined, before)]],
			["two deletions", [step("delete", before), step("delete", before)]],
			["an unchanged and a replaced resource", [step("same", before, before), step("replace", before, replacement)]],
			[
				"an unchanged resource and a deleted predecessor",
				[step("same", before, before), step("delete-replaced", other)],
			],
			["two replacements", [step("create-replacement", before, other), step("import-replacement", before, other)]],
			["two refreshes", [step("refresh", before, before), step("refresh", other, other), step("same", before, before)]],
			[
				"a refresh of a resource that is only read",
				[step("refresh", external, external), step("same", before, before)],
			],
			["a renamed resource whose old name is kept", [step("same", before, before), renamed("same")]],
			["a renamed resource whose old name is updated", [renamed("update"), step("update", before, other)]],
			["a renamed resource whose old name is deleted", [renamed("same"), step("delete", before)]],
			["two resources that have one old name", [renamed("same"), renamed("same", "carol")]],
			[
				"a step of another type with its state",
				[
					step("same", before, before),
					{ op: "same", urn: "urn:pulumi:dev::bots::pulumi:pulumi:Stack::bots-dev", oldState: other },
				],
			],
			["an unchanged resource that was replaced", [step("same", copy, before)]],
			["an unchanged resource that was only read", [step("same", external, before)]],
			["an unchanged resource that is only read now", [step("same", before, external)]],
			["an unchanged resource that was replaced, without its new state", [step("same", copy)]],
			["an updated resource that was only read", [step("update", external, before)]],
			["an updated resource that was replaced", [step("update", copy, copy)]],
			["a created resource that is only read", [step("create", undefined, external)]],
			["an unchanged resource with other outputs", [step("same", before, { ...before, outputs: other.outputs })]],
		];
		for (const [name, steps] of contradictory) {
			it(`rejects ${name}`, () => {
				const message =
					/^not a finished preview: steps\[\d\] .*contradict.*; create the file with pulumi preview --json$/;
				assert.throws(() => readPreview(previewOf(steps)), { message });
				assert.throws(() => readPreview(previewOf([...steps].reverse())), { message });
			});
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
		{ name: "a step without op", document: { ...finished, steps: [{ urn: urnOf("alice") }] } },
		{ name: "a step without urn", document: { ...finished, steps: [{ op: "same" }] } },
		{ name: "a step whose urn is another text", document: { ...finished, steps: [{ op: "same", urn: "u" }] } },
		{
			name: "a state that is null",
			document: { ...finished, steps: [{ op: "same", urn: urnOf("alice"), oldState: null }] },
		},
		{
			name: "a state without type",
			document: { ...finished, steps: [{ op: "same", urn: urnOf("alice"), newState: { urn: urnOf("alice") } }] },
		},
		{ name: "no steps", document: { changeSummary: {} } },
		{ name: "an empty list of steps", document: { ...finished, steps: [] } },
		{ name: "fewer steps than the summary counts", document: { ...finished, changeSummary: { same: 1, create: 1 } } },
		...["create", "delete", "import", "replace", "update"].map((op) => ({
			name: `a step ${op} that the summary does not count`,
			document: { ...finished, steps: [same, { op, urn: urnOf("bob") }] },
		})),
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
