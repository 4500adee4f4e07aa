import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { assertExitCode, assertReconciled, createProfilesProgram } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const OLD_KEY = "canary-old-key-0123456789abcdef";
const NEW_KEY = "canary-new-key-0123456789abcdef";
const refusal = /api 70009 verification of the UserSig failed; check that the secret key belongs to this app id/;

describe("the rotation of a secret key", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stack: Stack | undefined;

	/** Starts an emulator that accepts only UserSigs of the given secret key. */
	async function useKey(secretKey: string, port = 0): Promise<void> {
		emulator = await startEmulator({ port, secretKey, accounts: { alice: { Tag_Profile_IM_Nick: "Alice" } } });
	}
	async function rotate(): Promise<void> {
		const port = Number(new URL(emulator.endpoint).port);
		await emulator.close();
		await useKey(NEW_KEY, port);
	}

	beforeEach(() => useKey(OLD_KEY));
	afterEach(async () => {
		stack?.dispose();
		await emulator.close();
	});

	const sources = [
		{
			name: "from the environment",
			set: ({ env }: Stack, key: string) => Object.assign(env, { TIM_SECRET_KEY: key }),
		},
		{
			name: "from a file",
			set: ({ env, folder }: Stack, key: string) => {
				writeFileSync(join(folder, "key"), `${key}\n`, { mode: 0o600 });
				delete env.TIM_SECRET_KEY;
				Object.assign(env, { TIM_SECRET_KEY_FILE: join(folder, "key") });
			},
		},
	];
	for (const { name, set } of sources) {
		it(`takes effect immediately for a secret key ${name}, also in refresh and destroy`, async () => {
			stack = await createStack({
				files: createProfilesProgram({ alice: { args: { account: "alice", nick: "Alice" } } }),
				env: emulator.env,
			});
			set(stack, OLD_KEY);
			assertExitCode(await stack.up(), 0);
			await rotate();
			assert.match(assertExitCode(await stack.refresh(), 1), refusal);
			set(stack, NEW_KEY);
			assertExitCode(await stack.refresh(), 0);
			await assertReconciled(stack);
			assertExitCode(await stack.destroy(), 0);
			assert.doesNotMatch(stack.backendText(), /canary-(old|new)-key/);
		});
	}

	it("takes effect for a secret key in the stack config after an up, or in a refresh with --run-program", async () => {
		stack = await createStack({
			files: createProfilesProgram({ alice: { args: { account: "alice", nick: "Alice" } } }),
			env: { ...emulator.env, TIM_SECRET_KEY: undefined },
			secrets: { "tim:secretKey": OLD_KEY },
		});
		assertExitCode(await stack.up(), 0);
		await rotate();
		assertExitCode(await stack.run("config", "set", "--secret", "tim:secretKey", NEW_KEY), 0);
		assert.match(assertExitCode(await stack.refresh(), 1), refusal);
		assertExitCode(await stack.refresh("--run-program"), 0);
		assertExitCode(await stack.up(), 0);
		assertExitCode(await stack.refresh(), 0);
		assertExitCode(await stack.destroy(), 0);
		assert.doesNotMatch(stack.backendText(), /canary-(old|new)-key/);
	});
});
