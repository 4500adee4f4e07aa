import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import type { ProfileSetInputs, ProfileSetState } from "@/provider/model/types";
import { createEmulatorContext } from "@/test/support/handler-context";
import { createProfileSetHooks, type Hooks, isPartialFailure } from "@/test/support/hooks";

const NICK = "Tag_Profile_IM_Nick";
const LEVEL = "Tag_Profile_IM_Level";

/**
 * Returns the inputs of a set of `size` accounts. The accounts are named `user_` and a number, and the first number is
 * `from`.
 */
function setInputs(size: number, from = 0): ProfileSetInputs {
	const accounts = Array.from({ length: size }, (_, index) => `user_${from + index}`);
	return {
		profiles: Object.fromEntries(accounts.map((account) => [account, { nick: account, level: 3 }])),
		__id: "desk",
	};
}

describe("the handler of a ProfileSet", function () {
	this.timeout(60_000);
	let emulator: Emulator;
	let hooks: Hooks<ProfileSetInputs, ProfileSetState>;
	const state = (inputs: ProfileSetInputs): ProfileSetState => ({ ...inputs, app: emulator.sdkAppId });
	const calls = () => ({ get: emulator.calls("portrait_get"), set: emulator.calls("portrait_set") });

	before(async () => {
		const { profiles } = setInputs(10_000);
		const live = Object.keys(profiles).map((account) => [account, { [NICK]: account, [LEVEL]: 3 }] as const);
		const accounts = { ...Object.fromEntries(live), ...Object.fromEntries(newAccounts(250).map((name) => [name, {}])) };
		emulator = await startEmulator({ accounts, quirks: { sensitiveWords: ["rude"] }, callsPerSecond: 0 });
	});
	after(() => emulator.close());
	beforeEach(() => {
		emulator.reset();
		hooks = createProfileSetHooks(createEmulatorContext(emulator, () => undefined));
	});

	it("makes 100 calls to refresh 10,000 profiles in sets of 100, and no call in the diffs after the refresh", async () => {
		const sets = Array.from({ length: 100 }, (_, index) => setInputs(100, index * 100));
		const reads = await Promise.all(sets.map((inputs) => hooks.read("desk", state(inputs))));
		assert.deepEqual(
			reads.map(({ inputs }) => inputs),
			sets,
		);
		for (const inputs of sets) assert.deepEqual(await hooks.diff("desk", state(inputs), inputs), { changes: false });
		assert.deepEqual(calls(), { get: 100, set: 0 });
	});

	it("makes 100 calls to adopt 10,000 profiles whose live values equal the declared ones in one set", async () => {
		const inputs = setInputs(10_000);
		const { outs } = await hooks.create(inputs);
		assert.deepEqual(outs, state(inputs));
		assert.deepEqual(calls(), { get: 100, set: 0 });
	});

	it("makes one read for each 100 profiles and no write when nothing differs", async () => {
		const inputs = setInputs(250);
		await hooks.update("desk", state(inputs), inputs);
		assert.deepEqual(calls(), { get: 3, set: 0 });
	});

	it("makes one write and one more read when one tag differs", async () => {
		emulator.setProfile("user_77", { [LEVEL]: 9 });
		const inputs = setInputs(250);
		await hooks.update("desk", state(inputs), inputs);
		assert.deepEqual(calls(), { get: 4, set: 1 });
		assert.deepEqual(emulator.requests.find(({ command }) => command === "portrait_set")?.tags, [LEVEL]);
	});

	it("makes one write for each new profile and two reads for each 100 profiles", async () => {
		const profiles = Object.fromEntries(newAccounts(250).map((account) => [account, { nick: account }]));
		await hooks.create({ profiles, __id: "desk" });
		assert.deepEqual(calls(), { get: 6, set: 250 });
		assert.equal(emulator.profile("new_249")?.[NICK], "new_249");
	});

	it("writes 247 of 250 profiles when 3 fail, reports the reasons, and writes only the 3 in the next run", async () => {
		const good = Object.fromEntries(newAccounts(250).map((account) => [account, { nick: account, level: 1 }]));
		const bad = { new_3: { nick: "rude", level: 1 }, new_4: { nick: "rude" } };
		emulator.removeAccount("new_5");
		const error = await hooks
			.create({ profiles: { ...good, ...bad }, __id: "desk" })
			.catch((caught: unknown) => caught);
		assert.ok(isPartialFailure(error));
		assert.deepEqual(
			error.reasons.map((reason) => /^(\S+): .* (\d{5}) /.exec(reason)?.slice(1)),
			[
				["profiles.new_3.nick", "80001"],
				["profiles.new_4.nick", "80001"],
				["profiles.new_5", "40003"],
			],
		);
		const { profiles } = error.properties as ProfileSetState;
		assert.deepEqual(profiles, { ...without(good, "new_4", "new_5"), new_3: { nick: "", level: 1 } });

		emulator.addAccount("new_5");
		const before = emulator.requests.length;
		await hooks.update("desk", error.properties as ProfileSetState, { profiles: good, __id: "desk" });
		const writes = emulator.requests.slice(before).filter(({ command }) => command === "portrait_set");
		assert.deepEqual(
			writes.map(({ accounts, tags }) => [...accounts, ...tags]),
			[
				["new_3", NICK],
				["new_4", NICK, LEVEL],
				["new_5", NICK, LEVEL],
			],
		);
	});
});

function newAccounts(size: number): readonly string[] {
	return Array.from({ length: size }, (_, index) => `new_${index}`);
}

function without<T>(map: Readonly<Record<string, T>>, ...keys: readonly string[]): Readonly<Record<string, T>> {
	return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
