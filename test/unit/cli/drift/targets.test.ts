import assert from "node:assert/strict";
import type { UnreadableReason } from "@/cli/drift/declared";
import { readState } from "@/cli/drift/state";
import { type DriftTarget, isComparable, toTargets } from "@/cli/drift/targets";
import { APP, NICK } from "@/test/support/builders";
import {
	buildResource,
	buildSetResource,
	buildStateExport,
	encrypted,
	inClear,
	urnOf,
} from "@/test/support/stack-export";
import { readSteps, step } from "./preview-steps";

/**
 * Returns the targets of a preview. A target contains each tag with its value in the program and its value in the
 * state.
 */
function targets(steps: readonly object[]): readonly unknown[] {
	const preview = readSteps(steps);
	return toTargets(preview.state.declared, preview).map(({ account, tags, unreadable }) => [
		account,
		...tags.map(({ path, value, state, secret }) => [path, value, state, ...(secret ? ["secret"] : [])]),
		...unreadable.map(({ path, reason }) => [path, reason]),
	]);
}

describe("toTargets", () => {
	const before = buildResource("alice", { nick: "[secret]", level: 1 });
	const updated = buildResource("alice", { nick: "[secret]", level: 2 });

	it("uses the state for a resource that the preview lists as unchanged", () => {
		const unchanged = buildResource("alice", { level: 1 });
		assert.deepEqual(targets([step("same", unchanged, unchanged)]), [["alice", ["level", 1, 1]]]);
	});

	it("omits resources that the program no longer declares", () => {
		assert.deepEqual(targets([step("delete", before)]), []);
	});

	it("returns tags without a state value for a new resource", () => {
		const created = buildResource("alice", { level: 1 });
		assert.deepEqual(targets([step("create", undefined, created)]), [["alice", ["level", 1, undefined]]]);
	});

	it("returns tags without a state value for the new account of a replaced resource", () => {
		const replacement = { ...buildResource("bob", { level: 1 }), urn: urnOf("alice") };
		assert.deepEqual(targets([step("replace", before, replacement)]), [["bob", ["level", 1, undefined]]]);
	});

	it("returns a secret as unreadable if the preview lists the secret as changed", () => {
		assert.deepEqual(targets([step("update", before, updated, ["nick", "level"])]), [
			["alice", ["level", 2, 1], ["nick", "encrypted"]],
		]);
	});

	it("returns a secret as unreadable if the preview does not tell which inputs changed", () => {
		const preview = readSteps([step("update", before, updated)]);
		const secret = { path: "nick", tag: NICK, value: "hush", secret: true };
		const state = { urn: urnOf("alice"), account: "alice", tags: [secret], unreadable: [] };
		assert.deepEqual(toTargets([state], preview)[0]?.unreadable, [{ path: "nick", tag: NICK, reason: "encrypted" }]);
	});

	it("uses the secret in the state if the preview does not list the secret as changed", () => {
		const preview = readSteps([step("update", before, updated, ["level"])]);
		const secret = { path: "nick", tag: NICK, value: "hush", secret: true };
		const state = { urn: urnOf("alice"), account: "alice", tags: [secret], unreadable: [] };
		const [target] = toTargets([state], preview);
		assert.deepEqual(target?.unreadable, []);
		assert.deepEqual(target?.tags.at(-1), { ...secret, state: "hush" });
	});

	it("marks a value that the preview masks as secret, also if the state contains plain text", () => {
		const preview = readSteps([step("update", before, updated, ["level"])]);
		const { declared } = readState(buildStateExport([buildResource("alice", { nick: "hush", level: 1 })]));
		const [target] = toTargets(declared, preview);
		assert.deepEqual(target?.tags.at(-1), { path: "nick", tag: NICK, value: "hush", state: "hush", secret: true });
	});

	it("returns for each account of a set the state values of the same account", () => {
		const set = buildSetResource({ a: { level: 1 }, b: { level: 1 } });
		const changed = buildSetResource({ a: { level: 2 }, c: { level: 3 } });
		assert.deepEqual(targets([step("update", set, changed)]), [
			["a", ["level", 2, 1]],
			["c", ["level", 3, undefined]],
		]);
	});

	describe("for a state that cannot be read", () => {
		const program = buildResource("alice", { nick: "B2", level: 2 });
		/** Returns the reasons of the targets of a state, and of a preview that updates the resource of alice. */
		const reasons = (resource: object, changes: object = {}) => {
			const document = buildStateExport([{ ...buildResource("alice", { nick: "B", level: 1 }), ...resource }]);
			const { deployment } = document;
			const { declared } = readState({ ...document, deployment: { ...deployment, ...changes } });
			const preview = readSteps([step("update", buildResource("alice", { level: 1 }), program, ["nick", "level"])]);
			return toTargets(declared, preview).map(({ account, tags, unreadable }) => [
				account,
				...tags.map(({ path, state }) => `${path} ${state}`),
				...unreadable.map(({ path, reason }) => `${path} ${reason}`),
			]);
		};
		const properties = { account: "alice", nick: "B", level: 1 };
		const cases: readonly (readonly [string, readonly unknown[], object, object?])[] = [
			["a pending replacement", ["alice", " replacing"], { pendingReplacement: true }],
			[
				"a pending operation",
				["alice", " interrupted"],
				{},
				{ pending_operations: [{ type: "updating", resource: buildResource("alice") }] },
			],
			["lost outputs", ["alice", " lost"], { outputs: inClear(null) }],
			["encrypted outputs", ["alice", " encrypted"], { outputs: encrypted() }],
			["no outputs", ["alice", " missing"], { outputs: undefined }],
			["unreadable paths of ignoreChanges", ["alice", " null"], { outputs: { ...properties, __unmanaged: null } }],
			["an operation that failed partially", ["alice", "nick B", "level 1", " unfinished"], { initErrors: ["e"] }],
			["an encrypted value", ["alice", "level 1", "nick encrypted"], { outputs: { ...properties, nick: encrypted() } }],
			["a lost value", ["alice", "level 1", "nick lost"], { outputs: { ...properties, nick: inClear(null) } }],
			["a value of the wrong type", ["alice", "nick B", "level invalid"], { outputs: { ...properties, level: {} } }],
		];
		for (const [name, expected, resource, changes] of cases) {
			it(`returns the reason for ${name}, and nothing that seems to be new`, () => {
				assert.deepEqual(reasons(resource, changes), [expected]);
			});
		}

		it("returns the reason of a whole map for each of its tags", () => {
			const before = buildResource("alice", { custom: "[secret]", level: 1 });
			const after = buildResource("alice", { custom: { Team: "core" }, level: 2 });
			assert.deepEqual(targets([step("update", before, after, ["custom", "level"])]), [
				["alice", ["level", 2, 1], ["custom.Team", "encrypted"]],
			]);
		});

		it("returns the reason for each account of a set", () => {
			const after = buildSetResource({ a: { level: 2 }, b: { level: 2 } });
			const before = { ...after, outputs: { profiles: inClear(null) } };
			assert.deepEqual(targets([step("update", before, after)]), [
				["a", ["", "lost"]],
				["b", ["", "lost"]],
			]);
		});
	});

	describe("for a step that contradicts its states", () => {
		const urn = urnOf("alice");
		const after = buildResource("alice", { level: 2 });
		const others: readonly (readonly [string, object, string])[] = [
			["an update without states", { op: "update", urn }, "absent"],
			["an update without the state before", { op: "update", urn, newState: after }, "absent"],
			["an update without the state after", { op: "update", urn, oldState: before }, "absent"],
			["an unchanged resource without states", { op: "same", urn }, "absent"],
			["a refreshed resource without states", { op: "refresh", urn }, "absent"],
			["a creation without a state", { op: "create", urn }, "absent"],
			["a creation with another URN", { op: "create", urn, newState: buildResource("bob") }, "mismatch"],
			["a creation with another type", { op: "create", urn, newState: { ...after, type: "t" } }, "mismatch"],
			[
				"a creation with another type in the URN",
				{ op: "create", urn: "urn:pulumi:dev::bots::pulumi:pulumi:Stack::bots-dev", newState: after },
				"mismatch",
			],
		];
		for (const [name, each, reason] of others) {
			it(`returns the reason for ${name}`, () => {
				const preview = readSteps([each]);
				const [target, ...rest] = toTargets(preview.state.declared, preview);
				assert.deepEqual(rest, []);
				assert.deepEqual(target?.unreadable, [{ path: "", reason }]);
				assert.deepEqual(target?.tags, []);
			});
		}

		it("finds the state of a resource that the program renames", () => {
			const renamed = { ...after, urn: urnOf("renamed") };
			const preview = readSteps([{ op: "update", urn: urnOf("renamed"), oldState: before, newState: renamed }]);
			const stored = toTargets(preview.state.declared, preview);
			assert.deepEqual(
				stored.map(({ urn: name, tags }) => [name, ...tags.map(({ path, state }) => [path, state])]),
				[[urnOf("renamed"), ["level", 1]]],
			);
		});
	});

	it("uses the app in the state for a changed resource", () => {
		const preview = readSteps([step("update", before, updated, ["level"])]);
		assert.equal(toTargets(preview.state.declared, preview)[0]?.app, APP);
	});
});

describe("isComparable", () => {
	const target = (reason: UnreadableReason, path = ""): DriftTarget => ({
		...{ urn: "u", account: "alice", tags: [] },
		unreadable: [{ path, reason }],
	});
	const cases: readonly (readonly [string, DriftTarget, boolean])[] = [
		["a lost input", target("lost", "nick"), true],
		["an encrypted profile", target("encrypted"), true],
		["a profile whose last up failed partially", target("unfinished"), true],
		["a lost profile", target("lost"), false],
		["a profile with a pending operation", target("interrupted"), false],
		["an unreadable account", { ...target("encrypted"), account: undefined }, false],
	];
	for (const [name, each, expected] of cases) {
		it(`returns ${expected} for ${name}`, () => assert.equal(isComparable(each), expected));
	}
});
