import assert from "node:assert/strict";
import { type PulumiResource, profileKind } from "@/cli/drift/resource";
import { buildResource, buildSetResource } from "@/test/support/stack-export";

const ACCOUNT = "pulumi-nodejs:dynamic/tim:Account";

describe("profileKind", () => {
	const cases: readonly (readonly [string, PulumiResource, string | undefined])[] = [
		["a profile", buildResource("alice"), "profile"],
		["a set", buildSetResource({}), "profileSet"],
		["a replaced resource", buildResource("alice", {}, { delete: true }), undefined],
		["a resource that the program only reads", buildResource("alice", {}, { external: true }), undefined],
		["an account", { type: ACCOUNT, urn: `urn:pulumi:dev::bots::${ACCOUNT}::alice` }, undefined],
		[
			"a type named like a property of objects",
			{ type: "toString", urn: "urn:pulumi:dev::bots::toString::x" },
			undefined,
		],
		["another type in the URN", buildResource("alice", {}, { urn: "urn:pulumi:dev::bots::a:b:C::alice" }), "profile"],
		["another type than in the URN", buildResource("alice", {}, { type: "a:b:C" }), "profile"],
	];
	for (const [name, resource, kind] of cases) {
		it(`returns ${kind} for ${name}`, () => assert.equal(profileKind(resource), kind));
	}
});
