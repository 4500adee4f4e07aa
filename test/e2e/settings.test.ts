import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import {
	assertExitCode,
	assertReconciled,
	createProfilesFile,
	createProfilesProgram,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const KEY = "canary-secret-key-0123456789abcdef";
const USER_SIG = /eJ[A-Za-z0-9*_-]{60,}/; // zlib in base64

const alice = { alice: { args: { account: "alice", nick: "Alice" } } };

describe("the provider with different settings on the real engine", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stacks: Stack[] = [];

	async function createTestStack(options: Parameters<typeof createStack>[0]): Promise<Stack> {
		const stack = await createStack({ files: createProfilesProgram(alice), ...options });
		stacks.push(stack);
		return stack;
	}

	before(async () => {
		emulator = await startEmulator({ secretKey: KEY, accounts: { alice: {}, bob: {} } });
	});
	beforeEach(() => emulator.reset());
	afterEach(() => {
		for (const stack of stacks) stack.dispose();
		stacks = [];
	});
	after(() => emulator.close());

	it("keeps a secret key from the environment out of the state, history and output", async () => {
		const stack = await createTestStack({ env: emulator.env });
		const outputs = [
			assertExitCode(await stack.up(), 0),
			assertExitCode(await stack.preview("--json"), 0),
			assertExitCode(await stack.refresh(), 0),
			assertExitCode(await stack.run("stack", "export", "--show-secrets"), 0),
			assertExitCode(await stack.up("-v=9", "--logtostderr"), 0),
		];
		emulator.faults.add({ effect: { do: "answer", code: 70009 } });
		outputs.push(assertExitCode(await stack.refresh(), 1));
		const all = [...outputs, stack.backendText()].join("\n");
		assert.ok(!all.includes(KEY));
		assert.doesNotMatch(all, USER_SIG);
	});

	it("reads settings and an encrypted secret key from the stack config", async () => {
		const stack = await createTestStack({
			config: { "tim:sdkAppId": String(emulator.sdkAppId), "tim:endpoint": emulator.endpoint },
			secrets: { "tim:secretKey": KEY },
		});
		const output = assertExitCode(await stack.up(), 0) + assertExitCode(await stack.refresh(), 0);
		assert.deepEqual(storedTags(emulator, "alice"), { Nick: "Alice" });
		assert.ok(!(output + stack.backendText()).includes(KEY));
		await assertReconciled(stack);
	});

	it("rejects a plain-text key in the stack config", async () => {
		const stack = await createTestStack({ env: { ...emulator.env }, config: { "tim:secretKey": KEY } });
		assert.match(
			assertExitCode(await stack.preview(), 1),
			/tim:secretKey: the key is plain text in the stack configuration; run pulumi config set --secret/,
		);
		assert.equal(emulator.calls(), 0);
	});

	it("reports a missing setting in one line, with its config key and its environment variable", async () => {
		const stack = await createTestStack({ env: { ...emulator.env, TIM_SDK_APP_ID: undefined } });
		assert.match(assertExitCode(await stack.up(), 1), /error: not set: tim:sdkAppId or TIM_SDK_APP_ID;/);
	});

	it("rejects the profiles of a state from another app", async () => {
		const stack = await createTestStack({ env: emulator.env });
		assertExitCode(await stack.up(), 0);
		stack.env.TIM_SDK_APP_ID = "1400000999";
		const message =
			/alice: the state belongs to app 1400000000, but the settings contain app 1400000999; use another stack/;
		const calls = emulator.calls();
		assert.match(assertExitCode(await stack.preview(), 1), message);
		assert.match(assertExitCode(await stack.refresh(), 1), message);
		assert.match(assertExitCode(await stack.destroy(), 1), message);
		assert.equal(emulator.calls(), calls);
		assert.ok((await stack.resources()).some(({ id }) => id === "alice"));
	});

	it("runs a preview without credentials when the setting compare is state, but rejects a refresh", async () => {
		const stack = await createTestStack({ env: emulator.env });
		assertExitCode(await stack.up(), 0);
		const calls = emulator.calls();
		Object.assign(stack.env, { TIM_COMPARE: "state" });
		delete stack.env.TIM_SECRET_KEY;
		assert.deepEqual((await summarizePreview(stack)).operations, {});
		stack.write(createProfilesFile({ alice: { args: { account: "alice", nick: "Other" } } }));
		assert.deepEqual((await summarizePreview(stack)).properties, { alice: ["nick"] });
		assert.match(assertExitCode(await stack.refresh(), 1), /not set: .*TIM_SECRET_KEY.*--refresh=false/);
		assert.equal(emulator.calls(), calls);
	});

	it("manages two apps in one stack through explicit providers, and stores no secret key in the state", async () => {
		const second = await startEmulator({ sdkAppId: 1400000002, secretKey: `${KEY}2`, accounts: { alice: {} } });
		const stack = await createTestStack({
			env: { TIM_SDK_APP_ID: "1", TIM_ENDPOINT: "http://127.0.0.1:1", TIM_SECRET_KEY: "of another app", KEY_ONE: KEY },
			files: {
				"index.js": `
const tim = require("pulumi-tim");
const one = new tim.Provider("one", { sdkAppId: ${emulator.sdkAppId}, endpoint: "${emulator.endpoint}", secretKeyEnv: "KEY_ONE" });
const two = new tim.Provider("two", { sdkAppId: 1400000002, endpoint: "${second.endpoint}", secretKeyFile: "key.txt" });
new tim.Profile("one", { account: "alice", nick: "One" }, { provider: one });
new tim.Profile("two", { account: "alice", nick: "Two" }, { provider: two });
`,
			},
		});
		writeFileSync(join(stack.folder, "key.txt"), `${KEY}2\n`);
		try {
			assertExitCode(await stack.up(), 0);
			assert.deepEqual(storedTags(emulator, "alice"), { Nick: "One" });
			assert.deepEqual(storedTags(second, "alice"), { Nick: "Two" });
			await assertReconciled(stack);
			assertExitCode(await stack.destroy(), 0);
			assert.ok(!stack.backendText().includes(KEY));
		} finally {
			await second.close();
		}
	});
});
