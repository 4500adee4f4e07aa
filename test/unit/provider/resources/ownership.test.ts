import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";
import { Account, Profile, ProfileSet, Provider, Robot } from "@/provider";
import { ownProfile, ownProfiles } from "@/provider/resources/ownership";

/**
 * A function of the SDK that runs each program of the Automation API with a separate stack. The type declarations of
 * the SDK omit the function.
 */
const { withLocalStorage } = state as unknown as {
	readonly withLocalStorage: <T>(run: () => Promise<T>) => Promise<T>;
};

/** Runs a program without an engine, in the same way as the Automation API. */
function running(program: () => unknown): Promise<unknown> {
	return withLocalStorage(async () => {
		const newResource = ({ id, name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: id ?? name, state: inputs });
		await pulumi.runtime.setMocks({ newResource, call: () => ({}) });
		return pulumi.runtime.runInPulumiStack(async () => ({ made: program() }));
	});
}

type Nick = pulumi.Input<string>;

const later = <T>(value: T) => pulumi.output(value);

const alice = { account: "alice", nick: "A" };

const one = () => new Profile("one", alice);

const inSet = (name: string, own: object, defaults?: object) =>
	new ProfileSet(name, { profiles: { alice: own, bob: {} }, ...(defaults && { defaults }) });

const second = () => new Provider("second", { sdkAppId: 5 });

class Team extends pulumi.ComponentResource {
	constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
		super("test:Team", name, {}, options);
	}
}

describe("ownership of tags and accounts", () => {
	const refused: readonly { readonly name: string; readonly program: () => unknown; readonly says: RegExp }[] = [
		{
			name: "two profiles",
			program: () => [one(), new Profile("two", alice)],
			says: /^two: nick of alice is already owned by Profile "one"; declare it in only one of the two resources$/,
		},
		{
			name: "a profile that declares the tag in tags",
			program: () => [one(), new Profile("two", { account: "alice", tags: { Tag_Profile_IM_Nick: "B" } })],
			says: /^two: tags\.Tag_Profile_IM_Nick of alice is already owned by Profile "one";/,
		},
		{
			name: "two profiles with the same custom field",
			program: () => ["one", "two"].map((name) => new Profile(name, { account: "alice", custom: { Team: name } })),
			says: /^two: custom\.Team of alice is already owned by Profile "one";/,
		},
		{
			name: "a profile and a set",
			program: () => [one(), inSet("desk", { nick: "B" })],
			says: /^desk: nick of alice is already owned by Profile "one";/,
		},
		{
			name: "a set with defaults and a profile",
			program: () => [inSet("desk", {}, { nick: "B" }), one()],
			says: /^one: nick of alice is already owned by ProfileSet "desk";/,
		},
		{
			name: "two sets",
			program: () => [inSet("desk", { nick: "A" }), inSet("night", { level: 1 }, { nick: "B" })],
			says: /^night: nick of alice is already owned by ProfileSet "desk";/,
		},
		{
			name: "a profile and a profile in a component",
			program: () => [one(), new Profile("two", alice, { parent: new Team("team") })],
			says: /^two: nick of alice /,
		},
		{
			name: "two profiles of one explicit provider, one of which inherits the provider",
			program: () => {
				const provider = second();
				const parent = new Team("team", { providers: [provider] });
				return [new Profile("one", alice, { provider }), new Profile("two", alice, { parent })];
			},
			says: /^two: nick of alice /,
		},
		{
			name: "two accounts",
			program: () => ["one", "two"].map((name) => new Account(name, { account: "alice" })),
			says: /^two: account alice is already owned by Account "one"; declare it in only one of the two resources$/,
		},
		{
			name: "two robots",
			program: () => ["one", "two"].map((name) => new Robot(name, { account: "@RBT#1" })),
			says: /^two: account @RBT#1 is already owned by Robot "one";/,
		},
	];
	for (const { name, program, says } of refused) {
		it(`throws an error without a stack trace, and does so immediately, for two owners: ${name}`, async () => {
			await assert.rejects(running(program), (error: Error) => {
				assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
				assert.equal(error.stack, undefined, "mapping the stack trace would take Node.js a long time");
				assert.match(error.message, says);
				return true;
			});
		});
	}

	const two = { kind: "Profile", name: "two", options: {} };
	const refusedLater: readonly { readonly name: string; readonly inputs: () => unknown }[] = [
		{ name: "an account that is an output", inputs: () => ownProfile(two, { account: later("alice"), nick: "B" }) },
		{
			name: "an account that is a promise",
			inputs: () => ownProfile(two, { ...alice, account: Promise.resolve("alice") }),
		},
		{ name: "profiles that are an output", inputs: () => ownProfiles(two, later({ alice: { nick: "B" } })) },
		{ name: "a tag that is an output", inputs: () => ownProfile(two, { account: "alice", nick: later("B") }) },
		{
			name: "an account and a tag that are outputs",
			inputs: () => ownProfile(two, { account: later("alice"), nick: later("B") }).account,
		},
		{
			name: "a tag of a set that is a promise",
			inputs: () => ownProfiles(two, { alice: { tags: { Tag_Profile_IM_Nick: Promise.resolve("B") } } }),
		},
		{ name: "a profile that is an output", inputs: () => ownProfiles(two, { bob: {}, alice: later({ nick: "B" }) }) },
	];
	for (const { name, inputs } of refusedLater) {
		it(`rejects the input of a second owner when its value is known: ${name}`, async () => {
			await assert.rejects(
				running(() => one() && inputs()),
				/two: (tags.Tag_Profile_IM_N|n)ick of alice is already owned by Profile "one"/,
			);
		});
	}

	const accepted: readonly { readonly name: string; readonly program: () => unknown }[] = [
		{
			name: "two profiles with different tags",
			program: () => [one(), new Profile("two", { account: "alice", level: 1 })],
		},
		{
			name: "two profiles of different accounts",
			program: () => [one(), new Profile("two", { ...alice, account: "bob" })],
		},
		{
			name: "an attribute that is undefined",
			program: () => [one(), new Profile("two", { ...alice, nick: undefined })],
		},
		{
			name: "an attribute that is an output of undefined",
			program: () => [one(), new Profile("two", { ...alice, nick: later<string | undefined>(undefined) as Nick })],
		},
		{ name: "a tag in ignoreChanges", program: () => [one(), new Profile("two", alice, { ignoreChanges: ["nick"] })] },
		{
			name: "a tag of a profile in a set that is in ignoreChanges of the set",
			program: () =>
				new ProfileSet("desk", { profiles: { alice: { nick: "B" } } }, { ignoreChanges: ["profiles.alice.nick"] }) &&
				one(),
		},
		{
			name: "a tag that one profile declares twice",
			program: () => new Profile("one", { ...alice, tags: { Tag_Profile_IM_Nick: "A" } }),
		},
		{
			name: "resources that are only read",
			program: () => [one(), Profile.get("two", "alice"), Account.get("three", "alice")],
		},
		{ name: "a profile of another app", program: () => [one(), new Profile("two", alice, { provider: second() })] },
		{
			name: "a profile of another app, with the provider of its parent",
			program: () => [one(), new Profile("two", alice, { parent: new Team("team", { providers: [second()] }) })],
		},
		{
			name: "an account and its profile",
			program: () => [new Account("one", { account: "alice" }), new Profile("one", alice)],
		},
	];
	for (const { name, program } of accepted) {
		it(`accepts ${name}`, async () => {
			await running(program);
		});
	}

	it("accepts the same profile in two concurrent runs of the Automation API", async () => {
		await Promise.all([running(one), running(one)]);
	});

	it("accepts the same profile twice outside a stack, as in unit tests of a program", async () => {
		await withLocalStorage(async () => [one(), one()]);
	});
});
