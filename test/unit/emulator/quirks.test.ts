import assert from "node:assert/strict";
import { defaultQuirks, parseQuirks, type Quirks } from "@/emulator/quirks";
import { ALLOW_TYPE, aBench, type Bench, GENDER, LEVEL, NICK, TEAM } from "@/test/unit/emulator/in-memory-emulator";

interface Case {
	readonly name: string;
	readonly quirks: Partial<Quirks>;
	readonly run: (bench: Bench) => unknown;
	readonly usually: unknown;
	readonly switched: unknown;
}

const get = (bench: Bench, ...accounts: readonly string[]) =>
	bench.post("profile/portrait_get", { To_Account: accounts, TagList: [NICK] });

const set = (bench: Bench, ...ProfileItem: readonly unknown[]) =>
	bench.post("profile/portrait_set", { From_Account: "alice", ProfileItem }).ErrorCode;

const importCode = (bench: Bench, body: unknown) => bench.post("im_open_login_svc/account_import", body).ErrorCode;

const deleteCode = (bench: Bench) =>
	bench.post("im_open_login_svc/account_delete", { DeleteItem: [{ UserID: "alice" }] }).ErrorCode;

const ROBOT = "@RBT#faq";

const createRobot = (bench: Bench, body: object) =>
	bench.post("openim_robot_http_svc/create_robot", { UserID: ROBOT, ...body }).ErrorCode;

const deleteRobot = (bench: Bench) =>
	bench.post("openim_robot_http_svc/delete_robot", { Robot_Account: ROBOT }).ErrorCode;

const item = (bench: Bench, ...accounts: readonly string[]) =>
	(get(bench, ...accounts).UserProfileItem as readonly Readonly<Record<string, unknown>>[])[0];

const cases: readonly Case[] = [
	{
		name: "missingAccount",
		quirks: { missingAccount: "asked-id" },
		run: (bench) => item(bench, "nobody")?.To_Account,
		usually: "@TLS#NOT_FOUND",
		switched: "nobody",
	},
	{
		name: "failAccount",
		quirks: { failAccount: "placeholder" },
		run: (bench) => get(bench, "nobody").Fail_Account,
		usually: ["nobody"],
		switched: ["@TLS#NOT_FOUND"],
	},
	{
		name: "allMissing",
		quirks: { allMissing: "whole-call" },
		run: (bench) => [get(bench, "x", "y").ErrorCode, get(bench, "x", "alice").ErrorCode],
		usually: [0, 0],
		switched: [40003, 0],
	},
	{
		name: "unsetTags",
		quirks: { unsetTags: "zero" },
		run: (bench) => bench.read("bob", NICK, LEVEL, GENDER, ALLOW_TYPE, TEAM),
		usually: {},
		switched: {
			[NICK]: "",
			[LEVEL]: 0,
			[GENDER]: "Gender_Type_Unknown",
			[ALLOW_TYPE]: "AllowType_Type_AllowAny",
			[TEAM]: "",
		},
	},
	{
		name: "allowTypeDefault",
		quirks: { unsetTags: "zero", allowTypeDefault: "AllowType_Type_DenyAny" },
		run: (bench) => bench.read("bob", ALLOW_TYPE),
		usually: {},
		switched: { [ALLOW_TYPE]: "AllowType_Type_DenyAny" },
	},
	{
		name: "zeroValues",
		quirks: { zeroValues: "kept" },
		run: (bench) => [set(bench, { Tag: NICK, Value: "" }, { Tag: LEVEL, Value: 0 }), bench.read("alice", NICK, LEVEL)],
		usually: [0, {}],
		switched: [0, { [NICK]: "", [LEVEL]: 0 }],
	},
	{
		name: "emptyProfile",
		quirks: { emptyProfile: "no-key" },
		run: (bench) => bench.read("bob", NICK),
		usually: {},
		switched: undefined,
	},
	{
		name: "order",
		quirks: { order: "shuffled" },
		run: (bench) =>
			Object.keys(bench.read("carol", NICK, LEVEL, GENDER, TEAM) ?? {}).join() === [NICK, LEVEL, GENDER, TEAM].join(),
		usually: true,
		switched: false,
	},
	{
		name: "numbers",
		quirks: { numbers: "digits" },
		run: (bench) => bench.read("carol", LEVEL, TEAM),
		usually: { [LEVEL]: 3, [TEAM]: "red" },
		switched: { [LEVEL]: "3", [TEAM]: "red" },
	},
	{
		name: "numericStrings",
		quirks: { numericStrings: "accepted" },
		run: (bench) => [set(bench, { Tag: LEVEL, Value: "5" }), bench.read("alice", LEVEL)],
		usually: [40610, {}],
		switched: [0, { [LEVEL]: 5 }],
	},
	{
		name: "duplicateTags",
		quirks: { duplicateTags: "refused" },
		run: (bench) => set(bench, { Tag: NICK, Value: "A" }, { Tag: NICK, Value: "B" }),
		usually: 0,
		switched: 40001,
	},
	{
		name: "invalidItem",
		quirks: { invalidItem: "items-before" },
		run: (bench) => [
			set(bench, { Tag: LEVEL, Value: 1 }, { Tag: GENDER, Value: "x" }, { Tag: NICK, Value: "B" }),
			bench.world.store.tags("alice"),
		],
		usually: [40605, { [NICK]: "Alice" }],
		switched: [40605, { [NICK]: "Alice", [LEVEL]: 1 }],
	},
	{
		name: "sensitiveWords",
		quirks: { sensitiveWords: ["rude"] },
		run: (bench) => set(bench, { Tag: NICK, Value: "a rude nick" }),
		usually: 0,
		switched: 80001,
	},
	{
		name: "sensitiveWordCode",
		quirks: { sensitiveWords: ["rude"], sensitiveWordCode: 40005 },
		run: (bench) => importCode(bench, { UserID: "dave", Nick: "rude" }),
		usually: 0,
		switched: 40005,
	},
	{
		name: "repeatImport",
		quirks: { repeatImport: "ignored" },
		run: (bench) => [importCode(bench, { UserID: "alice", Nick: "New" }), bench.read("alice", NICK)],
		usually: [0, { [NICK]: "New" }],
		switched: [0, { [NICK]: "Alice" }],
	},
	{ name: "deletion", quirks: { deletion: "allowed" }, run: deleteCode, usually: 71000, switched: 0 },
	{
		name: "reimport",
		quirks: { reimport: "allowed" },
		run: (bench) => {
			bench.world.quirks.deletion = "allowed";
			const codes = [deleteCode(bench), importCode(bench, { UserID: "alice" })];
			bench.nowMs += 90 * 24 * 3600 * 1000 - 1;
			const justBefore = importCode(bench, { UserID: "alice" });
			bench.nowMs += 1;
			return [...codes, justBefore, importCode(bench, { UserID: "alice" }), importCode(bench, { UserID: "erin" })];
		},
		usually: [0, 70399, 70399, 0, 0],
		switched: [0, 0, 0, 0, 0],
	},
	{
		name: "repeatRobot",
		quirks: { repeatRobot: "ignored" },
		run: (bench) => [createRobot(bench, { Nick: "Old" }), createRobot(bench, { Nick: "New" }), bench.read(ROBOT, NICK)],
		usually: [0, 0, { [NICK]: "New" }],
		switched: [0, 0, { [NICK]: "Old" }],
	},
	{
		name: "recreatedRobot",
		quirks: { recreatedRobot: "as-before" },
		run: (bench) => {
			createRobot(bench, { Nick: "Bot" });
			bench.write(ROBOT, LEVEL, 3);
			return [deleteRobot(bench), createRobot(bench, { Nick: "New" }), bench.read(ROBOT, NICK, LEVEL)];
		},
		usually: [0, 0, { [NICK]: "New" }],
		switched: [0, 0, { [NICK]: "New", [LEVEL]: 3 }],
	},
	{
		name: "kickedUserSigCode",
		quirks: { kickedUserSigCode: 70052 },
		run: (bench) => {
			bench.nowMs += 60_000;
			bench.post("im_open_login_svc/kick", { UserID: "administrator" });
			return get(bench, "alice").ErrorCode;
		},
		usually: 70001,
		switched: 70052,
	},
	{ name: "missingRobot", quirks: { missingRobot: "refused" }, run: deleteRobot, usually: 0, switched: 10004 },
];

const accounts = {
	alice: { [NICK]: "Alice" },
	bob: {},
	carol: { [NICK]: "Carol", [LEVEL]: 3, [GENDER]: "Gender_Type_Female", [TEAM]: "red" },
};

describe("quirks", () => {
	for (const c of cases) {
		it(`follows ${c.name}, from the start and changed later`, () => {
			assert.deepEqual(c.run(aBench({ accounts })), c.usually);
			assert.deepEqual(c.run(aBench({ accounts, quirks: c.quirks })), c.switched);
			const changed = aBench({ accounts });
			Object.assign(changed.world.quirks, c.quirks);
			assert.deepEqual(c.run(changed), c.switched);
		});
	}

	it("has a case for each switch", () => {
		assert.deepEqual(cases.map((c) => c.name).sort(), Object.keys(defaultQuirks).sort());
	});

	it("accepts the defaults from outside", () => {
		assert.deepEqual(parseQuirks({ ...defaultQuirks }), defaultQuirks);
	});

	const wrong = [
		{ name: "no object", value: [], reason: /^quirks: must be an object$/ },
		{
			name: "an unknown switch",
			value: { color: 1 },
			reason: /^quirks.color: no such switch; there are missingAccount, /,
		},
		{ name: "an unknown choice", value: { order: "up" }, reason: /^quirks.order: must be one of request, shuffled$/ },
		{ name: "an empty word", value: { sensitiveWords: [""] }, reason: /^quirks.sensitiveWords: must be a list/ },
	];
	for (const c of wrong) {
		it(`refuses ${c.name} in one line`, () => {
			assert.throws(() => parseQuirks(c.value), { message: c.reason });
		});
	}
});
