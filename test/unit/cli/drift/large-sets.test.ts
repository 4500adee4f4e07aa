import assert from "node:assert/strict";
import { readDeclared } from "@/cli/drift/declared";
import { readState } from "@/cli/drift/state";
import { toTargets } from "@/cli/drift/targets";
import { buildSetResource, buildStateExport, encrypted, inClear, urnOf } from "@/test/support/stack-export";
import { readSteps, step } from "./preview-steps";

const COUNT = 10_000;

/** A bound that linear time is far below, and quadratic time far above. */
const MAX_MS = 8000;

const accounts = Array.from({ length: COUNT }, (_, index) => `desk_${index}`);

function profilesWith(attributes: object): Readonly<Record<string, object>> {
	return Object.fromEntries(accounts.map((account) => [account, attributes]));
}

/** Runs work, and asserts that it takes less than {@link MAX_MS}. */
function withinBound<T>(work: () => T): T {
	const start = performance.now();
	const result = work();
	const tookMs = performance.now() - start;
	assert.ok(tookMs < MAX_MS, `took ${Math.round(tookMs)} ms`);
	return result;
}

describe(`a set of ${COUNT} accounts`, function () {
	this.timeout(30_000);
	const readSet = (properties: object) =>
		withinBound(() => readDeclared({ kind: "profileSet", urn: "u", properties }, "state"));

	it("is read in linear time if it contains secrets", () => {
		const declared = readSet({ profiles: profilesWith({ nick: inClear("A"), custom: { Team: inClear("B") } }) });
		assert.ok(declared.every(({ tags }) => tags.length === 2 && tags.every(({ secret }) => secret)));
	});

	it("is read in linear time if values are unreadable", () => {
		const declared = readSet({ profiles: profilesWith({ nick: encrypted(), level: true, custom: { Team: null } }) });
		assert.ok(declared.every(({ unreadable }) => unreadable.length === 3));
	});

	it("is read in linear time if ignoreChanges lists every account", () => {
		const __unmanaged = accounts.map((account) => `profiles.${account}.nick`);
		const declared = readSet({ profiles: profilesWith({ nick: "A", level: encrypted(), role: 1 }), __unmanaged });
		assert.ok(declared.every(({ tags, unreadable }) => tags.length === 1 && unreadable.length === 1));
	});

	it("is compared with the state in linear time if a preview lists every change", () => {
		const before = buildSetResource(profilesWith({ nick: "[secret]", level: 1 }));
		const after = buildSetResource(profilesWith({ nick: "[secret]", level: 2 }));
		const paths = accounts.map((account) => `profiles.${account}.level`);
		const stored = buildSetResource(profilesWith({ nick: inClear("A"), level: 1 }));
		const { declared } = readState(JSON.parse(JSON.stringify(buildStateExport([stored]))));
		const targets = withinBound(() => toTargets(declared, readSteps([step("update", before, after, paths)])));
		assert.equal(targets.length, COUNT);
		assert.ok(targets.every(({ tags, unreadable }) => tags.length === 2 && unreadable.length === 0));
	});

	it("is compared in linear time if each account is a resource of its own", () => {
		const steps = accounts.map((account) => {
			const set = (level: number) => ({ ...buildSetResource({ [account]: { level } }, account) });
			return step("update", set(1), set(2), [`profiles.${account}.level`]);
		});
		const preview = readSteps(steps);
		const targets = withinBound(() => toTargets(preview.state.declared, preview));
		assert.deepEqual(targets.at(-1)?.urn, urnOf(accounts.at(-1) ?? "", "ProfileSet"));
	});
});

describe(`a profile with ${COUNT} tags`, function () {
	this.timeout(30_000);
	it("is read in linear time if they are unreadable", () => {
		const properties = { account: "alice", tags: profilesWith({ wrong: "type" }) };
		const [profile] = withinBound(() => readDeclared({ kind: "profile", urn: "u", properties }, "state"));
		assert.equal(profile?.unreadable.length, COUNT);
	});

	it("is read in linear time if a path of ignoreChanges consists of brackets", () => {
		const properties = { account: "alice", level: 1, __unmanaged: ["[".repeat(20 * COUNT)] };
		const [profile] = withinBound(() => readDeclared({ kind: "profile", urn: "u", properties }, "state"));
		assert.equal(profile?.tags.length, 1);
	});
});
