import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { recordClaims } from "@/provider/lifecycle/operation";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "@/provider/model/types";
import { contextOf } from "@/test/support/handler-context";
import { checkProfile, checkProfileSet, profileHooks, profileSetHooks } from "@/test/support/hooks";

const NICK = "Tag_Profile_IM_Nick";

const undoing = { onDelete: "reset", onRelease: "reset" } as const;

/** What one operation of Pulumi does with profiles and sets, hook by hook, in a process of its own. */
function operation(emulator: Emulator) {
	const lines: string[] = [];
	const context = contextOf(emulator, (line) => lines.push(line));
	const [one, set] = [profileHooks(context), profileSetHooks(context)];
	const claim = (inputs: ProfileInputs | ProfileSetInputs) => {
		if ("profiles" in inputs)
			return recordClaims(
				context.claims,
				"profileSet",
				checkProfileSet({}, { ...inputs }, () => {}),
			);
		return recordClaims(
			context.claims,
			"profile",
			checkProfile({}, { ...inputs }, () => {}),
		);
	};
	return { context, lines, one, set, claim };
}

const setOf = (id: string, ...accounts: readonly string[]): ProfileSetInputs => ({
	...undoing,
	__id: id,
	profiles: Object.fromEntries(accounts.map((account) => [account, { nick: "Declared" }])),
});

describe("taking over what another resource managed", () => {
	let emulator: Emulator;

	beforeEach(async () => {
		emulator = await startEmulator({ accounts: { alice: {}, bob: {} }, callsPerSecond: 0 });
	});
	afterEach(() => emulator.close());

	const stateOf = async (inputs: ProfileSetInputs) =>
		(await operation(emulator).set.create(inputs)).outs as ProfileSetState;
	const nick = (account: string) => emulator.profile(account)?.[NICK] || undefined; // zero is "not set"

	it("leaves alone at deletion what a renamed resource claims", async () => {
		const inputs: ProfileInputs = { account: "alice", nick: "Declared", level: 2, ...undoing };
		const olds = (await operation(emulator).one.create(inputs)).outs as ProfileState;
		const { one, claim, lines } = operation(emulator);
		const news = { account: "alice", nick: "Declared", ...undoing };
		claim(news);
		await one.create(news);
		await one.delete("alice", olds);
		assert.equal(nick("alice"), "Declared");
		assert.equal(emulator.profile("alice")?.Tag_Profile_IM_Level, 0);
		assert.ok(lines.includes("alice: nick stays, since another resource of the program names it"));
	});

	it("leaves alone what a set claims that a profile gives up, and the other way round", async () => {
		const inputs: ProfileInputs = { account: "alice", nick: "Declared", ...undoing };
		const olds = (await operation(emulator).one.create(inputs)).outs as ProfileState;
		const { one, set, claim } = operation(emulator);
		claim(setOf("desk", "alice"));
		const { outs } = await set.create(setOf("desk", "alice"));
		await one.delete("alice", olds);
		assert.equal(nick("alice"), "Declared");
		const back = operation(emulator);
		back.claim(inputs);
		await back.set.delete("desk", outs as ProfileSetState);
		assert.equal(nick("alice"), "Declared");
	});

	it("ends as declared when a set gives an account away before the one that takes it is checked", async () => {
		const olds = await stateOf(setOf("first", "alice", "bob"));
		const { set, claim } = operation(emulator);
		claim(setOf("first", "alice"));
		const giving = set.update("first", olds, setOf("first", "alice"));
		while (!emulator.requests.some(({ body }) => isReset(body))) await new Promise(setImmediate);
		claim(setOf("second", "bob"));
		await Promise.all([giving, set.create(setOf("second", "bob"))]);
		assert.deepEqual([nick("alice"), nick("bob")], ["Declared", "Declared"]);
	});

	it("reads an account only when it is released", async () => {
		const { context, set } = operation(emulator);
		let end: () => void = () => {};
		const release = context.pendingReleases.track(["alice"], () => new Promise<void>((done) => (end = done)));
		const taking = set.create(setOf("second", "alice"));
		await context.service().live.fetch("bob", [NICK]);
		assert.ok(!emulator.requests.some(({ accounts }) => accounts.includes("alice")));
		end();
		await Promise.all([release, taking]);
		assert.equal(nick("alice"), "Declared");
	});

	it("lets go at destroy, which checks nothing", async () => {
		const olds = await stateOf(setOf("first", "alice", "bob"));
		await operation(emulator).set.delete("first", olds);
		assert.deepEqual([nick("alice"), nick("bob")], [undefined, undefined]);
	});

	it("imports the accounts of a set that are not there, joined, and only where it may", async () => {
		const accounts = Array.from({ length: 150 }, (_, at) => `desk_${at}`);
		const inputs = setOf("desk", "alice", ...accounts);
		await assert.rejects(operation(emulator).set.create(inputs), /40003/);
		const { set } = operation(emulator);
		await set.create({ ...inputs, createAccounts: true });
		assert.equal(nick("desk_149"), "Declared");
		const imports = emulator.requests.filter(({ command }) => command === "multiaccount_import");
		assert.equal(imports.length, 2);
	});
});

function isReset(body: unknown): boolean {
	const { ProfileItem = [] } = body as { readonly ProfileItem?: readonly { readonly Value: unknown }[] };
	return ProfileItem.some(({ Value }) => Value === "");
}
