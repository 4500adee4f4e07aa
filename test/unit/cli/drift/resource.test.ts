import assert from "node:assert/strict";
import { managedKind } from "@/cli/drift/resource";
import { buildResource, buildSetResource } from "@/test/support/stack-export";

describe("managedKind", () => {
	const cases: readonly (readonly [string, ReturnType<typeof buildResource>, string | undefined])[] = [
		["a profile", buildResource("alice"), "profile"],
		["a set", buildSetResource({}), "profileSet"],
		["a replaced resource", buildResource("alice", {}, { delete: true }), undefined],
		["a resource that the program only reads", buildResource("alice", {}, { external: true }), undefined],
		["an account", buildResource("alice", {}, { type: "pulumi-nodejs:dynamic/tim:Account" }), undefined],
		["a type named like a property of objects", buildResource("alice", {}, { type: "toString" }), undefined],
	];
	for (const [name, resource, kind] of cases) {
		it(`returns ${kind} for ${name}`, () => assert.equal(managedKind(resource), kind));
	}
});
