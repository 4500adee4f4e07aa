import assert from "node:assert/strict";
import { apiError, configError, networkError } from "@/provider/errors/im-error";
import { PartialFailureError, type ReadPurpose } from "@/provider/lifecycle/handler";
import { createProfileHandler } from "@/provider/lifecycle/profiles";
import { profileSetShape, profileShape } from "@/provider/lifecycle/state";
import type { ProfileItem, ProfileSetInputs, ProfileState } from "@/provider/model/types";
import type { Compare } from "@/provider/settings/resolve";
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
import { createProfileHooks, isPartialFailure } from "@/test/support/hooks";

const call = { command: "portrait_set", accounts: ["alice"] };

function createHooks(options: FakeOptions = {}, settings: Parameters<typeof handlerContext>[1] = {}) {
	const service = fakeService(options);
	return { service, hooks: createProfileHooks(handlerContext(service, settings)) };
}

const refusing = (tag: string, code: number) => (items: readonly ProfileItem[]) =>
	items.some(({ Tag }) => Tag === tag) ? apiError(call, code, "an echo of the value") : undefined;

describe("create of a Profile", () => {
	it("returns the account as the id, and the inputs with the app as outputs", async () => {
		const { hooks } = createHooks();
		const inputs = profileInputs({ level: 3, tags: { Tag_New: "5" } });
		assert.deepEqual(await hooks.create(inputs), { id: "alice", outs: { ...inputs, app: APP } });
	});

	it("writes nothing when the live profile equals the inputs", async () => {
		const { hooks, service } = createHooks({ accounts: { alice: { [NICK]: "Alice" } } });
		await hooks.create(profileInputs());
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("stores the overwritten values in adopted", async () => {
		const { hooks } = createHooks({ accounts: { alice: { [NICK]: "Old", [LEVEL]: 0 } } });
		const { outs } = await hooks.create(profileInputs({ level: 3 }));
		assert.deepEqual(outs?.adopted, { [NICK]: "Old" });
	});

	it("writes inputs in ignoreChanges", async () => {
		const { hooks, service } = createHooks();
		await hooks.create(profileInputs({ __unmanaged: ["nick"] }));
		assert.deepEqual(service.accounts.alice, { [NICK]: "Alice" });
	});

	it("fails in part when one tag is refused, and stores the verified values of all owned tags", async () => {
		const { hooks } = createHooks({ accounts: { alice: { [TEAM]: "old" } }, refuse: refusing(TEAM, 80001) });
		const error = await failureOf(hooks.create(profileInputs({ custom: { Team: "core" } })));
		assert.ok(isPartialFailure(error));
		assert.equal(error.id, "alice");
		assert.deepEqual(error.properties, {
			...profileInputs({ custom: { Team: "old" } }),
			app: APP,
			adopted: { [TEAM]: "old" },
		});
		assert.deepEqual(error.reasons, [
			"custom.Team: portrait_set alice: api 80001 the service rejected the text as sensitive; choose other text, or ask the app owner to change the word filter",
		]);
	});

	it("fails without a state when nothing was written", async () => {
		const { hooks } = createHooks({ refuse: () => apiError(call, 80001, "an echo of the value") });
		const error = await failureOf(hooks.create(profileInputs()));
		assert.equal(isPartialFailure(error), false);
		assert.match(error.message, /^nick: portrait_set alice: api 80001 /);
		assert.doesNotMatch(error.message, /echo/);
		assert.equal("code" in error, false);
	});

	it("fails with 40003 for an account that does not exist", async () => {
		const { hooks } = createHooks({ accounts: {} });
		assert.equal((await failureOf(hooks.create(profileInputs()))).errorCode, 40003);
	});
});

describe("update of a Profile", () => {
	it("writes the tags that differ from the live profile, not from the state", async () => {
		const { hooks, service } = createHooks({ accounts: { alice: { [NICK]: "X", [LEVEL]: 2 } } });
		const { outs } = await hooks.update("alice", profileState({ level: 1 }), profileInputs({ level: 2 }));
		assert.deepEqual(service.log, [
			"read alice nick,level",
			"write alice nick",
			"invalidate alice",
			"read alice nick,level",
		]);
		assert.deepEqual(outs, profileState({ level: 2 }));
	});

	it("does not write inputs in ignoreChanges", async () => {
		const { hooks, service } = createHooks({ accounts: { alice: { [NICK]: "theirs" } } });
		await hooks.update("alice", profileState(), profileInputs({ level: 2, __unmanaged: ["nick"] }));
		assert.deepEqual(service.accounts.alice, { [NICK]: "theirs", [LEVEL]: 2 });
	});

	it("keeps the live value of a released tag, and removes its earlier value from adopted", async () => {
		const { hooks, service } = createHooks({ accounts: { alice: { [NICK]: "Alice", [LEVEL]: 5 } } });
		const olds = profileState({ level: 5, adopted: { [LEVEL]: 1 } });
		const { outs } = await hooks.update("alice", olds, profileInputs());
		assert.deepEqual(outs, profileState());
		assert.deepEqual(service.accounts.alice, { [NICK]: "Alice", [LEVEL]: 5 });
	});

	it("adds the live value of a newly owned tag to adopted, and keeps the other values in adopted", async () => {
		const { hooks } = createHooks({ accounts: { alice: { [NICK]: "X", [LEVEL]: 5 } } });
		const { outs } = await hooks.update(
			"alice",
			profileState({ adopted: { [NICK]: "first" } }),
			profileInputs({ level: 6 }),
		);
		assert.deepEqual(outs?.adopted, { [NICK]: "first", [LEVEL]: 5 });
	});

	it("fails in part and stores the old values when nothing was written", async () => {
		const { hooks } = createHooks({
			accounts: { alice: { [NICK]: "Alice" } },
			refuse: () => apiError(call, 40601),
		});
		const error = await failureOf(hooks.update("alice", profileState(), profileInputs({ nick: "new" })));
		assert.ok(isPartialFailure(error));
		assert.deepEqual(error.properties, profileState());
	});

	it("stores the zero value for a tag that the service accepted but did not store", async () => {
		const { hooks } = createHooks({ accounts: { alice: {} }, loses: [LEVEL] });
		const error = await failureOf(hooks.update("alice", profileState(), profileInputs({ level: 3 })));
		assert.ok(isPartialFailure(error));
		assert.deepEqual(error.properties, profileState({ level: 0 }));
		assert.match(error.reasons.join(), /^level: portrait_set alice: Tag_Profile_IM_Level was accepted but not stored/);
	});

	it("rejects a state of another app", async () => {
		const { hooks, service } = createHooks({}, { app: APP + 1 });
		const { setting } = await failureOf(hooks.update("alice", profileState(), profileInputs()));
		assert.deepEqual({ setting, log: service.log }, { setting: "sdkAppId", log: [] });
	});
});

describe("read of a Profile", () => {
	const noAccounts = { accounts: {} };

	it("returns the live values of owned tags as outputs and as inputs", async () => {
		const { hooks, service } = createHooks({ accounts: { alice: { [NICK]: "X", [LEVEL]: 9 } } });
		const state = profileState({ __unmanaged: ["nick"], adopted: { [NICK]: "old" } });
		const { app, adopted, ...inputs } = { ...state, nick: "X" };
		assert.deepEqual(await hooks.read("alice", state), { id: "alice", props: { ...inputs, app, adopted }, inputs });
		assert.deepEqual(service.log, ["read alice nick"]);
	});

	it("keeps the stored spelling of an equal value, and returns the zero value of an absent tag", async () => {
		const { hooks } = createHooks({ accounts: { alice: { Tag_New: 5 } } });
		const { props } = await hooks.read("alice", profileState({ level: 3, tags: { Tag_New: "5" } }));
		assert.deepEqual(props, profileState({ nick: "", level: 0, tags: { Tag_New: "5" } }));
	});

	it("returns an empty result for an account that does not exist", async () => {
		const { hooks } = createHooks(noAccounts);
		assert.deepEqual(await hooks.read("alice", profileState()), {});
	});

	it("throws any other error", async () => {
		const lost = networkError(call, "ECONNREFUSED");
		const { hooks } = createHooks({ failRead: () => lost });
		assert.equal(await failureOf(hooks.read("alice", profileState())), lost);
	});

	it("throws the error of a tag that cannot be read", async () => {
		const refusal = apiError(call, 40007);
		const { hooks } = createHooks({ unreadable: new Map([[NICK, refusal]]) });
		assert.equal(await failureOf(hooks.read("alice", profileState())), refusal);
	});

	it("rejects a state of another app, because the account would seem to be missing", async () => {
		const { hooks } = createHooks(noAccounts, { app: APP + 1 });
		assert.equal((await failureOf(hooks.read("alice", profileState()))).kind, "config");
	});

	it("returns all standard tags in a look-up, with zero values for tags that are not set", async () => {
		const { hooks } = createHooks({ accounts: { alice: { [NICK]: "Alice", [TEAM]: "core" } } });
		assert.deepEqual(await hooks.read("alice", {}), {
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

	it("omits, in a look-up, a tag that cannot be read", async () => {
		const unreadable = new Map([[LEVEL, apiError(call, 40009)]]);
		const { hooks } = createHooks({ accounts: { alice: {} }, unreadable });
		const { props = {} } = await hooks.read("alice", {});
		assert.equal("level" in props, false);
		assert.equal("role" in props, true);
	});

	it("fails to look up an account that does not exist", async () => {
		const { hooks } = createHooks(noAccounts);
		assert.equal((await failureOf(hooks.read("alice", {}))).errorCode, 40003);
	});
});

describe("delete of a Profile", () => {
	it("keeps the account and its tags by default, without a call", async () => {
		const { hooks, service } = createHooks();
		await hooks.delete("alice", profileState());
		assert.deepEqual(service.log, []);
	});

	it("needs no credentials to keep the tags", async () => {
		const context = {
			...handlerContext(fakeService(), { app: undefined }),
			service: () => assert.fail("unexpected use of the service"),
		};
		await createProfileHooks(context).delete("alice", profileState());
	});

	it("rejects a state of another app", async () => {
		const { hooks } = createHooks({}, { app: APP + 1 });
		assert.equal((await failureOf(hooks.delete("alice", profileState()))).kind, "config");
	});
});

describe("read of a Profile without a secret key", () => {
	const missing = configError("secretKey", "not set: tim:secretKey or TIM_SECRET_KEY");
	const read = (compare: Compare, error: Error) => {
		const service = () => {
			throw error;
		};
		const context = { ...handlerContext(fakeService(), { compare }), service };
		return failureOf(createProfileHooks(context).read("alice", profileState()));
	};

	it("reports how to skip the refresh with compare: state", async () => {
		const { message, setting } = await read("state", missing);
		assert.equal(setting, "secretKey");
		assert.equal(
			message,
			"not set: tim:secretKey or TIM_SECRET_KEY; a refresh reads live profiles even with compare: state, so add --refresh=false to skip the refresh",
		);
	});

	it("reports the missing setting with compare: live", async () => assert.equal(await read("live", missing), missing));

	it("throws an unexpected error", async () => {
		const bug = new TypeError("a bug");
		assert.equal(await read("state", bug), bug);
	});
});

/** Creates the handlers of `Profile` and `ProfileSet`, which use an in-memory service. */
function createHandlers(options: FakeOptions = {}) {
	const service = fakeService(options);
	const context = handlerContext(service);
	return {
		service,
		context,
		call: { log: context.log },
		profile: createProfileHandler(context, profileShape),
		set: createProfileHandler(context, profileSetShape),
	};
}

describe("createProfileHandler read", () => {
	const live = { [NICK]: "Alice", [LEVEL]: 0, Tag_Profile_IM_Gender: "Gender_Type_Unknown", Tag_Profile_IM_Role: 3 };
	const read = (purpose: ReadPurpose, state: Partial<ProfileState> = {}, options: FakeOptions = {}) => {
		const { profile, call } = createHandlers({ accounts: { alice: live }, ...options });
		return profile.read({ id: "alice", state, purpose }, call);
	};

	it("returns zero values when the purpose is get", async () => {
		const result = await read("get");
		assert.equal(result?.state.level, 0);
		assert.equal(result?.state.gender, "Gender_Type_Unknown");
		assert.equal(result?.state.location, "");
		assert.equal(result?.state.nick, "Alice");
	});

	it("omits zero values of text, number and enum attributes when the purpose is import", async () => {
		const inputs = { account: "alice", nick: "Alice", role: 3 };
		assert.deepEqual(await read("import"), { id: "alice", state: { ...inputs, app: APP }, inputs });
	});

	it("omits zero values that the service returns as text when the purpose is import", async () => {
		const stored = { [NICK]: "", [LEVEL]: "0", Tag_Profile_IM_AdminForbidType: "AdminForbid_Type_None" };
		const result = await read("import", {}, { accounts: { alice: stored } });
		assert.deepEqual(result?.inputs, { account: "alice" });
	});

	it("returns only the owned tags, including tags with a zero value, when the purpose is refresh", async () => {
		const result = await read("refresh", profileState({ level: 5 }));
		assert.deepEqual(result, { id: "alice", state: profileState({ level: 0 }), inputs: profileInputs({ level: 0 }) });
	});

	it("returns undefined for a missing account when the purpose is refresh", async () => {
		assert.equal(await read("refresh", profileState(), { accounts: {} }), undefined);
	});

	for (const purpose of ["get", "import"] as const) {
		it(`fails for a missing account with purpose ${purpose}`, async () => {
			assert.equal((await failureOf(read(purpose, {}, { accounts: {} }))).errorCode, 40003);
		});

		it(`omits a tag that cannot be read with purpose ${purpose}`, async () => {
			const unreadable = new Map([[NICK, apiError(call, 40009)]]);
			assert.equal("nick" in ((await read(purpose, {}, { unreadable }))?.inputs ?? {}), false);
		});
	}

	it("ends the wait when the signal is aborted", async () => {
		const { profile, call } = createHandlers();
		for (const purpose of ["get", "import", "refresh"] as const) {
			const request = { id: "alice", state: profileState(), purpose };
			await assert.rejects(profile.read(request, { ...call, signal: AbortSignal.abort() }), { name: "ImError" });
		}
	});
});

describe("createProfileHandler with a signal", () => {
	const onRelease = "reset";

	/** Creates a service whose first write aborts the signal, so that the verification of the write cannot finish. */
	const createAborting = (options: FakeOptions = {}) => {
		const controller = new AbortController();
		const handlers = createHandlers({ ...options, refuse: () => controller.abort() });
		return { ...handlers, call: { ...handlers.call, signal: controller.signal } };
	};
	const writes = ({ log }: { readonly log: readonly string[] }) => log.filter((line) => line.startsWith("write"));

	it("writes nothing when the signal is aborted before the first write", async () => {
		const { profile, service, call } = createHandlers();
		const aborted = { ...call, signal: AbortSignal.abort() };
		const [olds, news] = [profileState({ level: 1 }), profileInputs({ nick: "B", onRelease })];
		const requests = [
			() => profile.create({ inputs: news }, aborted),
			() => profile.update({ id: "alice", olds, news }, aborted),
		];
		for (const request of requests) await assert.rejects(request(), { name: "AbortError" });
		await assert.rejects(profile.delete({ id: "alice", state: profileState({ onDelete: "reset" }) }, aborted));
		assert.deepEqual(writes(service), []);
	});

	it("ends a diff without a read when the signal is aborted", async () => {
		const { profile, service, call } = createHandlers();
		const aborted = { ...call, signal: AbortSignal.abort() };
		const request = { id: "alice", olds: profileState(), news: profileInputs() };
		await assert.rejects(profile.diff(request, aborted), { name: "ImError" });
		assert.deepEqual(service.log, []);
	});

	it("fails a create in part when the signal is aborted after the write", async () => {
		const { profile, call } = createAborting({ accounts: { alice: { [NICK]: "Old" } } });
		const error = await failureOf(profile.create({ inputs: profileInputs() }, call));
		assert.ok(error instanceof PartialFailureError);
		assert.equal(error.id, "alice");
		assert.deepEqual(error.state, profileState({ adopted: { [NICK]: "Old" } }));
		assert.match(error.reasons.join(), /^nick: portrait_set alice: .* could not be read back: .*cancelled/);
	});

	it("fails an update in part when the signal is aborted after the write, and keeps released tags", async () => {
		const { profile, service, call } = createAborting({ accounts: { alice: { [NICK]: "Alice", [LEVEL]: 5 } } });
		const request = { id: "alice", olds: profileState({ level: 5 }), news: profileInputs({ nick: "B", onRelease }) };
		const error = await failureOf(profile.update(request, call));
		assert.ok(error instanceof PartialFailureError);
		assert.deepEqual(error.state, profileState({ nick: "B", level: 5, onRelease }));
		assert.equal(error.reasons.length, 2);
		assert.deepEqual(writes(service), ["write alice nick"]);
	});

	it("fails the create of a set in part when the signal is aborted while accounts are created", async () => {
		const { set, service, context } = createHandlers({ accounts: { alice: {} } });
		const controller = new AbortController();
		Object.assign(service.directories.account, { add: async () => controller.abort() });
		const profiles = { alice: { nick: "A" }, bob: { nick: "B" } };
		const inputs: ProfileSetInputs = { profiles, createAccounts: true, __id: "desk" };
		const error = await failureOf(set.create({ inputs }, { log: context.log, signal: controller.signal }));
		assert.ok(error instanceof PartialFailureError);
		assert.deepEqual(error.state, { ...inputs, profiles: { alice: { nick: "A" } }, app: APP });
		assert.match(error.reasons.join(), /^profiles\.bob: .*cancelled/);
		assert.deepEqual(writes(service), ["write alice nick"]);
	});

	it("ends the wait for a written value to become visible when the signal is aborted", async () => {
		const controller = new AbortController();
		const { profile, service, context } = createHandlers({ loses: [NICK] });
		Object.assign(service, {
			sleep: (ms: number, signal?: AbortSignal) => {
				service.waits.push(ms);
				const stopped = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
				controller.abort();
				return stopped;
			},
		});
		const call = { log: context.log, signal: controller.signal };
		assert.ok((await failureOf(profile.create({ inputs: profileInputs() }, call))) instanceof PartialFailureError);
		assert.deepEqual(service.waits, [1]);
	});

	it("ends the wait for a pending release of the same account when the signal is aborted", async () => {
		const { profile, service, context } = createHandlers();
		const controller = new AbortController();
		let finish: () => void = () => {};
		const release = context.pendingReleases.track(["alice"], () => new Promise<void>((resolve) => (finish = resolve)));
		const call = { log: context.log, signal: controller.signal };
		const created = failureOf(profile.create({ inputs: profileInputs() }, call));
		controller.abort();
		assert.equal((await created).name, "AbortError");
		assert.deepEqual(service.log, []);
		finish();
		await release;
	});
});
