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

/** How long a write takes to be answered in the `up` that crashes: long enough that some are under way at any moment. */
const slowWrites: FaultRule = { when: { command: "portrait_set" }, effect: { do: "delay", ms: 50 } };

const HALF = 30;

const createNames = (prefix: string) => Array.from({ length: HALF }, (_, index) => `${prefix}_${index}`);

const old = createNames("old");

const added = createNames("new");

/** Tags of an account that no program declares: they must be as they were at every end. */
const FOREIGN = { Tag_Profile_IM_Role: 7 };

const before: DeclaredResources = Object.fromEntries(
	old.map((account) => [account, { args: { account, nick: "Before", level: 1 } }]),
);

/** What the stack is to become: 30 profiles that were there before change two fields, 30 are new. */
const wanted: DeclaredResources<ProfileInputs> = Object.fromEntries(
	[...old, ...added].map((account) => [account, { args: { account, nick: `After ${account}`, level: 2 } }]),
);

/** An `up` that is under way, with the processes that the engine has started. */
export interface Interruption extends RunningCommand {
	readonly children: readonly Process[];
}

/** A stack in the middle of its life: 30 profiles are there, the program wants 60. */
export interface SixtyProfiles {
	readonly emulator: Emulator;
	readonly stack: Stack;
	/** Goes back to the moment before the `up`. */
	restore(env?: Readonly<Record<string, string>>): void;
	/** Starts the `up` and gives it when the nth `portrait_set` has come in. */
	startUpUntil(write: number): Promise<Interruption>;
	/** What stands in the file of attributes that Pulumi keeps beside the state. */
	writeAttributes(text: string): void;
	/**
	 * Removes that file when nothing is in it, as an engine leaves it that was killed while it wrote: no command reads the
	 * state then. A backend URL that ends in `?metadata=skip` has no such file.
	 */
	removeEmptyAttributes(): void;
	/** Asserts that the service and the state hold what is declared, and that a preview finds nothing. */
	assertReconciled(): Promise<void>;
	dispose(): Promise<void>;
}

/** Prepares the stack once; each test goes `again()`. */
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
		if (over !== undefined) throw new Error(`up ended before ${command} ${calls}:\n${over}`);
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

/** Asserts that the state holds each of the sixty profiles as declared. */
export async function assertState(stack: Stack): Promise<void> {
	const profiles = (await stack.resources()).filter(({ type }) => type.endsWith("tim:Profile"));
	const outputs = Object.fromEntries(profiles.map(({ id, outputs }) => [id, [outputs?.nick, outputs?.level]]));
	const declared = Object.values(wanted).map(({ args }) => [args.account, [args.nick, args.level]]);
	assert.deepEqual(outputs, Object.fromEntries(declared));
}
