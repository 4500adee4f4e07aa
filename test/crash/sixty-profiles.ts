import assert from "node:assert/strict";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Emulator, type FaultRule, startEmulator } from "@/emulator";
import type { ProfileInputs } from "@/provider/model/types";
import type { RunningCommand } from "@/test/support/command";
import { listDescendants, type Process } from "@/test/support/processes";
import {
	assertExitCode,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResources,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

/** A fault that delays each write of the `up` by 50 ms, so that some writes are in flight when a process is killed. */
const slowWrites: FaultRule = { when: { command: "portrait_set" }, effect: { do: "delay", ms: 50 } };

const HALF = 30;

const createNames = (prefix: string) => Array.from({ length: HALF }, (_, index) => `${prefix}_${index}`);

const old = createNames("old");

const added = createNames("new");

/** Tags that no program declares and that must never change. */
const FOREIGN = { Tag_Profile_IM_Role: 7 };

const before: DeclaredResources = Object.fromEntries(
	old.map((account) => [account, { args: { account, nick: "Before", level: 1 } }]),
);

/** The changed program: the 30 existing profiles with two changed attributes, and 30 new profiles. */
const wanted: DeclaredResources<ProfileInputs> = Object.fromEntries(
	[...old, ...added].map((account) => [account, { args: { account, nick: `After ${account}`, level: 2 } }]),
);

/** A running `up`, and the processes that its engine started. */
export interface Interruption extends RunningCommand {
	readonly children: readonly Process[];
}

/** A stack with 30 profiles whose program now declares 60. */
export interface SixtyProfiles {
	readonly emulator: Emulator;
	readonly stack: Stack;
	/**
	 * Restores the stack and the emulator as they were before the `up`, and sets environment variables for the next
	 * `up`.
	 */
	restore(env?: Readonly<Record<string, string>>): void;
	/** Starts the `up`. Resolves when the emulator has received the given number of `portrait_set` calls. */
	startUpUntil(write: number): Promise<Interruption>;
	/** Writes the attributes file (`.attrs`) that Pulumi keeps beside the state file. */
	writeAttributes(text: string): void;
	/**
	 * Removes the attributes file if it is empty. An engine that is killed during a write can leave an empty file, and
	 * then no command can read the state. With a backend URL that ends in `?metadata=skip`, Pulumi writes no such file.
	 */
	removeEmptyAttributes(): void;
	/** Asserts that the emulator has the declared values, and that a preview shows no change. */
	assertReconciled(): Promise<void>;
	dispose(): Promise<void>;
}

/** Creates the stack and applies the first 30 profiles. Each test must call `restore()` first. */
export async function createSixtyProfiles(): Promise<SixtyProfiles> {
	const emulator = await startEmulator({
		accounts: Object.fromEntries([
			...old.map((account) => [account, { ...FOREIGN, Tag_Profile_IM_Nick: "Before", Tag_Profile_IM_Level: 1 }]),
			...added.map((account) => [account, FOREIGN]),
		]),
	});
	const stack = await createStack({ files: createProfilesProgram(before), env: emulator.env });
	assertExitCode(await stack.up(), 0);
	stack.write(createProfilesFile(wanted));
	const restore = stack.saveBackend();
	const attributes = join(fileURLToPath(stack.env.PULUMI_BACKEND_URL ?? ""), ".pulumi/stacks/tim-test/dev.json.attrs");
	return {
		emulator,
		stack,
		restore: (env = {}) => {
			restore();
			emulator.reset();
			delete stack.env.PULUMI_SKIP_CHECKPOINTS;
			Object.assign(stack.env, env);
		},
		startUpUntil: async (write) => {
			emulator.faults.add(slowWrites);
			const running = stack.start("up", "--yes", "--skip-preview");
			await waitForCalls(emulator, { command: "portrait_get", calls: 1 }, running);
			const children = listDescendants(running.pid);
			await waitForCalls(emulator, { command: "portrait_set", calls: write }, running);
			emulator.faults.clear();
			return Object.assign(running, { children });
		},
		writeAttributes: (text) => writeFileSync(attributes, text),
		removeEmptyAttributes: () => {
			if (statSync(attributes).size === 0) rmSync(attributes);
		},
		assertReconciled: () => assertProfiles(emulator, stack),
		dispose: async () => {
			stack.dispose();
			await emulator.close();
		},
	};
}

interface CallCount {
	readonly command: string;
	readonly calls: number;
}

async function waitForCalls(
	emulator: Emulator,
	{ command, calls }: CallCount,
	{ result }: RunningCommand,
): Promise<void> {
	let over: string | undefined;
	void result.then(({ output }) => {
		over = output;
	});
	while (emulator.calls(command) < calls) {
		if (over !== undefined) throw new Error(`up ended before call ${calls} of ${command}:\n${over}`);
		await sleep(1);
	}
}

async function assertProfiles(emulator: Emulator, stack: Stack): Promise<void> {
	const accounts = [...old, ...added];
	assert.deepEqual(
		Object.fromEntries(accounts.map((account) => [account, storedTags(emulator, account)])),
		Object.fromEntries(accounts.map((account) => [account, { Role: 7, Nick: `After ${account}`, Level: 2 }])),
	);
	const { operations } = await summarizePreview(stack);
	assert.deepEqual(operations, {});
}

/** Asserts that the state contains the sixty profiles as declared. */
export async function assertState(stack: Stack): Promise<void> {
	const profiles = (await stack.resources()).filter(({ type }) => type.endsWith("tim:Profile"));
	const outputs = Object.fromEntries(profiles.map(({ id, outputs }) => [id, [outputs?.nick, outputs?.level]]));
	const declared = Object.values(wanted).map(({ args }) => [args.account, [args.nick, args.level]]);
	assert.deepEqual(outputs, Object.fromEntries(declared));
}
