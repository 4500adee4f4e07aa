import assert from "node:assert/strict";
import type { UnreadableReason } from "@/cli/drift/declared";
import { type DriftTarget, isComparable, toTargets } from "@/cli/drift/targets";
import { APP, NICK } from "@/test/support/builders";
import { buildResource, buildSetResource, urnOf } from "@/test/support/stack-export";
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

	it("returns for each account of a set the state values of the same account", () => {
		const set = buildSetResource({ a: { level: 1 }, b: { level: 1 } });
		const changed = buildSetResource({ a: { level: 2 }, c: { level: 3 } });
		assert.deepEqual(targets([step("update", set, changed)]), [
			["a", ["level", 2, 1]],
			["c", ["level", 3, undefined]],
		]);
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
