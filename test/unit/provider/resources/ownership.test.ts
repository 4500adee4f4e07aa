import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";
import { Account, Profile, ProfileSet, Provider, Robot } from "@/provider";
import { ownProfile, ownProfiles } from "@/provider/resources/ownership";

/** The function that gives each run of the Automation API its own stack. The SDK omits it from its types. */
const { withLocalStorage } = state as unknown as {
	readonly withLocalStorage: <T>(run: () => Promise<T>) => Promise<T>;
};

/** Runs a program as the automation API does, without an engine. */
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

describe("two owners of one tag", () => {
	const refused: readonly { readonly name: string; readonly program: () => unknown; readonly says: RegExp }[] = [
		{
			name: "two profiles",
			program: () => [one(), new Profile("two", alice)],
			says: /^two: nick of alice is already owned by Profile "one"; declare it in one of the two$/,
		},
		{
			name: "a profile that spells the tag as on the wire",
			program: () => [one(), new Profile("two", { account: "alice", tags: { Tag_Profile_IM_Nick: "B" } })],
			says: /^two: tags\.Tag_Profile_IM_Nick of alice is already owned by Profile "one";/,
		},
		{
			name: "two profiles with one custom field",
			program: () => ["one", "two"].map((name) => new Profile(name, { account: "alice", custom: { Team: name } })),
			says: /^two: custom\.Team of alice is already owned by Profile "one";/,
		},
		{
			name: "a set beside a profile",
			program: () => [one(), inSet("desk", { nick: "B" })],
			says: /^desk: nick of alice is already owned by Profile "one";/,
		},
		{
			name: "a profile beside a set with defaults",
			program: () => [inSet("desk", {}, { nick: "B" }), one()],
			says: /^one: nick of alice is already owned by ProfileSet "desk";/,
		},
		{
			name: "two sets",
			program: () => [inSet("desk", { nick: "A" }), inSet("night", { level: 1 }, { nick: "B" })],
			says: /^night: nick of alice is already owned by ProfileSet "desk";/,
		},
		{
			name: "a resource and a child of another",
			program: () => [one(), new Profile("two", alice, { parent: new Team("team") })],
			says: /^two: nick of alice /,
		},
		{
			name: "two profiles of one explicit provider, given and inherited",
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
			says: /^two: account alice is already owned by Account "one"; declare it in one of the two$/,
		},
		{
			name: "two robots",
			program: () => ["one", "two"].map((name) => new Robot(name, { account: "@RBT#1" })),
			says: /^two: account @RBT#1 is already owned by Robot "one";/,
		},
	];
	for (const { name, program, says } of refused) {
		it(`are rejected at once, with a message and without a stack: ${name}`, async () => {
			await assert.rejects(running(program), (error: Error) => {
				assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack of any other error");
				assert.equal(error.stack, undefined, "Node.js would take its time to map it");
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
		{ name: "a profile that is an output", inputs: () => ownProfiles(two, { bob: {}, alice: later({ nick: "B" }) }) },
	];
	for (const { name, inputs } of refusedLater) {
		it(`are refused once they are known, by inputs that cannot be registered: ${name}`, async () => {
			await assert.rejects(
				running(() => one() && inputs()),
				/two: nick of alice is already owned by Profile "one"/,
			);
		});
	}

	const accepted: readonly { readonly name: string; readonly program: () => unknown }[] = [
		{ name: "disjoint tags", program: () => [one(), new Profile("two", { account: "alice", level: 1 })] },
		{ name: "other accounts", program: () => [one(), new Profile("two", { ...alice, account: "bob" })] },
		{
			name: "an attribute that is undefined",
			program: () => [one(), new Profile("two", { ...alice, nick: undefined })],
		},
		{
			name: "an attribute that comes to undefined",
			program: () => [one(), new Profile("two", { ...alice, nick: later<string | undefined>(undefined) as Nick })],
		},
		{ name: "a tag left to others", program: () => [one(), new Profile("two", alice, { ignoreChanges: ["nick"] })] },
		{
			name: "a tag of a set's member left to others",
			program: () =>
				new ProfileSet("desk", { profiles: { alice: { nick: "B" } } }, { ignoreChanges: ["profiles.alice.nick"] }) &&
				one(),
		},
		{
			name: "a tag named twice by one profile",
			program: () => new Profile("one", { ...alice, tags: { Tag_Profile_IM_Nick: "A" } }),
		},
		{
			name: "an account that is only read",
			program: () => [one(), Profile.get("two", "alice"), Account.get("three", "alice")],
		},
		{ name: "another app", program: () => [one(), new Profile("two", alice, { provider: second() })] },
		{
			name: "another app, through the parent",
			program: () => [one(), new Profile("two", alice, { parent: new Team("team", { providers: [second()] }) })],
		},
		{
			name: "an account and its profile",
			program: () => [new Account("one", { account: "alice" }), new Profile("one", alice)],
		},
	];
	for (const { name, program } of accepted) {
		it(`are not seen in ${name}`, async () => {
			await running(program);
		});
	}

	it("are not seen in two runs at once", async () => {
		await Promise.all([running(one), running(one)]);
	});

	it("are not looked for outside of a stack, where a program's own tests declare it again and again", async () => {
		await withLocalStorage(async () => [one(), one()]);
	});
});
