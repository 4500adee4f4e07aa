import assert from "node:assert/strict";
import { apiError, networkError } from "@/provider/errors/im-error";
import type { ProfileItem } from "@/provider/model/types";
import {
	APP,
	type FakeOptions,
	failureOf,
	fakeService,
	handlerContext,
	LEVEL,
	NICK,
	profileInputs,
	profileState,
	TEAM,
} from "@/test/support/builders";
import { isPartialFailure, profileHooks } from "@/test/support/hooks";

const call = { command: "portrait_set", accounts: ["alice"] };

function lifecycleOn(options: FakeOptions = {}, settings: Parameters<typeof handlerContext>[1] = {}) {
	const service = fakeService(options);
	return { service, lifecycle: profileHooks(handlerContext(service, settings)) };
}

const refusing = (tag: string, code: number) => (items: readonly ProfileItem[]) =>
	items.some(({ Tag }) => Tag === tag) ? apiError(call, code, "an echo of the value") : undefined;

describe("a profile's create", () => {
	it("gives the account as id, and the inputs with the app as outputs", async () => {
		const { lifecycle } = lifecycleOn();
		const inputs = profileInputs({ level: 3, tags: { Tag_New: "5" } });
		assert.deepEqual(await lifecycle.create(inputs), { id: "alice", outs: { ...inputs, app: APP } });
	});

	it("adopts what is there: writes nothing where nothing differs", async () => {
		const { lifecycle, service } = lifecycleOn({ accounts: { alice: { [NICK]: "Alice" } } });
		await lifecycle.create(profileInputs());
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("remembers the values that it replaces", async () => {
		const { lifecycle } = lifecycleOn({ accounts: { alice: { [NICK]: "Old", [LEVEL]: 0 } } });
		const { outs } = await lifecycle.create(profileInputs({ level: 3 }));
		assert.deepEqual(outs?.adopted, { [NICK]: "Old" });
	});

	it("writes the inputs that are left to others from then on", async () => {
		const { lifecycle, service } = lifecycleOn();
		await lifecycle.create(profileInputs({ __unmanaged: ["nick"] }));
		assert.deepEqual(service.accounts.alice, { [NICK]: "Alice" });
	});

	it("keeps what exists when a part is refused: all owned tags as read back", async () => {
		const { lifecycle } = lifecycleOn({ accounts: { alice: { [TEAM]: "old" } }, refuse: refusing(TEAM, 80001) });
		const error = await failureOf(lifecycle.create(profileInputs({ custom: { Team: "core" } })));
		assert.ok(isPartialFailure(error));
		assert.equal(error.id, "alice");
		assert.deepEqual(error.properties, {
			...profileInputs({ custom: { Team: "old" } }),
			app: APP,
			adopted: { [TEAM]: "old" },
		});
		assert.deepEqual(error.reasons, [
			"custom.Team: portrait_set alice: api 80001 text was refused as sensitive; choose other text, or ask the app's owner to change the word filter",
		]);
	});

	it("leaves nothing in the state when nothing was written", async () => {
		const { lifecycle } = lifecycleOn({ refuse: () => apiError(call, 80001, "an echo of the value") });
		const error = await failureOf(lifecycle.create(profileInputs()));
		assert.equal(isPartialFailure(error), false);
		assert.match(error.message, /^nick: portrait_set alice: api 80001 /);
		assert.doesNotMatch(error.message, /echo/);
		assert.equal("code" in error, false);
	});

	it("throws 40003 for an account that is not in the service", async () => {
		const { lifecycle } = lifecycleOn({ accounts: {} });
		assert.equal((await failureOf(lifecycle.create(profileInputs()))).errorCode, 40003);
	});
});

describe("a profile's update", () => {
	it("writes what differs from a fresh read, not from the state", async () => {
		const { lifecycle, service } = lifecycleOn({ accounts: { alice: { [NICK]: "X", [LEVEL]: 2 } } });
		const { outs } = await lifecycle.update("alice", profileState({ level: 1 }), profileInputs({ level: 2 }));
		assert.deepEqual(service.log, [
			"read alice nick,level",
			"write alice nick",
			"forget alice",
			"read alice nick,level",
		]);
		assert.deepEqual(outs, profileState({ level: 2 }));
	});

	it("skips the inputs that are left to others", async () => {
		const { lifecycle, service } = lifecycleOn({ accounts: { alice: { [NICK]: "theirs" } } });
		await lifecycle.update("alice", profileState(), profileInputs({ level: 2, __unmanaged: ["nick"] }));
		assert.deepEqual(service.accounts.alice, { [NICK]: "theirs", [LEVEL]: 2 });
	});

	it("leaves a released tag as it is, and forgets its adopted value", async () => {
		const { lifecycle, service } = lifecycleOn({ accounts: { alice: { [NICK]: "Alice", [LEVEL]: 5 } } });
		const olds = profileState({ level: 5, adopted: { [LEVEL]: 1 } });
		const { outs } = await lifecycle.update("alice", olds, profileInputs());
		assert.deepEqual(outs, profileState());
		assert.deepEqual(service.accounts.alice, { [NICK]: "Alice", [LEVEL]: 5 });
	});

	it("remembers the value of a tag owned from now on, and keeps those it knows", async () => {
		const { lifecycle } = lifecycleOn({ accounts: { alice: { [NICK]: "X", [LEVEL]: 5 } } });
		const { outs } = await lifecycle.update(
			"alice",
			profileState({ adopted: { [NICK]: "first" } }),
			profileInputs({ level: 6 }),
		);
		assert.deepEqual(outs?.adopted, { [NICK]: "first", [LEVEL]: 5 });
	});

	it("fails in part even where nothing was written, with the old values", async () => {
		const { lifecycle } = lifecycleOn({
			accounts: { alice: { [NICK]: "Alice" } },
			refuse: () => apiError(call, 40601),
		});
		const error = await failureOf(lifecycle.update("alice", profileState(), profileInputs({ nick: "new" })));
		assert.ok(isPartialFailure(error));
		assert.deepEqual(error.properties, profileState());
	});

	it("keeps the zero of a tag that is accepted and not stored", async () => {
		const { lifecycle } = lifecycleOn({ accounts: { alice: {} }, loses: [LEVEL] });
		const error = await failureOf(lifecycle.update("alice", profileState(), profileInputs({ level: 3 })));
		assert.ok(isPartialFailure(error));
		assert.deepEqual(error.properties, profileState({ level: 0 }));
		assert.match(error.reasons.join(), /^level: portrait_set alice: Tag_Profile_IM_Level was accepted but not stored/);
	});

	it("refuses a state of another app", async () => {
		const { lifecycle, service } = lifecycleOn({}, { app: APP + 1 });
		const { key } = await failureOf(lifecycle.update("alice", profileState(), profileInputs()));
		assert.deepEqual({ key, log: service.log }, { key: "sdkAppId", log: [] });
	});
});

describe("a profile's read", () => {
	const gone = { accounts: {} };

	it("gives the owned tags as outputs and as inputs", async () => {
		const { lifecycle, service } = lifecycleOn({ accounts: { alice: { [NICK]: "X", [LEVEL]: 9 } } });
		const state = profileState({ __unmanaged: ["nick"], adopted: { [NICK]: "old" } });
		const { app, adopted, ...inputs } = { ...state, nick: "X" };
		assert.deepEqual(await lifecycle.read("alice", state), { id: "alice", props: { ...inputs, app, adopted }, inputs });
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("keeps the stored spelling where live is equal, and ownership where live is absent", async () => {
		const { lifecycle } = lifecycleOn({ accounts: { alice: { Tag_New: 5 } } });
		const { props } = await lifecycle.read("alice", profileState({ level: 3, tags: { Tag_New: "5" } }));
		assert.deepEqual(props, profileState({ nick: "", level: 0, tags: { Tag_New: "5" } }));
	});

	it("is empty for an account that is gone", async () => {
		const { lifecycle } = lifecycleOn(gone);
		assert.deepEqual(await lifecycle.read("alice", profileState()), {});
	});

	it("throws any other failure", async () => {
		const lost = networkError(call, "ECONNREFUSED");
		const { lifecycle } = lifecycleOn({ failRead: () => lost });
		assert.equal(await failureOf(lifecycle.read("alice", profileState())), lost);
	});

	it("throws the error of a tag that the service would not read", async () => {
		const refusal = apiError(call, 40007);
		const { lifecycle } = lifecycleOn({ unreadable: new Map([[NICK, refusal]]) });
		assert.equal(await failureOf(lifecycle.read("alice", profileState())), refusal);
	});

	it("refuses a state of another app, which would look gone", async () => {
		const { lifecycle } = lifecycleOn(gone, { app: APP + 1 });
		assert.equal((await failureOf(lifecycle.read("alice", profileState()))).kind, "config");
	});

	it("with an id alone, gives every standard tag, zeros where nothing is set", async () => {
		const { lifecycle } = lifecycleOn({ accounts: { alice: { [NICK]: "Alice", [TEAM]: "core" } } });
		assert.deepEqual(await lifecycle.read("alice", {}), {
			id: "alice",
			props: {
				...profileState(),
				gender: "Gender_Type_Unknown",
				birthDay: 0,
				location: "",
				selfSignature: "",
				language: 0,
				image: "",
				msgSettings: 0,
				adminForbidType: "AdminForbid_Type_None",
				level: 0,
				role: 0,
			},
		});
	});

	it("with an id alone, leaves out a tag that the app does not know", async () => {
		const unreadable = new Map([[LEVEL, apiError(call, 40009)]]);
		const { lifecycle } = lifecycleOn({ accounts: { alice: {} }, unreadable });
		const { props = {} } = await lifecycle.read("alice", {});
		assert.equal("level" in props, false);
		assert.equal("role" in props, true);
	});

	it("with an id alone, throws for an account that is missing", async () => {
		const { lifecycle } = lifecycleOn(gone);
		assert.equal((await failureOf(lifecycle.read("alice", {}))).errorCode, 40003);
	});
});

describe("a profile's delete", () => {
	it("retains the account and its tags: asks the service nothing", async () => {
		const { lifecycle, service } = lifecycleOn();
		await lifecycle.delete("alice", profileState());
		assert.deepEqual(service.log, []);
	});

	it("needs no service", async () => {
		const context = {
			...handlerContext(fakeService(), { app: undefined }),
			service: () => assert.fail("a service was asked for"),
		};
		await profileHooks(context).delete("alice", profileState());
	});

	it("refuses a state of another app", async () => {
		const { lifecycle } = lifecycleOn({}, { app: APP + 1 });
		assert.equal((await failureOf(lifecycle.delete("alice", profileState()))).kind, "config");
	});
});
