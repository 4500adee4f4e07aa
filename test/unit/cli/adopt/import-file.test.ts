import assert from "node:assert/strict";
import { createDeclarations } from "@/cli/adopt/declarations";
import { createImportFile } from "@/cli/adopt/import-file";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";
import { APP } from "@/test/support/builders";

const accounts = [
	{ account: "alice", attributes: { nick: "Alice", custom: { Team: "core" } }, declared: false },
	{ account: "@RBT#faq", attributes: { level: 1 }, declared: true },
];

const resourcesOf = (set?: string) => JSON.parse(createImportFile(APP, createDeclarations(accounts, set))).resources;

/** Builds a resource of an import file. Its outputs are its inputs and the app, as they are after a creation. */
const resource = (kind: string, [name, id]: readonly [string, string], inputs: object) => ({
	type: `pulumi-nodejs:dynamic/tim:${kind}`,
	name,
	id,
	inputs,
	outputs: { ...inputs, app: APP },
});

const alice = { nick: "Alice", custom: { Team: "core" } };
const robot = resource("Robot", ["faq-robot", "@RBT#faq"], {
	account: "@RBT#faq",
	__provider: serializedProvider("robot"),
});

describe("createImportFile", () => {
	it("returns each resource with the same state as after its creation", () => {
		const __provider = serializedProvider("profile");
		assert.deepEqual(resourcesOf(), [
			resource("Profile", ["alice", "alice"], { account: "alice", ...alice, __provider }),
			robot,
			resource("Profile", ["faq-robot", "@RBT#faq"], { account: "@RBT#faq", level: 1, __provider }),
		]);
	});

	it("returns a set with its name as the ID", () => {
		const inputs = {
			profiles: { alice, "@RBT#faq": { level: 1 } },
			__id: "desks",
			__provider: serializedProvider("profileSet"),
		};
		assert.deepEqual(resourcesOf("desks"), [robot, resource("ProfileSet", ["desks", "desks"], inputs)]);
	});
});
