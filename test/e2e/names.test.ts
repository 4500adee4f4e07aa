import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import {
	assertExitCode,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResources,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const KEY = "canary-secret-key-0123456789abcdef";
const SECRET = "canary-of-a-value";

const first: DeclaredResources = {
	alice: { args: { account: "alice", nick: "Alice", level: 1 } },
	desk: { args: { profiles: { bob: { nick: "Bob", level: 1 } } } },
};

const withOptions = (paths: readonly string[], setPaths: readonly string[], level = 1): DeclaredResources => ({
	alice: { args: { account: "alice", nick: "Alice", level }, options: { ignoreChanges: paths } },
	desk: { args: { profiles: { bob: { nick: "Bob", level } } }, options: { ignoreChanges: setPaths } },
});

/** Returns the warnings in the diagnostics that the engine prints at the end of a command. */
function warningsIn(output: string): readonly string[] {
	return [...output.matchAll(/^ {4}warning: (.*)$/gm)].map(([, warning = ""]) => warning);
}

describe("the provider with misspelled names on the real engine", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stacks: Stack[] = [];

	async function createTestStack(options: Parameters<typeof createStack>[0] = {}): Promise<Stack> {
		const stack = await createStack({ files: createProfilesProgram(first), env: emulator.env, ...options });
		stacks.push(stack);
		return stack;
	}

	before(async () => {
		emulator = await startEmulator({ secretKey: KEY, accounts: { alice: {}, bob: {} }, customFields: ["Team"] });
	});
	beforeEach(() => emulator.reset());
	afterEach(() => {
		for (const stack of stacks) stack.dispose();
		stacks = [];
	});
	after(() => emulator.close());

	it("reports a path in ignoreChanges that refers to nothing in one line, before a call", async () => {
		const stack = await createTestStack({ files: createProfilesProgram(withOptions(["nickname"], [])) });
		const output = assertExitCode(await stack.preview(), 1);
		assert.match(
			output,
			/error: alice: ignoreChanges: "nickname" is not an input or output of Profile; did you mean "nick"\?$/m,
		);
		assert.doesNotMatch(output, / {4}at /);
		assert.equal(emulator.calls(), 0);
	});

	it("warns once about an account that a set does not have, and about an unknown key in the stack config", async () => {
		const stack = await createTestStack({
			files: createProfilesProgram(withOptions([], ["profiles.bbo.nick"])),
			config: { "tim:regoin": SECRET },
		});
		const output = assertExitCode(await stack.up(), 0);
		assert.deepEqual(warningsIn(output), [
			"tim:regoin: not a setting of pulumi-tim; did you mean tim:region?",
			'desk: ignoreChanges: "profiles.bbo.nick" contains an account that the set does not have; did you mean "profiles.bob.nick"?',
		]);
		assert.ok(!output.includes(SECRET), output);
	});

	it("encrypts the whole output for a path in additionalSecretOutputs", async () => {
		const program = `
const tim = require("pulumi-tim");
const additionalSecretOutputs = ["custom.Team", '["nick"]'];
new tim.Profile("alice", { account: "alice", nick: "${SECRET}-1", custom: { Team: "${SECRET}-2" } }, { additionalSecretOutputs });
`;
		const stack = await createTestStack({ files: { "index.js": program } });
		assertExitCode(await stack.up(), 0);
		const { outputs } = (await stack.resources()).find(({ id }) => id === "alice") ?? {};
		assert.ok(!JSON.stringify(outputs).includes(SECRET), JSON.stringify(outputs));
	});

	it("does not show __unmanaged when ignoreChanges and another input change, and keeps the ignored values", async () => {
		const stack = await createTestStack();
		assertExitCode(await stack.up(), 0);
		for (const account of ["alice", "bob"]) emulator.setProfile(account, { Tag_Profile_IM_Nick: "by hand" });
		stack.write(createProfilesFile(withOptions(["nick"], ["profiles.bob.nick"], 2)));
		const output = assertExitCode(await stack.preview("--diff"), 0);
		assert.doesNotMatch(output, /__unmanaged/);
		assert.equal(output.match(/~ level *: 1 => 2/g)?.length, 2, output);
		assert.deepEqual((await summarizePreview(stack)).operations, { alice: "update", desk: "update" });
		assertExitCode(await stack.up(), 0);
		for (const account of ["alice", "bob"]) {
			assert.deepEqual(storedTags(emulator, account), { Nick: "by hand", Level: 2 });
		}
		stack.write(createProfilesFile(withOptions(["nick"], ["profiles.bob.nick"], 3)));
		assert.deepEqual((await summarizePreview(stack)).properties, { alice: ["level"], desk: ["profiles.bob.level"] });
		stack.write(createProfilesFile(withOptions([], [], 3)));
		assert.doesNotMatch(assertExitCode(await stack.preview("--diff"), 0), /__unmanaged/);
	});

	it("does not show __unmanaged when ignoreChanges was added alone and is removed together with another change", async () => {
		const stack = await createTestStack();
		assertExitCode(await stack.up(), 0);
		stack.write(createProfilesFile(withOptions(["nick"], ["profiles.bob.nick"])));
		assertExitCode(await stack.up("--expect-no-changes"), 0);
		stack.write(createProfilesFile(withOptions([], [], 2)));
		const output = assertExitCode(await stack.preview("--diff"), 0);
		assert.doesNotMatch(output, /__unmanaged/);
		assert.equal(output.match(/~ level *: 1 => 2/g)?.length, 2, output);
	});

	it("rejects an unknown argument of a provider, and still refreshes and destroys a state that contains it", async () => {
		const program = (provider: string) => ({
			"index.js": `
const pulumi = require("@pulumi/pulumi");
const tim = require("pulumi-tim");
class OldProvider extends pulumi.ProviderResource {
	constructor(name, args) {
		const inputs = Object.fromEntries(Object.entries(args).map(([key, value]) => ["tim:" + key, value]));
		super("pulumi-nodejs", name, { ...inputs, "tim:explicit": true });
	}
}
const args = { sdkAppId: ${emulator.sdkAppId}, endpoint: "${emulator.endpoint}", secretKey: "${KEY}" };
const provider = new ${provider}("second", args);
new tim.Profile("alice", { account: "alice", nick: "Alice" }, { provider });
`,
		});
		const stack = await createTestStack({ files: program("OldProvider"), env: {} });
		assertExitCode(await stack.up(), 0);
		const warning =
			'unsupported argument in the state: "secretKey" is not an argument of tim.Provider, because Pulumi would store the credential in the state; use "secretKeyFile" or "secretKeyEnv"';
		const refreshed = assertExitCode(await stack.refresh("--expect-no-changes"), 0);
		assert.deepEqual(warningsIn(refreshed), [warning]);

		stack.write(program("tim.Provider"));
		const rejected = assertExitCode(await stack.preview(), 1);
		assert.match(
			rejected,
			/error: .*second: "secretKey" is not an argument of tim\.Provider, .*; use "secretKeyFile" or "secretKeyEnv"$/m,
		);
		const destroyed = assertExitCode(await stack.destroy(), 0);
		assert.deepEqual(warningsIn(destroyed), [warning]);
		assert.ok(!(refreshed + rejected + destroyed).includes(KEY));
	});
});
