import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Account, Profile, ProfileSet } from "@/provider";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const UNKNOWN_NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";

/** Parses JSON, in which `__proto__` is an ordinary key. */
const parse = (text: string) => JSON.parse(text);

describe("inputs that Pulumi cannot pass on", () => {
	before(() =>
		pulumi.runtime.setMocks({
			newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
			call: () => ({}),
		}),
	);

	const name = "Pulumi cannot pass on this name";
	const text = "Pulumi cannot pass on this text; declare other text";
	const rejected: readonly { readonly name: string; readonly create: () => unknown; readonly message: string }[] = [
		{
			name: "the account toString of a set",
			create: () => new ProfileSet("set", { profiles: { toString: { nick: "A" } } as never }),
			message: `set: profiles.toString: ${name}; use a Profile for this account`,
		},
		{
			name: "the account __proto__ of a set",
			create: () => new ProfileSet("set", { profiles: parse('{"__proto__":{"nick":"A"}}') }),
			message: `set: profiles.__proto__: ${name}; use a Profile for this account`,
		},
		{
			name: "the account __proto__ in an object literal",
			create: () => new ProfileSet("set", { profiles: { __proto__: { nick: "A" }, bob: {} } as never }),
			message: `set: profiles.__proto__: ${name}; use a Profile for this account`,
		},
		{
			name: "the account __proto__ in an object literal of a set with defaults",
			create: () => new ProfileSet("set", { defaults: { level: 1 }, profiles: { __proto__: { nick: "A" } } as never }),
			message: `set: profiles.__proto__: ${name}; use a Profile for this account`,
		},
		{
			name: "the signature of special values as an account of a set",
			create: () => new ProfileSet("set", { profiles: { [SIGNATURE]: { nick: "A" } } }),
			message: `set: profiles.${SIGNATURE}: ${name}; use a Profile for this account`,
		},
		{
			name: "the custom field toString",
			create: () => new Profile("p", { account: "alice", custom: { toString: "A" } as never }),
			message: `p: custom.toString: ${name}; choose another name`,
		},
		{
			name: "the custom field __proto__ of a set",
			create: () => new ProfileSet("set", { profiles: { alice: { custom: parse('{"__proto__":"A"}') } } }),
			message: `set: profiles.alice.custom.__proto__: ${name}; choose another name`,
		},
		{
			name: "the tag toString",
			create: () => new Profile("p", { account: "alice", tags: { toString: 1 } as never }),
			message: `p: tags.toString: ${name}; choose another name`,
		},
		{
			name: "the text of an unknown number",
			create: () => new Profile("p", { account: "alice", nick: UNKNOWN_NUMBER }),
			message: `p: nick: ${text}`,
		},
		{
			name: "the text of an unknown number in an input of ignoreChanges",
			create: () => new Profile("p", { account: "alice", nick: UNKNOWN_NUMBER }, { ignoreChanges: ["nick"] }),
			message: `p: nick: ${text}`,
		},
		{
			name: "an unpaired surrogate in a custom field of a set",
			create: () => new ProfileSet("set", { profiles: { alice: { custom: { Team: "a\ud800" } } } }),
			message: `set: profiles.alice.custom.Team: ${text}`,
		},
		{
			name: "the text of an unknown value as an account",
			create: () => new Account("a", { account: UNKNOWN_NUMBER }),
			message: `a: account: ${text}`,
		},
	];
	for (const { name: title, create, message } of rejected) {
		it(`rejects ${title}`, () => assert.throws(create, { name: "Error", message }));
	}

	const accepted: readonly (readonly [string, () => unknown])[] = [
		[
			"accounts that are other names of JavaScript",
			() =>
				new ProfileSet("set", { profiles: { constructor: { nick: "A" }, hasOwnProperty: {}, valueOf: {} } as never }),
		],
		["a profile whose account is __proto__", () => new Profile("p", { account: "__proto__", nick: "A" })],
		[
			"an object without a prototype",
			() => new ProfileSet("set", { profiles: Object.assign(Object.create(null), { bob: {} }) }),
		],
		[
			"instances of a class",
			() => new ProfileSet("set", { profiles: Object.assign(new (class Profiles {})(), { bob: {} }) as never }),
		],
	];
	for (const [title, create] of accepted) it(`accepts ${title}`, () => assert.doesNotThrow(create));
});
