import assert from "node:assert/strict";
import { apiError, networkError } from "@/provider/errors/im-error";
import type { HandlerContext } from "@/provider/lifecycle/context";
import { diffProfiles } from "@/provider/lifecycle/diff";
import type { PropertyChange } from "@/provider/lifecycle/handler";
import { profileSetShape, profileShape } from "@/provider/lifecycle/state";
import { AllowType } from "@/provider/model/fields";
import {
	type ProfileInputs,
	type ProfileSetInputs,
	type ProfileSetState,
	type ProfileState,
	type TagValues,
	unknownValue,
} from "@/provider/model/types";
import {
	ALLOW_TYPE,
	APP,
	failureOf,
	fakeService,
	handlerContext,
	LEVEL,
	NICK,
	profileInputs,
	profileState,
} from "@/test/support/builders";
import { profileKinds } from "@/test/support/profile-kinds";

interface Row {
	readonly name: string;
	/** The outputs in the state, in addition to the nick Alice. */
	readonly olds?: Partial<ProfileState>;
	readonly news?: Partial<ProfileInputs>;
	/** The live values by tag, or `missing` if the account does not exist. @defaultValue the nick Alice */
	readonly live?: TagValues | "missing";
	readonly answer: object;
	readonly lines?: readonly string[];
	/** The expected reads, one line for each. @defaultValue one read of the nick */
	readonly reads?: readonly string[];
	/** Whether the resource is replaced. Such a row does not apply to a set, which is never replaced. */
	readonly replaces?: boolean;
}

const drift = (paths: string) => `alice: changed outside Pulumi: ${paths}`;

const missing =
	"alice: the account does not exist in the service; import the account (account_import) before the next pulumi up, or remove the profile from the program";

const same = { changes: false };

const liveDiffers = { changes: true };

const inputsDiffer = {};

const rows: readonly Row[] = [
	{ name: "the inputs, the state and the live profile are equal", answer: same },
	{ name: "only the live profile differs", live: { [NICK]: "X" }, answer: liveDiffers, lines: [drift("nick")] },
	{ name: "the inputs differ", news: { nick: "B" }, answer: inputsDiffer },
	{
		name: "the inputs differ from the state but equal the live profile",
		news: { nick: "B" },
		live: { [NICK]: "B" },
		answer: inputsDiffer,
		lines: [drift("nick")],
	},
	{ name: "a tag is added", news: { level: 3 }, answer: inputsDiffer },
	{
		name: "a tag is added and the live value equals the declared value",
		news: { level: 3 },
		live: { [NICK]: "Alice", [LEVEL]: 3 },
		answer: inputsDiffer,
	},
	{ name: "a tag is added with a zero value", news: { level: 0 }, answer: inputsDiffer },
	{
		name: "the inputs differ in one tag and the live profile in another",
		olds: { level: 1 },
		news: { level: 2 },
		live: { [NICK]: "X", [LEVEL]: 1 },
		answer: inputsDiffer,
		lines: [drift("nick")],
		reads: ["get alice nick,level"],
	},
	{
		name: "a tag is released",
		olds: { level: 1 },
		answer: inputsDiffer,
		lines: ["alice: level released; live values are kept"],
	},
	{
		name: "a tag is released and its live value differs",
		olds: { level: 1 },
		live: { [NICK]: "Alice", [LEVEL]: 9 },
		answer: inputsDiffer,
		lines: ["alice: level released; live values are kept"],
	},
	{ name: "the account does not exist", live: "missing", answer: liveDiffers, lines: [missing] },
	{
		name: "the account does not exist and the inputs differ",
		live: "missing",
		news: { nick: "B" },
		answer: inputsDiffer,
		lines: [missing],
	},
	{
		name: "the UserID differs",
		news: { account: "bob" },
		live: { [NICK]: "X" },
		answer: { changes: true, replaces: ["account"] },
		reads: [],
		replaces: true,
	},
	{ name: "an input is unknown", news: { nick: unknownValue }, live: { [NICK]: "X" }, answer: inputsDiffer, reads: [] },
	{ name: "the account is unknown", news: { account: unknownValue }, answer: inputsDiffer, reads: [] },
	{
		name: "a nested value is unknown",
		news: { tags: { Tag_New: { uint64: unknownValue } } },
		answer: inputsDiffer,
		reads: [],
	},
	{
		name: "the live profile has other tags that are not owned",
		live: { [NICK]: "Alice", [LEVEL]: 9, [ALLOW_TYPE]: AllowType.DenyAny },
		answer: same,
	},
	{
		name: "a zero value is declared and the tag has no live value",
		olds: { level: 0 },
		news: { level: 0 },
		answer: same,
		reads: ["get alice nick,level"],
	},
	{
		name: "an allow type is declared and the tag has no live value",
		olds: { allowType: AllowType.AllowAny },
		news: { allowType: AllowType.AllowAny },
		answer: liveDiffers,
		lines: [drift("allowType")],
		reads: ["get alice nick,allowType"],
	},
	{
		name: "the state equals the live profile but not the inputs",
		olds: { nick: "X" },
		live: { [NICK]: "X" },
		answer: inputsDiffer,
	},
	{
		name: "the differing tag is in ignoreChanges",
		news: { __unmanaged: ["nick"] },
		live: { [NICK]: "X" },
		answer: same,
		reads: ["get alice "],
	},
	{
		name: "one of two differing tags is in ignoreChanges",
		olds: { level: 1 },
		news: { level: 1, __unmanaged: ["nick"] },
		live: { [NICK]: "X", [LEVEL]: 2 },
		answer: liveDiffers,
		lines: [drift("level")],
		reads: ["get alice level"],
	},
];

for (const kind of profileKinds) {
	describe(`diff of a ${kind.name}`, () => {
		const diff = (context: HandlerContext, olds: Partial<ProfileState> = {}, news: Partial<ProfileInputs> = {}) =>
			kind.hooks(context).diff("alice", profileState(olds), profileInputs(news));
		const applies = ({ replaces = false }: Row) => !replaces || kind.name === "Profile";

		for (const {
			name,
			olds,
			news,
			live = { [NICK]: "Alice" },
			answer,
			lines = [],
			reads = ["get alice nick"],
		} of rows.filter(applies)) {
			it(`returns ${JSON.stringify(answer)} when ${name}`, async () => {
				const service = fakeService({ accounts: live === "missing" ? {} : { alice: live } });
				const context = handlerContext(service);
				assert.deepEqual(await diff(context, olds, news), answer);
				assert.deepEqual({ lines: context.lines, reads: service.log }, { lines, reads });
			});
		}

		describe("with compare: state", () => {
			const offline: readonly Row[] = [
				{ name: "the inputs are equal but the live profile differs", live: { [NICK]: "X" }, answer: same },
				{ name: "the inputs differ", news: { nick: "B" }, answer: inputsDiffer },
				{
					name: "the UserID differs",
					news: { account: "bob" },
					answer: { changes: true, replaces: ["account"] },
					replaces: true,
				},
				{
					name: "a tag is released",
					olds: { level: 1 },
					answer: inputsDiffer,
					lines: ["alice: level released; live values are kept"],
				},
			];
			for (const { name, olds, news, answer, lines = [] } of offline.filter(applies)) {
				it(`returns ${JSON.stringify(answer)} when ${name}, without a service`, async () => {
					const unused = () => assert.fail("unexpected use of the service");
					const context = { ...handlerContext(fakeService(), { compare: "state" }), service: unused };
					assert.deepEqual(await diff(context, olds, news), answer);
					assert.deepEqual(context.lines, lines);
				});
			}
		});

		it("throws the error of a failed read", async () => {
			const lost = networkError({ command: "portrait_get", accounts: ["alice"] }, "ECONNREFUSED");
			const context = handlerContext(fakeService({ failRead: () => lost }));
			assert.equal(await failureOf(diff(context)), lost);
		});

		it("throws the error of a tag that the service refuses to return", async () => {
			const refusal = apiError({ command: "portrait_get", accounts: ["alice"] }, 40007);
			const context = handlerContext(fakeService({ unreadable: new Map([[NICK, refusal]]) }));
			assert.equal(await failureOf(diff(context)), refusal);
		});

		it("rejects a state of another app before it reads", async () => {
			const service = fakeService();
			const context = handlerContext(service, { app: APP + 1 });
			const { message } = await failureOf(diff(context));
			const end = `: the state belongs to app ${APP}, but the settings contain app ${APP + 1}; use another stack`;
			assert.ok(message.endsWith(end), message);
			assert.deepEqual(service.log, []);
		});
	});
}

/** Formats a change as one line: `inputs update profiles|desk.2|nick`. */
const toLine = ({ path, kind, source }: PropertyChange) => `${source} ${kind} ${path.join("|")}`;

describe("diffProfiles for a Profile", () => {
	const diff = async (
		olds: Partial<ProfileState>,
		news: Partial<ProfileInputs>,
		live: TagValues | "missing" = { [NICK]: "Alice" },
	) => {
		const service = fakeService({ accounts: live === "missing" ? {} : { alice: live } });
		const context = handlerContext(service);
		const request = { id: "alice", olds: profileState(olds), news: profileInputs(news) };
		const result = await diffProfiles(context, profileShape, request, { log: context.log });
		return { ...result, changes: result.changes.map(toLine), logged: context.lines, calls: service.log };
	};

	const cases: readonly {
		readonly name: string;
		readonly olds?: Partial<ProfileState>;
		readonly news?: Partial<ProfileInputs>;
		readonly live?: TagValues | "missing";
		readonly changes: readonly string[];
	}[] = [
		{ name: "no change when the inputs, the state and the live profile are equal", changes: [] },
		{
			name: "a changed input, and the live value that differs from the input",
			news: { nick: "B" },
			changes: ["inputs update nick", "live update nick"],
		},
		{
			name: "only the changed input when it equals the live value",
			news: { nick: "B" },
			live: { [NICK]: "B" },
			changes: ["inputs update nick"],
		},
		{ name: "an added input", news: { level: 0 }, changes: ["inputs add level"] },
		{ name: "a removed input", olds: { level: 1 }, changes: ["inputs delete level"] },
		{ name: "a live value that differs", live: { [NICK]: "X" }, changes: ["live update nick"] },
		{
			name: "the full paths of custom fields and other tags",
			olds: { custom: { Team: "a" }, tags: { Tag_New: 1, Tag_Old: 2 } },
			news: { custom: { Team: "b", Unit: "c" }, tags: { Tag_New: 1 } },
			live: { [NICK]: "Alice", Tag_Profile_Custom_Team: "b", Tag_New: 5 },
			changes: [
				"inputs add custom|Unit",
				"inputs update custom|Team",
				"inputs delete tags|Tag_Old",
				"live update tags|Tag_New",
			],
		},
		{
			name: "changed policies",
			olds: { onDelete: "reset" },
			news: { onRelease: "restore" },
			changes: ["inputs update onDelete", "inputs update onRelease"],
		},
		{ name: "no change of a policy that equals its default", news: { onConflict: "overwrite" }, changes: [] },
		{
			name: "an account that does not exist as a live change with an empty path",
			live: "missing",
			changes: ["live add "],
		},
		{
			name: "no live change of an input in ignoreChanges",
			news: { __unmanaged: ["nick"] },
			live: { [NICK]: "X" },
			changes: [],
		},
		{
			name: "no change of the internal inputs",
			olds: { __unmanaged: ["level"], adopted: { [NICK]: "old" } },
			news: { __unmanaged: ["role"] },
			changes: [],
		},
	];
	for (const { name, olds = {}, news = {}, live, changes } of cases) {
		it(`returns ${name}`, async () => {
			const result = await diff(olds, news, live);
			assert.deepEqual(result.changes, changes);
			assert.deepEqual({ replaces: result.replaces, unknown: result.unknown }, { replaces: [], unknown: false });
		});
	}

	it("returns another account as a replacement and an input change, without a read", async () => {
		const { changes, replaces, unknown, calls } = await diff({}, { account: "bob" }, { [NICK]: "X" });
		assert.deepEqual(
			{ changes, replaces, unknown },
			{ changes: ["inputs update account"], replaces: [["account"]], unknown: false },
		);
		assert.deepEqual(calls, []);
	});

	it("returns the other input changes of a replacement, without internal properties", async () => {
		const news = { account: "bob", level: 1, __unmanaged: ["level"] };
		const { changes } = await diff({ role: 2, adopted: { [NICK]: "old" } }, news);
		assert.deepEqual([...changes].sort(), ["inputs add level", "inputs delete role", "inputs update account"]);
	});

	it("returns the changes of known inputs when another input is unknown, and makes no read", async () => {
		const { changes, replaces, unknown, messages, calls } = await diff(
			{ level: 1 },
			{ nick: unknownValue, role: 2 },
			{ [NICK]: "X" },
		);
		assert.deepEqual([...changes].sort(), ["inputs add role", "inputs delete level", "inputs update nick"]);
		assert.deepEqual({ replaces, unknown, messages, calls }, { replaces: [], unknown: true, messages: [], calls: [] });
	});

	it("returns drift as a message, and logs a missing account", async () => {
		const drifted = await diff({}, {}, { [NICK]: "X" });
		assert.deepEqual([drifted.messages, drifted.logged], [[drift("nick")], []]);
		const gone = await diff({}, {}, "missing");
		assert.deepEqual([gone.messages, gone.logged], [[], [missing]]);
	});
});

describe("diffProfiles for a ProfileSet", () => {
	const diff = async (
		olds: Partial<ProfileSetState>,
		news: Partial<ProfileSetInputs>,
		accounts: Readonly<Record<string, TagValues>> = {},
	) => {
		const service = fakeService({ accounts });
		const context = handlerContext(service);
		const base = { profiles: {}, __id: "desk" };
		const request = { id: "desk", olds: { ...base, app: APP, ...olds }, news: { ...base, ...news } };
		const result = await diffProfiles(context, profileSetShape, request, { log: context.log });
		return { ...result, changes: result.changes.map(toLine), calls: service.log };
	};
	const profiles = { "desk.2": { nick: "A" } };

	it("returns an account that contains dots as one key of the path", async () => {
		const news = { "desk.2": { nick: "B", custom: { Team: "t" } } };
		const { changes } = await diff({ profiles }, { profiles: news }, { "desk.2": { [NICK]: "X" } });
		assert.deepEqual(changes, [
			"inputs add profiles|desk.2|custom|Team",
			"inputs update profiles|desk.2|nick",
			"live update profiles|desk.2|nick",
		]);
	});

	it("returns the paths of added, removed and missing accounts", async () => {
		const olds = { ...profiles, "a.b": { nick: "A" }, gone: {} };
		const { changes } = await diff(
			{ profiles: olds },
			{ profiles: { ...profiles, gone: {}, "c.d": {} } },
			{ "desk.2": { [NICK]: "A" } },
		);
		assert.deepEqual(changes, ["inputs add profiles|c.d", "inputs delete profiles|a.b", "live add profiles|gone"]);
	});

	it("returns no change of __id and __unmanaged", async () => {
		const accounts = { "desk.2": { [NICK]: "A" } };
		const news = { profiles, __id: "renamed", __unmanaged: ["profiles.*.level"] };
		assert.deepEqual((await diff({ profiles }, news, accounts)).changes, []);
	});

	it("returns a change of createAccounts", async () => {
		const { changes } = await diff({}, { createAccounts: true });
		assert.deepEqual(changes, ["inputs update createAccounts"]);
	});

	it("returns no internal property when an input is unknown, and makes no read", async () => {
		const news = { profiles: { "desk.2": { nick: unknownValue } }, __id: "renamed", __unmanaged: ["profiles"] };
		const { changes, unknown, calls } = await diff({ profiles, adopted: { "desk.2": { [NICK]: "old" } } }, news);
		assert.deepEqual({ changes, unknown, calls }, { changes: ["inputs update profiles"], unknown: true, calls: [] });
	});
});
