import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { Account, Profile, ProfileSet, Provider, Robot } from "@/provider";
import { checkInputs } from "@/provider/resources/storable-inputs";

/** The resources that were registered. */
const registered: pulumi.runtime.MockResourceArgs[] = [];

/** Replaces the engine with a simulation in the process of the tests. */
async function withoutEngine({ preview = false } = {}): Promise<void> {
	const newResource = (args: pulumi.runtime.MockResourceArgs) => {
		registered.push(args);
		return { id: args.name, state: args.inputs };
	};
	await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "project", "stack", preview);
}

/**
 * Creates a resource whose registration fails, and waits until another resource, which is created when the failure is
 * reported, is registered. Returns the messages of the reported errors.
 */
async function failing(create: () => unknown): Promise<readonly string[]> {
	registered.length = 0;
	const listeners = process.listeners("unhandledRejection");
	process.removeAllListeners("unhandledRejection");
	const messages: string[] = [];
	try {
		await new Promise<void>((resolve) => {
			process.on("unhandledRejection", (error: Error) => {
				messages.push(error.message);
				resolve();
			});
			create();
		});
		const { urn } = new Account("next", { account: "next" });
		await new Promise((resolve) => urn.apply(resolve));
		await new Promise((resolve) => setImmediate(resolve));
	} finally {
		process.removeAllListeners("unhandledRejection");
		for (const listener of listeners) process.on("unhandledRejection", listener);
	}
	return messages;
}

/** Returns the inputs with which a resource is registered. */
async function registering(create: () => pulumi.Resource): Promise<pulumi.runtime.MockResourceArgs["inputs"]> {
	registered.length = 0;
	const { urn } = create();
	await new Promise((resolve) => urn.apply(resolve));
	const { __provider, ...inputs } = registered.at(-1)?.inputs ?? assert.fail("nothing was registered");
	return inputs;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN_NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";

/** Parses JSON, in which `__proto__` is an ordinary key. */
const parse = (text: string) => JSON.parse(text);

describe("inputs that Pulumi cannot pass on", () => {
	before(() => withoutEngine());

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
			name: "the key __proto__ in a literal with the key constructor",
			create: () =>
				new ProfileSet("set", { profiles: { alice: {}, __proto__: { constructor: { nick: "A" }, bob: {} } } as never }),
			message: `set: profiles.__proto__: ${name}; use a Profile for this account`,
		},
		{
			name: "the key __proto__ in a literal of the default attributes",
			create: () => new ProfileSet("set", { profiles: { alice: {} }, defaults: { __proto__: { nick: "A" } } as never }),
			message: `set: defaults.__proto__: ${name}; choose another name`,
		},
		{
			name: "the key __proto__ in a literal of a profile of a set",
			create: () => new ProfileSet("set", { profiles: { alice: { __proto__: { nick: "A" } } as never } }),
			message: `set: profiles.alice.__proto__: ${name}; choose another name`,
		},
		{
			name: "the key __proto__ in a literal of a profile of a set with defaults",
			create: () =>
				new ProfileSet("set", { profiles: { alice: { __proto__: { nick: "A" } } as never }, defaults: { level: 1 } }),
			message: `set: profiles.alice.__proto__: ${name}; choose another name`,
		},
		{
			name: "the key __proto__ in a literal of the custom fields of a set with defaults",
			create: () =>
				new ProfileSet("set", {
					profiles: { alice: { custom: { __proto__: { Team: "A" } } as never } },
					defaults: { custom: { Desk: "1" } },
				}),
			message: `set: profiles.alice.custom.__proto__: ${name}; choose another name`,
		},
		{
			name: "the key __proto__ in a literal of a value",
			create: () => new Profile("p", { account: "alice", tags: { Tag_X: { __proto__: { uint64: "5" } } as never } }),
			message: `p: tags.Tag_X.__proto__: ${name}; choose another name`,
		},
		{
			name: "the key __proto__ whose value is an output",
			create: () =>
				new Profile("p", { account: "alice", custom: { __proto__: pulumi.output({ Team: "A" }) } as never }),
			message: `p: custom.__proto__: ${name}; choose another name`,
		},
		...[Profile, Account, Robot, ProfileSet].map((resource) => ({
			name: `the key __proto__ in a literal of the arguments of ${resource.name}`,
			create: () => new resource("r", { account: "alice", profiles: {}, __proto__: { onDelete: "delete" } } as never),
			message: `r: __proto__: ${name}; choose another name`,
		})),
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
		{
			name: "the text of an unknown value as a value of 64 bits",
			create: () => new Profile("p", { account: "alice", tags: { Tag_X: { uint64: UNKNOWN_NUMBER } } }),
			message: `p: tags.Tag_X.uint64: ${text}`,
		},
		{
			name: "the text of an unknown value in a list",
			create: () => new Profile("p", { account: "alice", nick: [UNKNOWN_NUMBER] as never }),
			message: `p: nick.0: ${text}`,
		},
		{
			name: "the text of an unknown value as a policy of a profile",
			create: () => new Profile("p", { account: "alice", onDelete: UNKNOWN_NUMBER as never }),
			message: `p: onDelete: ${text}`,
		},
		{
			name: "the text of an unknown value as a policy of an account",
			create: () => new Account("a", { account: "alice", onDelete: UNKNOWN_NUMBER as never }),
			message: `a: onDelete: ${text}`,
		},
		{
			name: "the text of an unknown value as a name",
			create: () => new Profile("p", { account: "alice", custom: { [UNKNOWN_NUMBER]: "A" } }),
			message: `p: custom.${UNKNOWN_NUMBER}: ${name}; choose another name`,
		},
		{
			name: "the attribute toString of an account",
			create: () => new Account("a", { account: "alice", toString: "A" } as never),
			message: `a: toString: ${name}; choose another name`,
		},
		{
			name: "the signature of special values as an attribute of a robot",
			create: () => new Robot("r", { account: "@RBT#faq", [SIGNATURE]: "A" } as never),
			message: `r: ${SIGNATURE}: ${name}; choose another name`,
		},
		{
			name: "the name toString in a value",
			create: () => new Profile("p", { account: "alice", nick: { toString: "A" } as never }),
			message: `p: nick.toString: ${name}; choose another name`,
		},
		{
			name: "the custom field toString of a profile whose account is invalid",
			create: () => new Profile("p", { account: {} as never, custom: { toString: "A" } as never }),
			message: `p: custom.toString: ${name}; choose another name`,
		},
		{
			name: "profiles that are a Map",
			create: () => new ProfileSet("set", { profiles: new Map([["alice", { nick: "A" }]]) as never }),
			message: "set: profiles: Pulumi cannot pass on a Map or a Set; use an object or a list",
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
		[
			"instances of a derived class and of another realm",
			() => {
				class Base {}
				const custom: unknown = Object.assign(new (class extends Base {})(), { Team: "core" });
				return new Profile("p", { account: "alice", custom: custom as never, tags: runInNewContext("({ Tag_X: 1 })") });
			},
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

describe("outputs and promises that Pulumi cannot pass on", () => {
	before(() => withoutEngine());

	const UNKNOWN = pulumi.runtime.unknownValue;
	const surrogate = "x\ud800y";
	const text = "Pulumi cannot pass on this text; declare other text";
	const name = "Pulumi cannot pass on this name; choose another name";
	const toStringKey = { toString: "A" } as never;
	const failed: readonly { readonly name: string; readonly create: () => unknown; readonly message: string }[] = [
		{
			name: "an attribute that is an output",
			create: () => new Profile("p", { account: "alice", nick: pulumi.output(surrogate) }),
			message: `p: nick: ${text}`,
		},
		{
			name: "an attribute that is a promise",
			create: () => new Profile("p", { account: "alice", nick: Promise.resolve(surrogate) }),
			message: `p: nick: ${text}`,
		},
		{
			name: "a custom field that is an output",
			create: () => new Profile("p", { account: "alice", custom: { Team: pulumi.output(UNKNOWN) } }),
			message: `p: custom.Team: ${text}`,
		},
		{
			name: "custom fields that are an output",
			create: () => new Profile("p", { account: "alice", custom: pulumi.output(toStringKey) }),
			message: `p: custom.toString: ${name}`,
		},
		{
			name: "custom fields that are a secret",
			create: () => new Profile("p", { account: "alice", custom: pulumi.secret({ Team: UNKNOWN }) }),
			message: `p: custom.Team: ${text}`,
		},
		{
			name: "profiles with the account __proto__ that are a secret",
			create: () => new ProfileSet("set", { profiles: pulumi.secret(parse('{"bob":{},"__proto__":{"nick":"A"}}')) }),
			message: "set: profiles.__proto__: Pulumi cannot pass on this name; use a Profile for this account",
		},
		{
			name: "custom fields with the key __proto__ that are a promise",
			create: () => new Profile("p", { account: "alice", custom: Promise.resolve(parse('{"__proto__":"A"}')) }),
			message: `p: custom.__proto__: ${name}`,
		},
		{
			name: "a promise of an output",
			create: () => new Profile("p", { account: "alice", nick: Promise.resolve(pulumi.output(surrogate)) as never }),
			message: `p: nick: ${text}`,
		},
		{
			name: "an attribute of a profile whose account is an output",
			create: () => new Profile("p", { account: pulumi.output("alice"), nick: pulumi.output(surrogate) }),
			message: `p: nick: ${text}`,
		},
		{
			name: "a policy that is an output",
			create: () => new Profile("p", { account: "alice", onDelete: pulumi.output(UNKNOWN) as never }),
			message: `p: onDelete: ${text}`,
		},
		{
			name: "an attribute of a set that is a promise",
			create: () => new ProfileSet("set", { profiles: { alice: { nick: Promise.resolve(surrogate) } } }),
			message: `set: profiles.alice.nick: ${text}`,
		},
		{
			name: "a profile of a set that is a promise",
			create: () => new ProfileSet("set", { profiles: { alice: Promise.resolve({ custom: toStringKey }) } }),
			message: `set: profiles.alice.custom.toString: ${name}`,
		},
		{
			name: "default attributes that are an output",
			create: () => new ProfileSet("set", { defaults: pulumi.output({ nick: surrogate }), profiles: { alice: {} } }),
			message: `set: defaults.nick: ${text}`,
		},
		{
			name: "the policy of an account that is a promise",
			create: () => new Account("a", { account: "alice", onDelete: Promise.resolve(UNKNOWN) as never }),
			message: `a: onDelete: ${text}`,
		},
		{
			name: "an argument of a provider that is an output of an object",
			create: () => new Provider("second", { sdkAppId: 5, identifier: pulumi.output({ secretKey: "A" }) as never }),
			message: "second: identifier: must be text",
		},
		{
			name: "an endpoint of a provider with a credential that is a promise",
			create: () =>
				new Provider("second", { sdkAppId: 5, endpoint: Promise.resolve("https://user:canary@evil.example") }),
			message:
				"second: endpoint: must have only a scheme, a host and a port, such as https://adminapisgp.im.qcloud.com",
		},
		{
			name: "the account of a robot that is an output",
			create: () => new Robot("r", { account: pulumi.output("@RBT#\ud800") }),
			message: `r: account: ${text}`,
		},
	];
	for (const { name: title, create, message } of failed) {
		it(`fail the registration: ${title}`, async () => {
			const messages = await failing(create);
			assert.ok(messages.length > 0 && messages.every((each) => each.endsWith(message)), messages.join("\n"));
			assert.deepEqual(
				registered.map((each) => each.name),
				["next"],
			);
		});
	}
});

describe("checked inputs", () => {
	beforeEach(() => withoutEngine());
	after(() => withoutEngine());

	it("contain the plain values themselves", () => {
		const args = { account: "alice", custom: { Team: "core" }, tags: { Tag_X: { uint64: "1" } } };
		assert.equal(checkInputs("p", args), args);
	});

	it("contain other plain values unchanged beside an output", () => {
		const custom = { Team: "core" };
		const checked = checkInputs("p", { account: "alice", nick: pulumi.output("A"), custom });
		assert.equal(checked.account, "alice");
		assert.equal(checked.custom, custom);
	});

	it("are registered with the values of outputs and promises, and secrets stay secret", async () => {
		const inputs = await registering(
			() =>
				new Profile("p", {
					account: Promise.resolve("alice"),
					nick: pulumi.secret("A"),
					custom: Promise.resolve({ Team: pulumi.output("core") }) as never,
					level: pulumi.output(1),
				}),
		);
		const secret = { [SIGNATURE]: SECRET, value: "A" };
		assert.deepEqual(inputs, { account: "alice", nick: secret, custom: { Team: "core" }, level: 1 });
	});

	it("stay unknown in a preview, without an effect on other inputs", async () => {
		await withoutEngine({ preview: true });
		const unknown = new Account("unknown", { account: "unknown" }).app as never;
		const inputs = await registering(
			() => new Profile("p", { account: pulumi.output("alice"), nick: unknown, custom: { Team: unknown, Desk: "1" } }),
		);
		const { nick, custom, ...others } = inputs;
		assert.deepEqual(others, { account: "alice" });
		assert.deepEqual([nick, custom.Team].map(pulumi.isUnknown), [true, true]);
		assert.equal(custom.Desk, "1");
	});
});
