import assert from "node:assert/strict";
import { accountError, apiError } from "@/provider/errors/im-error";
import type { ProfileSetInputs, ProfileSetState, TagValues } from "@/provider/model/types";
import { unknownValue } from "@/provider/model/types";
import { APP, type FakeOptions, failureOf, fakeService, handlerContext, LEVEL, NICK } from "@/test/support/builders";
import { createProfileSetHooks, isPartialFailure } from "@/test/support/hooks";

type Profiles = ProfileSetInputs["profiles"];

const setInputs = (profiles: Profiles): ProfileSetInputs => ({ profiles, __id: "desk" });
const setState = (profiles: Profiles, rest: Partial<ProfileSetState> = {}): ProfileSetState => ({
	...setInputs(profiles),
	app: APP,
	...rest,
});

/** Returns a map from the accounts user_0, user_1 and so on, all to the same value. */
const manyAccounts = <T>(size: number, each: T): Readonly<Record<string, T>> =>
	Object.fromEntries(Array.from({ length: size }, (_, index) => [`user_${index}`, each]));

function createSet(accounts: Readonly<Record<string, TagValues>>, options: FakeOptions = {}) {
	const service = fakeService({ accounts, ...options });
	const context = handlerContext(service);
	return { service, lines: context.lines, set: createProfileSetHooks(context) };
}

const writes = (log: readonly string[]) => log.filter((line) => line.startsWith("write"));
const refused = (account: string) => apiError({ command: "portrait_set", accounts: [account] }, 80001);

async function partialFailureOf(promise: Promise<unknown>) {
	const error = await failureOf(promise);
	assert.ok(isPartialFailure(error), error.message);
	return { id: error.id, properties: error.properties, reasons: error.reasons };
}

describe("create of a ProfileSet", () => {
	it("returns the resource name as the id, and the inputs with the app as outputs", async () => {
		const inputs = setInputs({ alice: { nick: "A" }, bob: { level: 3 }, carol: {} });
		const { set } = createSet({ alice: {}, bob: {}, carol: {} });
		assert.deepEqual(await set.create(inputs), { id: "desk", outs: { ...inputs, app: APP } });
	});

	it("writes only accounts whose live values differ", async () => {
		const { set, service } = createSet({ alice: { [NICK]: "A" }, bob: {} });
		await set.create(setInputs({ alice: { nick: "A" }, bob: { nick: "B" } }));
		assert.deepEqual(writes(service.log), ["write bob nick"]);
	});

	it("stores the overwritten values in adopted, keyed by account", async () => {
		const { set } = createSet({ alice: { [NICK]: "old" }, bob: {} });
		const { outs } = await set.create(setInputs({ alice: { nick: "A" }, bob: { nick: "B" } }));
		assert.deepEqual(outs?.adopted, { alice: { [NICK]: "old" } });
	});

	it("fails in part and stores the written accounts when other accounts are missing or refused", async () => {
		const refuse = (items: readonly { readonly Value: unknown }[]) =>
			items.some(({ Value }) => Value === "rude") ? refused("bob") : undefined;
		const { set } = createSet({ alice: {}, bob: {} }, { refuse });
		const news = setInputs({ alice: { nick: "A" }, bob: { nick: "rude" }, gone: { nick: "G" } });
		const { id, properties, reasons } = await partialFailureOf(set.create(news));
		assert.deepEqual({ id, properties }, { id: "desk", properties: setState({ alice: { nick: "A" } }) });
		assert.equal(reasons.length, 2);
		assert.match(reasons[0] ?? "", /^profiles\.bob\.nick: portrait_set bob: api 80001 /);
		assert.match(reasons[1] ?? "", /^profiles\.gone: portrait_get gone: account 40003 /);
	});

	it("fails without a state when nothing was written", async () => {
		const { set } = createSet({});
		const error = await failureOf(set.create(setInputs({ alice: { nick: "A" }, bob: {} })));
		assert.equal(isPartialFailure(error), false);
		assert.match(error.message, /^profiles\.alice: portrait_get alice: account 40003 .*; profiles\.bob: /);
	});

	it("lists 20 failures, and counts the other failures by error code", async () => {
		const { set } = createSet(manyAccounts(100, {}));
		const { reasons } = await partialFailureOf(set.create(setInputs(manyAccounts(250, { nick: "A" }))));
		assert.equal(reasons.length, 21);
		assert.equal(reasons[20], "and 130 more failures: 40003 (130)");
	});
});

describe("update of a ProfileSet", () => {
	it("writes only the tag that drifted, in one account", async () => {
		const profiles = manyAccounts(100, { nick: "A", level: 3 });
		const live = { ...manyAccounts(100, { [NICK]: "A", [LEVEL]: 3 }), user_7: { [NICK]: "A", [LEVEL]: 9 } };
		const { set, service } = createSet(live);
		const { outs } = await set.update("desk", setState(profiles), setInputs(profiles));
		assert.deepEqual(writes(service.log), ["write user_7 level"]);
		assert.deepEqual(outs, setState(profiles));
	});

	it("adopts a new account, including its inputs in ignoreChanges", async () => {
		const { set, service } = createSet({ alice: { [NICK]: "theirs" }, bob: { [NICK]: "old" } });
		const __unmanaged = ["profiles.*.nick"];
		const news = { ...setInputs({ alice: { nick: "A" }, bob: { nick: "B" } }), __unmanaged };
		const { outs } = await set.update("desk", setState({ alice: { nick: "A" } }), news);
		assert.deepEqual(writes(service.log), ["write bob nick"]);
		assert.deepEqual(outs, { ...news, app: APP, adopted: { bob: { [NICK]: "old" } } });
	});

	it("removes an account from the state without a write when the program no longer declares the account", async () => {
		const { set, service } = createSet({ alice: { [NICK]: "A" }, bob: { [NICK]: "B" } });
		const olds = setState({ alice: { nick: "A" }, bob: { nick: "B" } }, { adopted: { bob: { [NICK]: "old" } } });
		const { outs } = await set.update("desk", olds, setInputs({ alice: { nick: "A" } }));
		assert.deepEqual(outs, setState({ alice: { nick: "A" } }));
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("keeps the state of an account that cannot be read, and removes the state of a missing account", async () => {
		const broken = accountError("portrait_get", "bob", 40006);
		const failRead = (account: string) => (account === "bob" ? broken : undefined);
		const { set } = createSet({ alice: {}, bob: {} }, { failRead });
		const olds = setState(manyAccounts(0, {}), {
			profiles: { alice: { nick: "A" }, bob: { nick: "B" }, gone: { nick: "G" } },
			adopted: { bob: { [NICK]: "old" }, gone: { [NICK]: "old" } },
		});
		const news = setInputs({ alice: { nick: "A2" }, bob: { nick: "B2", level: 1 }, gone: { nick: "G2" } });
		const { properties, reasons } = await partialFailureOf(set.update("desk", olds, news));
		const kept = { alice: { nick: "A2" }, bob: { nick: "B" } };
		assert.deepEqual(properties, setState(kept, { adopted: { bob: { [NICK]: "old" } } }));
		assert.deepEqual(
			reasons.map((reason) => reason.split(": ")[0]),
			["profiles.bob", "profiles.gone"],
		);
	});

	it("fails as a whole when no account can be read", async () => {
		const { set } = createSet({ alice: {} }, { failRead: () => accountError("portrait_get", "alice", 40006) });
		const error = await failureOf(set.update("desk", setState({ alice: { nick: "A" } }), setInputs({ alice: {} })));
		assert.equal(isPartialFailure(error), false);
	});
});

describe("diff of a ProfileSet", () => {
	const cases: readonly {
		readonly name: string;
		readonly news: Profiles;
		readonly live?: Readonly<Record<string, TagValues>>;
		readonly answer: object;
		readonly lines: readonly string[];
	}[] = [
		{
			name: "an account is added",
			news: { alice: { nick: "A" }, bob: { nick: "B" }, carol: { nick: "C" } },
			answer: {},
			lines: ["carol: added"],
		},
		{
			name: "an account is removed",
			news: { alice: { nick: "A" } },
			answer: {},
			lines: ["bob: released; live values are kept"],
		},
		{
			name: "one account does not exist",
			news: { alice: { nick: "A" }, bob: { nick: "B" } },
			live: { alice: { [NICK]: "A" } },
			answer: { changes: true },
			lines: [
				"bob: the account does not exist in the service; import the account (account_import) before the next pulumi up, or remove the profile from the program",
			],
		},
		{
			name: "one account drifts and a tag of another is released",
			news: { alice: { nick: "A" }, bob: {} },
			live: { alice: { [NICK]: "hand" }, bob: {} },
			answer: {},
			lines: ["bob: nick released; live values are kept", "alice: changed outside Pulumi: nick"],
		},
		{
			name: "a value of one account is unknown",
			news: { alice: { nick: unknownValue }, bob: {} },
			answer: {},
			lines: [],
		},
	];
	const before = { alice: { nick: "A" }, bob: { nick: "B" } };
	for (const {
		name,
		news,
		live = { alice: { [NICK]: "A" }, bob: { [NICK]: "B" } },
		answer,
		lines: expected,
	} of cases) {
		it(`returns ${JSON.stringify(answer)} when ${name}`, async () => {
			const { set, lines } = createSet(live);
			assert.deepEqual(await set.diff("desk", setState(before), setInputs(news)), answer);
			assert.deepEqual(lines, expected);
		});
	}

	it("reports no change when the resource has a new name", async () => {
		const { set } = createSet({ alice: { [NICK]: "A" }, bob: { [NICK]: "B" } });
		const renamed = { ...setInputs(before), __id: "renamed" };
		assert.deepEqual(await set.diff("desk", setState(before), renamed), { changes: false });
	});

	it("logs the drift of 20 accounts, and counts the other accounts", async () => {
		const { set, lines } = createSet(manyAccounts(200, { [NICK]: "hand" }));
		const profiles = manyAccounts(200, { nick: "A" });
		assert.deepEqual(await set.diff("desk", setState(profiles), setInputs(profiles)), { changes: true });
		assert.equal(lines.length, 21);
		assert.equal(lines[20], "and 180 more accounts");
	});
});

describe("read of a ProfileSet", () => {
	const state = setState({ alice: { nick: "A" }, bob: { nick: "B" } }, { adopted: { bob: { [NICK]: "old" } } });

	it("returns the live values as outputs and as inputs", async () => {
		const { set } = createSet({ alice: { [NICK]: "hand" }, bob: { [NICK]: "B" } });
		const profiles = { alice: { nick: "hand" }, bob: { nick: "B" } };
		const { id, props, inputs } = await set.read("desk", state);
		assert.deepEqual({ id, props, inputs }, { id: "desk", props: { ...state, profiles }, inputs: setInputs(profiles) });
	});

	it("removes an account that does not exist from the state, and logs a message", async () => {
		const { set, lines } = createSet({ alice: { [NICK]: "A" } });
		const { props, inputs } = await set.read("desk", state);
		const rest = { alice: { nick: "A" } };
		assert.deepEqual({ props, inputs }, { props: setState(rest), inputs: setInputs(rest) });
		assert.equal(lines.length, 1);
		assert.match(lines[0] ?? "", /^bob: the account does not exist in the service/);
	});

	it("keeps the set when no account exists", async () => {
		const { set } = createSet({});
		const { id, props } = await set.read("desk", state);
		assert.deepEqual({ id, props }, { id: "desk", props: setState({}) });
	});

	it("throws when one account cannot be read", async () => {
		const broken = accountError("portrait_get", "bob", 40006);
		const { set } = createSet(
			{ alice: {}, bob: {} },
			{ failRead: (account) => (account === "bob" ? broken : undefined) },
		);
		assert.equal(await failureOf(set.read("desk", state)), broken);
	});
});

describe("ProfileSet with a state of another app", () => {
	const set = createProfileSetHooks(handlerContext(fakeService(), { app: APP + 1 }));
	const state = setState({ alice: { nick: "A" } });
	const calls: readonly { name: string; run: () => Promise<unknown> }[] = [
		{ name: "a read", run: () => set.read("desk", state) },
		{ name: "a diff", run: () => set.diff("desk", state, setInputs({ alice: {} })) },
		{ name: "an update", run: () => set.update("desk", state, setInputs({ alice: {} })) },
		{ name: "a delete", run: () => set.delete("desk", state) },
	];
	for (const { name, run } of calls) {
		it(`rejects ${name}`, async () =>
			assert.match((await failureOf(run())).message, /^desk: the state belongs to app /));
	}
});

describe("delete of a ProfileSet", () => {
	it("makes no call by default", async () => {
		const { set, service } = createSet({ alice: {} });
		await set.delete("desk", setState({ alice: { nick: "A" } }));
		assert.deepEqual(service.log, []);
	});
});
