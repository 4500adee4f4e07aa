import assert from "node:assert/strict";
import { classify, commonFailure, readTargets } from "@/cli/drift/compare";
import type { UnreadableInput } from "@/cli/drift/declared";
import type { DriftTarget, TargetTag } from "@/cli/drift/targets";
import { exitCodeOf } from "@/cli/exit-codes";
import { accountError, apiError, configError, type ImError, isImError, networkError } from "@/provider/errors/im-error";
import { AllowType, Gender } from "@/provider/model/fields";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, TagValues } from "@/provider/model/types";
import { ALLOW_TYPE, type FakeOptions, fakeService, LEVEL, NICK } from "@/test/support/builders";

function target(account: string | undefined, changes: Partial<DriftTarget> = {}): DriftTarget {
	const tags = ownedTags({ nick: "A" }).map((owned) => ({ ...owned, secret: false, state: owned.value }));
	return { urn: `urn of ${account}`, account, tags, hidden: [], ...changes };
}

const level = ownedTags({ level: 1 }).map((owned) => ({ ...owned, secret: false, state: owned.value }));

function looking(subjects: readonly DriftTarget[], options: FakeOptions = {}, app = 7) {
	const { live: observer, log } = fakeService(options);
	let read = 0;
	const contextOf = (provider?: string) => {
		if (provider === "broken") throw configError("secretKeyFile", "no key");
		return { app: () => app, observer: () => observer, accounts: () => assert.fail("nothing looks at accounts") };
	};
	const onRead = () => {
		read += 1;
	};
	return readTargets(subjects, { contextOf, onRead }).then((sightings) => ({ sightings, log, read }));
}

describe("look", () => {
	it("reads an account once, with the tags of all that speak of it", async () => {
		const subjects = [target("alice"), target("alice", { urn: "other", tags: level }), target("bob")];
		const { sightings, log, read } = await looking(subjects);
		assert.deepEqual(log, ["read alice nick,level", "read bob nick"]);
		assert.equal(read, 2);
		assert.deepEqual(
			sightings.map(({ sight }) => sight === "gone"),
			[false, false, true],
		);
	});

	it("reads nothing for a resource whose account is not known", async () => {
		const { sightings, log } = await looking([target(undefined)]);
		assert.deepEqual([sightings, log], [[], []]);
	});

	it("reads nothing of another app", async () => {
		const { sightings, log } = await looking([target("alice", { app: 8 })]);
		assert.deepEqual(log, []);
		const [foreign] = sightings;
		assert.ok(isImError(foreign?.sight));
		assert.match(foreign.sight.message, /belongs to app 8, the settings name app 7: use another stack/);
	});

	it("reads the other apps where the settings of one are wrong", async () => {
		const { sightings } = await looking([target("alice", { provider: "broken" }), target("alice")]);
		assert.deepEqual(
			sightings.map(({ sight }) => isImError(sight)),
			[true, false],
		);
	});

	it("passes on what is no answer of the service", async () => {
		await assert.rejects(looking([target("alice")], { failRead: () => new TypeError("a bug") }), { message: "a bug" });
	});
});

describe("the failure of a run", () => {
	const call = { command: "portrait_get", accounts: ["alice"] };
	const ends: readonly { name: string; sights: readonly (ImError | "gone")[]; code?: number; message?: RegExp }[] = [
		{ name: "a setting", sights: [configError("sdkAppId", "not set: x")], code: 4, message: /^not set: x$/ },
		{
			name: "a key",
			sights: [configError("secretKeyFile", "not set: x")],
			code: 4,
			message: /takes no key from a state$/,
		},
		{ name: "a signature", sights: [apiError(call, 70009)], code: 4, message: /70009/ },
		{ name: "rights", sights: [apiError(call, 60010)], code: 4 },
		{ name: "the network", sights: [networkError(call, "ECONNREFUSED")], code: 1, message: /ECONNREFUSED/ },
		{ name: "too many calls", sights: [apiError(call, 60007)], code: 1 },
		{ name: "one account", sights: [accountError("portrait_get", "alice", 70051)] },
		{ name: "some of the accounts", sights: [networkError(call, "X"), "gone"] },
		{ name: "nothing at all", sights: [] },
	];
	for (const { name, sights, code, message = /./ } of ends) {
		it(`${code === undefined ? "is not there" : `ends with ${code}`} for ${name}`, () => {
			const error = commonFailure(sights.map((sight) => ({ subject: target("alice"), sight })));
			assert.equal(error && exitCodeOf(error), code);
			if (error !== undefined) assert.match(error.message, message);
		});
	}
});

const noneRefused = new Map();

const live = (values: TagValues) => ({ values, refused: noneRefused });

function subject(
	program: ProfileAttributes,
	state: ProfileAttributes = program,
	hidden: readonly UnreadableInput[] = [],
) {
	const stored = new Map(ownedTags(state).map(({ tag, value }) => [tag, value]));
	const tags: readonly TargetTag[] = ownedTags(program).map((owned) => ({
		...owned,
		secret: owned.value === "hush",
		state: stored.get(owned.tag),
	}));
	return { urn: "u", account: "alice", tags, hidden };
}

describe("classify", () => {
	const kinds: readonly { name: string; program?: string; state?: string; now?: string; kind?: string }[] = [
		{ name: "nothing where all three agree", program: "A", state: "A", now: "A" },
		{ name: "that live moved", program: "A", state: "A", now: "X", kind: "live-moved" },
		{ name: "that live was emptied", program: "A", state: "A", kind: "live-moved" },
		{ name: "that code moved", program: "B", state: "A", now: "A", kind: "code-moved" },
		{ name: "that code moved where the attribute is new", program: "B", now: "A", kind: "code-moved" },
		{ name: "that both moved", program: "B", state: "A", now: "X", kind: "both-moved" },
		{ name: "nothing where both moved to the same", program: "B", state: "A", now: "B" },
		{ name: "nothing where the attribute is new and already live", program: "B", now: "B" },
	];
	for (const { name, program = "", state, now, kind } of kinds) {
		it(`says ${name}`, () => {
			const seen = live(now === undefined ? {} : { [NICK]: now });
			const found = classify(subject({ nick: program }, state === undefined ? {} : { nick: state }), seen);
			assert.deepEqual(
				found.map((finding) => finding.kind),
				kind === undefined ? [] : [kind],
			);
		});
	}

	it("compares as the provider does: absent is zero, digits are numbers, and allowType has no zero", () => {
		const quiet = subject({ nick: "", gender: Gender.Unknown, level: 3 });
		assert.deepEqual(classify(quiet, live({ [LEVEL]: "3" })), []);
		const [found] = classify(subject({ allowType: AllowType.AllowAny }), live({}));
		assert.deepEqual(found, {
			...{ kind: "live-moved", urn: "u", account: "alice", path: "allowType", tag: ALLOW_TYPE },
			...{ declared: AllowType.AllowAny, live: null },
		});
	});

	it("gives the value in the state beside the program's", () => {
		const [found] = classify(subject({ nick: "B" }, { nick: "A" }), live({ [NICK]: "X" }));
		assert.deepEqual([found?.declared, found?.state, found?.live], ["B", "A", "X"]);
	});

	it("masks a secret on both sides", () => {
		const found = classify(subject({ nick: "hush" }), live({ [NICK]: "canary" }));
		assert.doesNotMatch(JSON.stringify(found), /hush|canary/);
		assert.deepEqual([found[0]?.declared, found[0]?.live, found[0]?.secret], ["[secret]", "[secret]", true]);
	});

	it("says of an account that is gone that it is, and no more", () => {
		const gone = classify(subject({ nick: "A" }, {}, [{ path: "level", why: "encrypted" }]), "gone");
		assert.deepEqual(gone, [{ kind: "account-gone", urn: "u", account: "alice" }]);
	});

	it("says why an account could not be read", () => {
		const [found] = classify(subject({ nick: "A" }), accountError("portrait_get", "alice", 70051));
		assert.equal(found?.kind, "not-readable");
		assert.match(found?.reason ?? "", /^account 70051 account is blocked; /);
	});

	it("says why one tag could not be read, and compares the others", () => {
		const refused = new Map([[NICK, apiError({ command: "portrait_get", accounts: ["alice"] }, 40007)]]);
		const found = classify(subject({ nick: "A", level: 3 }), { values: {}, refused });
		assert.deepEqual(
			found.map(({ kind, path, reason = "" }) => [kind, path, reason.slice(0, 9)]),
			[
				["live-moved", "level", ""],
				["not-readable", "nick", "api 40007"],
			],
		);
	});

	it("names what is hidden in the input", () => {
		const hidden: readonly UnreadableInput[] = [
			{ path: "nick", tag: NICK, why: "encrypted" },
			{ path: "level", tag: LEVEL, why: "unknown" },
			{ path: "", why: "unfinished" },
		];
		const found = classify(subject({}, {}, hidden), live({}));
		assert.deepEqual(
			found.map(({ kind, path, tag, reason = "" }) => [kind, path, tag, reason.split(" ")[2]]),
			[
				["not-compared", "nick", NICK, "is"],
				["not-compared", "level", LEVEL, "does"],
				["not-compared", undefined, undefined, "up"],
			],
		);
	});
});
