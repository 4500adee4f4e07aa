import assert from "node:assert/strict";
import { accountError, apiError } from "@/provider/errors/im-error";
import { mergeUnreleased, releaseAll, releasedProfiles, releaseTags } from "@/provider/lifecycle/release";
import { AllowType } from "@/provider/model/fields";
import type { ManagedProfile } from "@/provider/model/managed-profiles";
import type { ProfileAttributes } from "@/provider/model/types";
import {
	ALLOW_TYPE,
	type FakeOptions,
	failureOf,
	fakeService,
	handlerContext,
	LEVEL,
	NICK,
} from "@/test/support/builders";

const managedProfile = (account: string, attributes: ProfileAttributes, adopted?: ManagedProfile["adopted"]) => ({
	account,
	prefix: ["profiles", account],
	attributes,
	...(adopted && { adopted }),
});

function createRelease(options: FakeOptions = {}) {
	const service = fakeService({ accounts: { alice: { [NICK]: "A", [LEVEL]: 3 } }, ...options });
	const context = handlerContext(service);
	return { service, context, call: { log: context.log } };
}

const alice = managedProfile("alice", { nick: "A", level: 3 }, { [NICK]: "before" });

describe("releaseTags", () => {
	it("makes no call with the action keep", async () => {
		const { service, context, call } = createRelease();
		const result = await releaseTags(context, { profiles: [alice], action: "keep" }, call);
		assert.deepEqual({ result, log: service.log }, { result: { profiles: [], failures: [] }, log: [] });
	});

	it("writes the zero values of the tags with the action reset, and logs a message", async () => {
		const { service, context, call } = createRelease();
		await releaseTags(context, { profiles: [alice], action: "reset" }, call);
		assert.deepEqual(service.accounts.alice, { [NICK]: "", [LEVEL]: 0 });
		assert.deepEqual(context.lines, ["alice: nick, level reset to zero"]);
	});

	it("writes the values in adopted, or zero values for tags without one, with the action restore", async () => {
		const { service, context, call } = createRelease();
		await releaseTags(context, { profiles: [alice], action: "restore" }, call);
		assert.deepEqual(service.accounts.alice, { [NICK]: "before", [LEVEL]: 0 });
	});

	it("does not change tags that another resource claims, and logs a message", async () => {
		const { service, context, call } = createRelease();
		context.claims.record("profileSet", [{ account: "alice", tags: [NICK] }]);
		await releaseTags(context, { profiles: [alice], action: "reset" }, call);
		assert.deepEqual(service.accounts.alice, { [NICK]: "A", [LEVEL]: 0 });
		assert.match(context.lines.join(), /alice: nick unchanged, because another resource/);
	});

	it("changes tags if another resource claims only the account", async () => {
		const { service, context, call } = createRelease();
		context.claims.record("account", [{ account: "alice" }]);
		await releaseTags(context, { profiles: [alice], action: "reset" }, call);
		assert.equal(service.accounts.alice?.[NICK], "");
	});

	it("does not change a tag that has no zero value, and logs a message", async () => {
		const { service, context, call } = createRelease({ accounts: { alice: { [ALLOW_TYPE]: AllowType.DenyAny } } });
		const profiles = [managedProfile("alice", { allowType: AllowType.DenyAny })];
		await releaseTags(context, { profiles, action: "reset" }, call);
		assert.deepEqual(service.log, []);
		assert.match(context.lines.join(), /alice: allowType unchanged/);
	});

	it("succeeds for an account that does not exist", async () => {
		const { context, call } = createRelease({ accounts: {} });
		const result = await releaseTags(context, { profiles: [alice], action: "reset" }, call);
		assert.deepEqual(result, { profiles: [], failures: [] });
	});

	it("returns the tags that the service refused, with their live values and paths", async () => {
		const refusal = apiError({ command: "portrait_set", accounts: ["alice"] }, 80001);
		const refuse: FakeOptions["refuse"] = (items) => (items.some(({ Tag }) => Tag === LEVEL) ? refusal : undefined);
		const { context, call } = createRelease({ refuse });
		const result = await releaseTags(context, { profiles: [alice], action: "reset" }, call);
		assert.deepEqual(result.profiles, [{ ...alice, attributes: { level: 3 } }]);
		assert.deepEqual(result.failures, [{ path: "profiles.alice.level", error: refusal }]);
	});

	it("returns all tags of an account that cannot be read", async () => {
		const error = accountError("portrait_get", "alice", 40006);
		const { context, call } = createRelease({ failRead: () => error });
		const result = await releaseTags(context, { profiles: [alice], action: "reset" }, call);
		assert.deepEqual(result, { profiles: [alice], failures: [{ path: "profiles.alice", error }] });
	});

	it("returns all tags when the signal is aborted, and writes nothing", async () => {
		const { service, context, call } = createRelease();
		const aborted = { ...call, signal: AbortSignal.abort() };
		const result = await releaseTags(context, { profiles: [alice], action: "reset" }, aborted);
		assert.deepEqual(result.profiles, [alice]);
		assert.deepEqual(service.accounts.alice, { [NICK]: "A", [LEVEL]: 3 });
	});
});

describe("releaseAll", () => {
	const managed = { profiles: [alice], policies: { onDelete: "reset" }, unmanaged: ["profiles.alice.nick"] } as const;

	it("does not write inputs in ignoreChanges", async () => {
		const { service, context, call } = createRelease();
		await releaseAll(context, managed, call);
		assert.deepEqual(service.accounts.alice, { [NICK]: "A", [LEVEL]: 0 });
	});

	it("writes no tag by default", async () => {
		const { service, context, call } = createRelease();
		await releaseAll(context, { profiles: [alice] }, call);
		assert.deepEqual(service.log, []);
	});

	it("fails with the paths of the tags whose write failed", async () => {
		const refusal = apiError({ command: "portrait_set", accounts: ["alice"] }, 80001);
		const { context, call } = createRelease({ refuse: () => refusal });
		const { message } = await failureOf(releaseAll(context, managed, call));
		assert.match(message, /^profiles\.alice\.level: portrait_set alice: api 80001 /);
	});
});

describe("releasedProfiles", () => {
	it("returns the tags and accounts that are no longer declared", () => {
		const bob = managedProfile("bob", { nick: "B" });
		const news = { profiles: [managedProfile("alice", { nick: "new" })] };
		assert.deepEqual(releasedProfiles({ profiles: [alice, bob] }, news), [{ ...alice, attributes: { level: 3 } }, bob]);
	});

	it("omits inputs in ignoreChanges", () => {
		const news = { profiles: [], unmanaged: ["profiles.alice"] };
		assert.deepEqual(releasedProfiles({ profiles: [alice] }, news), []);
	});

	it("returns no profile for a create", () => assert.deepEqual(releasedProfiles(undefined, { profiles: [alice] }), []));
});

describe("mergeUnreleased", () => {
	it("adds the tags whose release failed to the profile of the same account, or as a new profile", () => {
		const bob = managedProfile("bob", { nick: "B" });
		const kept = managedProfile("alice", { nick: "new" });
		const unreleased = { ...alice, attributes: { level: 3 } };
		const merged = mergeUnreleased([kept], [unreleased, bob]);
		assert.deepEqual(merged, [{ ...alice, attributes: { nick: "new", level: 3 } }, bob]);
	});
});
