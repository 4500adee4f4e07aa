import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import type { ProfileInputs } from "@/provider/model/types";
import {
	assertExitCode,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResources,
	storedTags,
	summarizePreview,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";
import { assertState, createSixtyProfiles, type SixtyProfiles } from "./sixty-profiles";

describe("pulumi up of 60 profiles", function () {
	this.timeout(180_000);
	let sixty: SixtyProfiles;

	before(async () => {
		sixty = await createSixtyProfiles();
	});
	beforeEach(() => sixty.restore());
	after(() => sixty?.dispose());

	it("stores its writes in the state, and removes its lock, when a SIGINT interrupts it", async () => {
		const { stack, emulator } = sixty;
		const up = await sixty.startUpUntil(10);
		up.kill("SIGINT");
		assert.match(assertExitCode(await up.result, 1), /cancel/i);
		const profiles = (await stack.resources()).filter(({ type }) => type.endsWith("tim:Profile"));
		const inState = profiles.filter(({ outputs }) => outputs?.level === 2).map(({ id }) => id);
		const written = emulator.requests.filter(({ command }) => command === "portrait_set").flatMap((r) => r.accounts);
		assert.ok(written.length < 60, "the up wrote every profile before the SIGINT");
		assert.deepEqual(inState.sort(), written.sort());
		assertExitCode(await stack.up(), 0);
		await sixty.assertReconciled();
	});

	it("locks the stack, so that a second up fails and writes nothing", async () => {
		const first = await sixty.startUpUntil(1);
		sixty.emulator.faults.add({ when: { command: "portrait_set" }, effect: { do: "delay", ms: 2000 } });
		const second = await sixty.stack.up();
		sixty.emulator.faults.clear();
		assert.match(assertExitCode(second, 1), /the stack is currently locked by 1 lock/);
		assertExitCode(await first.result, 0);
		await sixty.assertReconciled();
		await assertState(sixty.stack);
	});
});

describe("pulumi up of two stacks that own different tags of the same accounts", function () {
	this.timeout(180_000);
	const accounts = Array.from({ length: 10 }, (_, index) => `both_${index}`);
	const profilesWith = (owned: Partial<ProfileInputs>): DeclaredResources =>
		Object.fromEntries(accounts.map((account) => [account, { args: { account, ...owned } }]));
	let emulator: Emulator;
	let stacks: readonly [Stack, Stack];

	const assertBothApplied = async (expected: object) => {
		for (const account of accounts) assert.deepEqual(storedTags(emulator, account), expected);
		const plans = await Promise.all(stacks.map((stack) => summarizePreview(stack)));
		assert.deepEqual(
			plans.map(({ operations }) => operations),
			[{}, {}],
		);
	};

	before(async () => {
		emulator = await startEmulator({ accounts: Object.fromEntries(accounts.map((account) => [account, {}])) });
		const make = (owned: Partial<ProfileInputs>) =>
			createStack({ files: createProfilesProgram(profilesWith(owned)), env: emulator.env });
		stacks = await Promise.all([make({ nick: "One" }), make({ level: 1, selfSignature: "Two" })]);
	});
	after(async () => {
		for (const stack of stacks ?? []) stack.dispose();
		await emulator?.close();
	});

	it("applies both stacks at the same time without a conflict", async () => {
		for (const up of await Promise.all(stacks.map((stack) => stack.up()))) assertExitCode(up, 0);
		await assertBothApplied({ Nick: "One", Level: 1, SelfSignature: "Two" });
	});

	it("keeps the values of one stack when the program of the other stack changes", async () => {
		stacks[1].write(createProfilesFile(profilesWith({ level: 2, selfSignature: "Two" })));
		assertExitCode(await stacks[1].up(), 0);
		await assertBothApplied({ Nick: "One", Level: 2, SelfSignature: "Two" });
	});
});
