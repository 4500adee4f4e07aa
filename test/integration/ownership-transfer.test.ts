import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "@/provider/model/types";
import { createEmulatorContext } from "@/test/support/handler-context";
import { createProfileHooks, createProfileSetHooks } from "@/test/support/hooks";

const NICK = "Tag_Profile_IM_Nick";

const resetPolicies = { onDelete: "reset", onRelease: "reset" } as const;

/**
 * Creates the hooks and the context of one operation of Pulumi. Each operation of Pulumi has its own provider process.
 */
function createOperation(emulator: Emulator) {
	const lines: string[] = [];
	const context = createEmulatorContext(emulator, (line) => lines.push(line));
	const [one, set] = [createProfileHooks(context), createProfileSetHooks(context)];
	const check = (inputs: ProfileInputs | ProfileSetInputs) =>
		"profiles" in inputs ? set.check({}, inputs) : one.check({}, inputs);
	return { context, lines, one, set, check };
}

const setInputs = (id: string, ...accounts: readonly string[]): ProfileSetInputs => ({
	...resetPolicies,
	__id: id,
	profiles: Object.fromEntries(accounts.map((account) => [account, { nick: "Declared" }])),
});

describe("the transfer of an account to another resource", () => {
	let emulator: Emulator;

	beforeEach(async () => {
		emulator = await startEmulator({ accounts: { alice: {}, bob: {} }, callsPerSecond: 0 });
	});
	afterEach(() => emulator.close());

	const createState = async (inputs: ProfileSetInputs) =>
		(await createOperation(emulator).set.create(inputs)).outs as ProfileSetState;
	const nick = (account: string) => emulator.profile(account)?.[NICK] || undefined; // a zero value means "not set"

	it("keeps the tags that a renamed resource claims when the old resource is deleted", async () => {
		const inputs: ProfileInputs = { account: "alice", nick: "Declared", level: 2, ...resetPolicies };
		const olds = (await createOperation(emulator).one.create(inputs)).outs as ProfileState;
		const { one, check, lines } = createOperation(emulator);
		const news = { account: "alice", nick: "Declared", ...resetPolicies };
		await check(news);
		await one.create(news);
		await one.delete("alice", olds);
		assert.equal(nick("alice"), "Declared");
		assert.equal(emulator.profile("alice")?.Tag_Profile_IM_Level, 0);
		assert.ok(lines.includes("alice: nick unchanged, because another resource of the program manages these inputs"));
	});

	it("keeps the tags of an account that moves from a profile to a set, and back", async () => {
		const inputs: ProfileInputs = { account: "alice", nick: "Declared", ...resetPolicies };
		const olds = (await createOperation(emulator).one.create(inputs)).outs as ProfileState;
		const { one, set, check } = createOperation(emulator);
		await check(setInputs("desk", "alice"));
		const { outs } = await set.create(setInputs("desk", "alice"));
		await one.delete("alice", olds);
		assert.equal(nick("alice"), "Declared");
		const back = createOperation(emulator);
		await back.check(inputs);
		await back.set.delete("desk", outs as ProfileSetState);
		assert.equal(nick("alice"), "Declared");
	});

	it("applies the declared values when a set stops managing an account before the new owner is checked", async () => {
		const olds = await createState(setInputs("first", "alice", "bob"));
		const { set, check } = createOperation(emulator);
		await check(setInputs("first", "alice"));
		const update = set.update("first", olds, setInputs("first", "alice"));
		while (!emulator.requests.some(({ body }) => isReset(body))) await new Promise(setImmediate);
		await check(setInputs("second", "bob"));
		await Promise.all([update, set.create(setInputs("second", "bob"))]);
		assert.deepEqual([nick("alice"), nick("bob")], ["Declared", "Declared"]);
	});

	it("reads an account only after the previous owner has stopped managing the account", async () => {
		const { context, set } = createOperation(emulator);
		let end: () => void = () => {};
		const release = context.pendingReleases.track(["alice"], () => new Promise<void>((done) => (end = done)));
		const create = set.create(setInputs("second", "alice"));
		await context.service().live.fetch("bob", [NICK]);
		assert.ok(!emulator.requests.some(({ accounts }) => accounts.includes("alice")));
		end();
		await Promise.all([release, create]);
		assert.equal(nick("alice"), "Declared");
	});

	it("applies onDelete to every tag in a destroy, in which no resource claims a tag", async () => {
		const olds = await createState(setInputs("first", "alice", "bob"));
		await createOperation(emulator).set.delete("first", olds);
		assert.deepEqual([nick("alice"), nick("bob")], [undefined, undefined]);
	});

	it("creates the missing accounts of a set in batches, but only when createAccounts is true", async () => {
		const accounts = Array.from({ length: 150 }, (_, at) => `desk_${at}`);
		const inputs = setInputs("desk", "alice", ...accounts);
		await assert.rejects(createOperation(emulator).set.create(inputs), /40003/);
		const { set } = createOperation(emulator);
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
