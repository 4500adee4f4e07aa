import assert from "node:assert/strict";
import { accountError, apiError } from "@/provider/errors/im-error";
import type { ProfileSetInputs, ProfileSetState, TagValues } from "@/provider/model/types";
import { unknownValue } from "@/provider/model/types";
import { APP, type FakeOptions, failureOf, fakeService, handlerContext, LEVEL, NICK } from "@/test/support/builders";
import { isPartialFailure, profileSetHooks } from "@/test/support/hooks";

type Profiles = ProfileSetInputs["profiles"];

const inputsOf = (profiles: Profiles): ProfileSetInputs => ({ profiles, __id: "desk" });
const stateOf = (profiles: Profiles, rest: Partial<ProfileSetState> = {}): ProfileSetState => ({
	...inputsOf(profiles),
	app: APP,
	...rest,
});

/** So many accounts named user_0, user_1 and so on, each with one and the same thing. */
const fleet = <T>(size: number, each: T): Readonly<Record<string, T>> =>
	Object.fromEntries(Array.from({ length: size }, (_, at) => [`user_${at}`, each]));

function setOn(accounts: Readonly<Record<string, TagValues>>, options: FakeOptions = {}) {
	const service = fakeService({ accounts, ...options });
	const context = handlerContext(service);
	return { service, lines: context.lines, set: profileSetHooks(context) };
}

const writes = (log: readonly string[]) => log.filter((line) => line.startsWith("write"));
const refused = (account: string) => apiError({ command: "portrait_set", accounts: [account] }, 80001);

async function partialOf(promise: Promise<unknown>) {
	const error = await failureOf(promise);
	assert.ok(isPartialFailure(error), error.message);
	return { id: error.id, properties: error.properties, reasons: error.reasons };
}

describe("a set's create", () => {
	it("gives its name as id, and the inputs with the app as outputs", async () => {
		const inputs = inputsOf({ alice: { nick: "A" }, bob: { level: 3 }, carol: {} });
		const { set } = setOn({ alice: {}, bob: {}, carol: {} });
		assert.deepEqual(await set.create(inputs), { id: "desk", outs: { ...inputs, app: APP } });
	});

	it("writes only accounts with something that differs", async () => {
		const { set, service } = setOn({ alice: { [NICK]: "A" }, bob: {} });
		await set.create(inputsOf({ alice: { nick: "A" }, bob: { nick: "B" } }));
		assert.deepEqual(writes(service.log), ["write bob nick"]);
	});

	it("remembers by account the values that it replaces", async () => {
		const { set } = setOn({ alice: { [NICK]: "old" }, bob: {} });
		const { outs } = await set.create(inputsOf({ alice: { nick: "A" }, bob: { nick: "B" } }));
		assert.deepEqual(outs?.adopted, { alice: { [NICK]: "old" } });
	});

	it("keeps the good half when the other half is missing or refused", async () => {
		const refuse = (items: readonly { readonly Value: unknown }[]) =>
			items.some(({ Value }) => Value === "rude") ? refused("bob") : undefined;
		const { set } = setOn({ alice: {}, bob: {} }, { refuse });
		const news = inputsOf({ alice: { nick: "A" }, bob: { nick: "rude" }, gone: { nick: "G" } });
		const { id, properties, reasons } = await partialOf(set.create(news));
		assert.deepEqual({ id, properties }, { id: "desk", properties: stateOf({ alice: { nick: "A" } }) });
		assert.equal(reasons.length, 2);
		assert.match(reasons[0] ?? "", /^profiles\.bob\.nick: portrait_set bob: api 80001 /);
		assert.match(reasons[1] ?? "", /^profiles\.gone: portrait_get gone: account 40003 /);
	});

	it("leaves nothing in the state when nothing came about", async () => {
		const { set } = setOn({});
		const error = await failureOf(set.create(inputsOf({ alice: { nick: "A" }, bob: {} })));
		assert.equal(isPartialFailure(error), false);
		assert.match(error.message, /^profiles\.alice: portrait_get alice: account 40003 .*; profiles\.bob: /);
	});

	it("names the first 20 failures, and counts the others by their codes", async () => {
		const { set } = setOn(fleet(100, {}));
		const { reasons } = await partialOf(set.create(inputsOf(fleet(250, { nick: "A" }))));
		assert.equal(reasons.length, 21);
		assert.equal(reasons[20], "and 130 more failures: 40003 (130)");
	});
});

describe("a set's update", () => {
	it("writes the one tag that drifted, in one account", async () => {
		const profiles = fleet(100, { nick: "A", level: 3 });
		const live = { ...fleet(100, { [NICK]: "A", [LEVEL]: 3 }), user_7: { [NICK]: "A", [LEVEL]: 9 } };
		const { set, service } = setOn(live);
		const { outs } = await set.update("desk", stateOf(profiles), inputsOf(profiles));
		assert.deepEqual(writes(service.log), ["write user_7 level"]);
		assert.deepEqual(outs, stateOf(profiles));
	});

	it("adopts an account that is new to it, also what is left to others from then on", async () => {
		const { set, service } = setOn({ alice: { [NICK]: "theirs" }, bob: { [NICK]: "old" } });
		const __unmanaged = ["profiles.*.nick"];
		const news = { ...inputsOf({ alice: { nick: "A" }, bob: { nick: "B" } }), __unmanaged };
		const { outs } = await set.update("desk", stateOf({ alice: { nick: "A" } }), news);
		assert.deepEqual(writes(service.log), ["write bob nick"]);
		assert.deepEqual(outs, { ...news, app: APP, adopted: { bob: { [NICK]: "old" } } });
	});

	it("drops an account that is released, and leaves it as it is", async () => {
		const { set, service } = setOn({ alice: { [NICK]: "A" }, bob: { [NICK]: "B" } });
		const olds = stateOf({ alice: { nick: "A" }, bob: { nick: "B" } }, { adopted: { bob: { [NICK]: "old" } } });
		const { outs } = await set.update("desk", olds, inputsOf({ alice: { nick: "A" } }));
		assert.deepEqual(outs, stateOf({ alice: { nick: "A" } }));
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("keeps what the state knows of an account that could not be read, and drops one that is gone", async () => {
		const broken = accountError("portrait_get", "bob", 40006);
		const failRead = (account: string) => (account === "bob" ? broken : undefined);
		const { set } = setOn({ alice: {}, bob: {} }, { failRead });
		const olds = stateOf(fleet(0, {}), {
			profiles: { alice: { nick: "A" }, bob: { nick: "B" }, gone: { nick: "G" } },
			adopted: { bob: { [NICK]: "old" }, gone: { [NICK]: "old" } },
		});
		const news = inputsOf({ alice: { nick: "A2" }, bob: { nick: "B2", level: 1 }, gone: { nick: "G2" } });
		const { properties, reasons } = await partialOf(set.update("desk", olds, news));
		const kept = { alice: { nick: "A2" }, bob: { nick: "B" } };
		assert.deepEqual(properties, stateOf(kept, { adopted: { bob: { [NICK]: "old" } } }));
		assert.deepEqual(
			reasons.map((reason) => reason.split(": ")[0]),
			["profiles.bob", "profiles.gone"],
		);
	});

	it("fails as a whole, and leaves the state as it is, when nothing could be read", async () => {
		const { set } = setOn({ alice: {} }, { failRead: () => accountError("portrait_get", "alice", 40006) });
		const error = await failureOf(set.update("desk", stateOf({ alice: { nick: "A" } }), inputsOf({ alice: {} })));
		assert.equal(isPartialFailure(error), false);
	});
});

describe("a set's diff", () => {
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
			name: "an account is released",
			news: { alice: { nick: "A" } },
			answer: {},
			lines: ["bob: released, left as it is on the service"],
		},
		{
			name: "one account is gone",
			news: { alice: { nick: "A" }, bob: { nick: "B" } },
			live: { alice: { [NICK]: "A" } },
			answer: { changes: true },
			lines: [
				"bob: the account is not in the service; import it (account_import) before the next up, or remove the profile",
			],
		},
		{
			name: "one account drifts and a tag of another is released",
			news: { alice: { nick: "A" }, bob: {} },
			live: { alice: { [NICK]: "hand" }, bob: {} },
			answer: {},
			lines: ["bob: nick released, left as it is on the service", "alice: changed outside Pulumi: nick"],
		},
		{ name: "one account is not known yet", news: { alice: { nick: unknownValue }, bob: {} }, answer: {}, lines: [] },
	];
	const before = { alice: { nick: "A" }, bob: { nick: "B" } };
	for (const { name, news, live = { alice: { [NICK]: "A" }, bob: { [NICK]: "B" } }, answer, lines: says } of cases) {
		it(`answers ${JSON.stringify(answer)} when ${name}`, async () => {
			const { set, lines } = setOn(live);
			assert.deepEqual(await set.diff("desk", stateOf(before), inputsOf(news)), answer);
			assert.deepEqual(lines, says);
		});
	}

	it("is not moved by another name of the resource", async () => {
		const { set } = setOn({ alice: { [NICK]: "A" }, bob: { [NICK]: "B" } });
		const renamed = { ...inputsOf(before), __id: "renamed" };
		assert.deepEqual(await set.diff("desk", stateOf(before), renamed), { changes: false });
	});

	it("says the first 20 lines, and counts the accounts of the others", async () => {
		const { set, lines } = setOn(fleet(200, { [NICK]: "hand" }));
		const profiles = fleet(200, { nick: "A" });
		assert.deepEqual(await set.diff("desk", stateOf(profiles), inputsOf(profiles)), { changes: true });
		assert.equal(lines.length, 21);
		assert.equal(lines[20], "and 180 more accounts");
	});
});

describe("a set's read", () => {
	const state = stateOf({ alice: { nick: "A" }, bob: { nick: "B" } }, { adopted: { bob: { [NICK]: "old" } } });

	it("gives what is live as outputs and as inputs", async () => {
		const { set } = setOn({ alice: { [NICK]: "hand" }, bob: { [NICK]: "B" } });
		const profiles = { alice: { nick: "hand" }, bob: { nick: "B" } };
		const { id, props, inputs } = await set.read("desk", state);
		assert.deepEqual({ id, props, inputs }, { id: "desk", props: { ...state, profiles }, inputs: inputsOf(profiles) });
	});

	it("lets an account go that is gone, and says so", async () => {
		const { set, lines } = setOn({ alice: { [NICK]: "A" } });
		const { props, inputs } = await set.read("desk", state);
		const left = { alice: { nick: "A" } };
		assert.deepEqual({ props, inputs }, { props: stateOf(left), inputs: inputsOf(left) });
		assert.equal(lines.length, 1);
		assert.match(lines[0] ?? "", /^bob: the account is not in the service/);
	});

	it("keeps the set when all accounts are gone", async () => {
		const { set } = setOn({});
		const { id, props } = await set.read("desk", state);
		assert.deepEqual({ id, props }, { id: "desk", props: stateOf({}) });
	});

	it("throws when one account cannot be read, and never takes it for gone", async () => {
		const broken = accountError("portrait_get", "bob", 40006);
		const { set } = setOn({ alice: {}, bob: {} }, { failRead: (account) => (account === "bob" ? broken : undefined) });
		assert.equal(await failureOf(set.read("desk", state)), broken);
	});
});

describe("a set of another app", () => {
	const { set } = { set: profileSetHooks(handlerContext(fakeService(), { app: APP + 1 })) };
	const state = stateOf({ alice: { nick: "A" } });
	const hooks: readonly { name: string; run: () => Promise<unknown> }[] = [
		{ name: "read", run: () => set.read("desk", state) },
		{ name: "compared", run: () => set.diff("desk", state, inputsOf({ alice: {} })) },
		{ name: "updated", run: () => set.update("desk", state, inputsOf({ alice: {} })) },
		{ name: "deleted", run: () => set.delete("desk", state) },
	];
	for (const { name, run } of hooks) {
		it(`is not ${name}`, async () =>
			assert.match((await failureOf(run())).message, /^desk: the state belongs to app /));
	}
});

describe("a set's delete", () => {
	it("asks the service nothing", async () => {
		const { set, service } = setOn({ alice: {} });
		await set.delete("desk", stateOf({ alice: { nick: "A" } }));
		assert.deepEqual(service.log, []);
	});
});
