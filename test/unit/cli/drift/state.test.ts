import assert from "node:assert/strict";
import { readState } from "@/cli/drift/state";
import {
	buildResource,
	buildSetResource,
	buildStateExport,
	DEFAULT_PROVIDER,
	urnOf,
} from "@/test/support/stack-export";

const accountsOf = (document: unknown) => readState(document).declared.map(({ account }) => account);

describe("readState", () => {
	it("gives profiles and sets with the settings of their provider", () => {
		const { declared, providers } = readState(
			buildStateExport([buildResource("alice", { nick: "A" }), buildSetResource({ bob: { nick: "B" } })], {
				"tim:region": "seoul",
			}),
		);
		assert.deepEqual(
			declared.map(({ urn, account }) => [urn, account]),
			[
				[urnOf("alice"), "alice"],
				[urnOf("set", "ProfileSet"), "bob"],
			],
		);
		assert.deepEqual(providers.get(DEFAULT_PROVIDER), { "tim:region": "seoul" });
	});

	it("passes over what is only read, what is about to be deleted, and what is not ours", () => {
		const others = [
			buildResource("read", {}, { external: true }),
			buildResource("replaced", {}, { delete: true }),
			buildResource("other", {}, { type: "pulumi-nodejs:dynamic/tim:Profiles" }),
			buildResource("stack", {}, { type: "pulumi:pulumi:Stack" }),
		];
		assert.deepEqual(accountsOf(buildStateExport([...others, buildResource("alice")])), ["alice"]);
	});

	it("says that a resource is unfinished whose last operation failed in part", () => {
		const failed = buildResource("alice", { nick: "A" }, { initErrors: ["nick: refused"] });
		const set = { ...buildSetResource({ bob: { nick: "B" } }), initErrors: ["profiles.bob.nick: refused"] };
		assert.deepEqual(
			readState(buildStateExport([failed, set])).declared.map(({ account, hidden }) => [account, ...hidden]),
			[["alice"], ["alice", { path: "", why: "unfinished" }], ["bob"], [undefined, { path: "", why: "unfinished" }]],
		);
	});

	it("finds nothing in a stack that holds nothing", () => {
		assert.deepEqual(accountsOf({ version: 3, deployment: { manifest: {} } }), []);
	});

	const wrong: readonly { name: string; document: unknown; reason: RegExp }[] = [
		{ name: "null", document: null, reason: /^is no export of a stack: it has no deployment/ },
		{ name: "a list", document: [], reason: /no deployment; make one with pulumi stack export$/ },
		{ name: "a preview", document: { steps: [], changeSummary: {} }, reason: /no deployment/ },
		{ name: "resources that are text", document: { deployment: { resources: "x" } }, reason: /resources are no list$/ },
	];
	for (const { name, document, reason } of wrong) {
		it(`refuses ${name}`, () => assert.throws(() => readState(document), { message: reason }));
	}
});
