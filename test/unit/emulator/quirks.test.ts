import assert from "node:assert/strict";
import { defaultQuirks, parseQuirks, type Quirks } from "@/emulator/quirks";
import {
	ALLOW_TYPE,
	createInMemoryEmulator,
	GENDER,
	type InMemoryEmulator,
	LEVEL,
	NICK,
	TEAM,
} from "@/test/unit/emulator/in-memory-emulator";

interface Case {
	readonly name: string;
	readonly quirks: Partial<Quirks>;
	readonly run: (emulator: InMemoryEmulator) => unknown;
	readonly byDefault: unknown;
	readonly withQuirk: unknown;
}

const get = (emulator: InMemoryEmulator, ...accounts: readonly string[]) =>
	emulator.post("profile/portrait_get", { To_Account: accounts, TagList: [NICK] });

const set = (emulator: InMemoryEmulator, ...ProfileItem: readonly unknown[]) =>
	emulator.post("profile/portrait_set", { From_Account: "alice", ProfileItem }).ErrorCode;

const importCode = (emulator: InMemoryEmulator, body: unknown) =>
	emulator.post("im_open_login_svc/account_import", body).ErrorCode;

const deleteCode = (emulator: InMemoryEmulator) =>
	emulator.post("im_open_login_svc/account_delete", { DeleteItem: [{ UserID: "alice" }] }).ErrorCode;

const ROBOT = "@RBT#faq";

const createRobot = (emulator: InMemoryEmulator, body: object) =>
	emulator.post("openim_robot_http_svc/create_robot", { UserID: ROBOT, ...body }).ErrorCode;

const deleteRobot = (emulator: InMemoryEmulator) =>
	emulator.post("openim_robot_http_svc/delete_robot", { Robot_Account: ROBOT }).ErrorCode;

const item = (emulator: InMemoryEmulator, ...accounts: readonly string[]) =>
	(get(emulator, ...accounts).UserProfileItem as readonly Readonly<Record<string, unknown>>[])[0];

const cases: readonly Case[] = [
	{
		name: "missingAccount",
		quirks: { missingAccount: "asked-id" },
		run: (emulator) => item(emulator, "missing")?.To_Account,
		byDefault: "@TLS#NOT_FOUND",
		withQuirk: "missing",
	},
	{
		name: "failAccount",
		quirks: { failAccount: "placeholder" },
		run: (emulator) => get(emulator, "missing").Fail_Account,
		byDefault: ["missing"],
		withQuirk: ["@TLS#NOT_FOUND"],
	},
	{
		name: "allMissing",
		quirks: { allMissing: "whole-call" },
		run: (emulator) => [get(emulator, "x", "y").ErrorCode, get(emulator, "x", "alice").ErrorCode],
		byDefault: [0, 0],
		withQuirk: [40003, 0],
	},
	{
		name: "unsetTags",
		quirks: { unsetTags: "zero" },
		run: (emulator) => emulator.read("bob", NICK, LEVEL, GENDER, ALLOW_TYPE, TEAM),
		byDefault: {},
		withQuirk: {
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
		run: (emulator) => emulator.read("bob", ALLOW_TYPE),
		byDefault: {},
		withQuirk: { [ALLOW_TYPE]: "AllowType_Type_DenyAny" },
	},
	{
		name: "zeroValues",
		quirks: { zeroValues: "kept" },
		run: (emulator) => [
			set(emulator, { Tag: NICK, Value: "" }, { Tag: LEVEL, Value: 0 }),
			emulator.read("alice", NICK, LEVEL),
		],
		byDefault: [0, {}],
		withQuirk: [0, { [NICK]: "", [LEVEL]: 0 }],
	},
	{
		name: "emptyProfile",
		quirks: { emptyProfile: "no-key" },
		run: (emulator) => emulator.read("bob", NICK),
		byDefault: {},
		withQuirk: undefined,
	},
	{
		name: "order",
		quirks: { order: "shuffled" },
		run: (emulator) =>
			Object.keys(emulator.read("carol", NICK, LEVEL, GENDER, TEAM) ?? {}).join() ===
			[NICK, LEVEL, GENDER, TEAM].join(),
		byDefault: true,
		withQuirk: false,
	},
	{
		name: "numbers",
		quirks: { numbers: "digits" },
		run: (emulator) => emulator.read("carol", LEVEL, TEAM),
		byDefault: { [LEVEL]: 3, [TEAM]: "red" },
		withQuirk: { [LEVEL]: "3", [TEAM]: "red" },
	},
	{
		name: "numericStrings",
		quirks: { numericStrings: "accepted" },
		run: (emulator) => [set(emulator, { Tag: LEVEL, Value: "5" }), emulator.read("alice", LEVEL)],
		byDefault: [40610, {}],
		withQuirk: [0, { [LEVEL]: 5 }],
	},
	{
		name: "duplicateTags",
		quirks: { duplicateTags: "refused" },
		run: (emulator) => set(emulator, { Tag: NICK, Value: "A" }, { Tag: NICK, Value: "B" }),
		byDefault: 0,
		withQuirk: 40001,
	},
	{
		name: "invalidItem",
		quirks: { invalidItem: "items-before" },
		run: (emulator) => [
			set(emulator, { Tag: LEVEL, Value: 1 }, { Tag: GENDER, Value: "x" }, { Tag: NICK, Value: "B" }),
			emulator.state.store.tags("alice"),
		],
		byDefault: [40605, { [NICK]: "Alice" }],
		withQuirk: [40605, { [NICK]: "Alice", [LEVEL]: 1 }],
	},
	{
		name: "sensitiveWords",
		quirks: { sensitiveWords: ["rude"] },
		run: (emulator) => set(emulator, { Tag: NICK, Value: "a rude nick" }),
		byDefault: 0,
		withQuirk: 80001,
	},
	{
		name: "sensitiveWordCode",
		quirks: { sensitiveWords: ["rude"], sensitiveWordCode: 40005 },
		run: (emulator) => importCode(emulator, { UserID: "dave", Nick: "rude" }),
		byDefault: 0,
		withQuirk: 40005,
	},
	{
		name: "repeatImport",
		quirks: { repeatImport: "ignored" },
		run: (emulator) => [importCode(emulator, { UserID: "alice", Nick: "New" }), emulator.read("alice", NICK)],
		byDefault: [0, { [NICK]: "New" }],
		withQuirk: [0, { [NICK]: "Alice" }],
	},
	{ name: "deletion", quirks: { deletion: "allowed" }, run: deleteCode, byDefault: 71000, withQuirk: 0 },
	{
		name: "reimport",
		quirks: { reimport: "allowed" },
		run: (emulator) => {
			emulator.state.quirks.deletion = "allowed";
			const codes = [deleteCode(emulator), importCode(emulator, { UserID: "alice" })];
			emulator.nowMs += 90 * 24 * 3600 * 1000 - 1;
			const justBefore = importCode(emulator, { UserID: "alice" });
			emulator.nowMs += 1;
			return [
				...codes,
				justBefore,
				importCode(emulator, { UserID: "alice" }),
				importCode(emulator, { UserID: "erin" }),
			];
		},
		byDefault: [0, 70399, 70399, 0, 0],
		withQuirk: [0, 0, 0, 0, 0],
	},
	{
		name: "repeatRobot",
		quirks: { repeatRobot: "ignored" },
		run: (emulator) => [
			createRobot(emulator, { Nick: "Old" }),
			createRobot(emulator, { Nick: "New" }),
			emulator.read(ROBOT, NICK),
		],
		byDefault: [0, 0, { [NICK]: "New" }],
		withQuirk: [0, 0, { [NICK]: "Old" }],
	},
	{
		name: "recreatedRobot",
		quirks: { recreatedRobot: "as-before" },
		run: (emulator) => {
			createRobot(emulator, { Nick: "Bot" });
			emulator.write(ROBOT, LEVEL, 3);
			return [deleteRobot(emulator), createRobot(emulator, { Nick: "New" }), emulator.read(ROBOT, NICK, LEVEL)];
		},
		byDefault: [0, 0, { [NICK]: "New" }],
		withQuirk: [0, 0, { [NICK]: "New", [LEVEL]: 3 }],
	},
	{
		name: "kickedUserSigCode",
		quirks: { kickedUserSigCode: 70052 },
		run: (emulator) => {
			emulator.nowMs += 60_000;
			emulator.post("im_open_login_svc/kick", { UserID: "administrator" });
			return get(emulator, "alice").ErrorCode;
		},
		byDefault: 70001,
		withQuirk: 70052,
	},
	{ name: "missingRobot", quirks: { missingRobot: "refused" }, run: deleteRobot, byDefault: 0, withQuirk: 10004 },
];

const accounts = {
	alice: { [NICK]: "Alice" },
	bob: {},
	carol: { [NICK]: "Carol", [LEVEL]: 3, [GENDER]: "Gender_Type_Female", [TEAM]: "red" },
};

describe("the emulator", () => {
	for (const c of cases) {
		it(`applies the quirk ${c.name}, whether set at the start or changed later`, () => {
			assert.deepEqual(c.run(createInMemoryEmulator({ accounts })), c.byDefault);
			assert.deepEqual(c.run(createInMemoryEmulator({ accounts, quirks: c.quirks })), c.withQuirk);
			const changed = createInMemoryEmulator({ accounts });
			Object.assign(changed.state.quirks, c.quirks);
			assert.deepEqual(c.run(changed), c.withQuirk);
		});
	}

	it("is tested with every quirk", () => {
		assert.deepEqual(cases.map((c) => c.name).sort(), Object.keys(defaultQuirks).sort());
	});
});

describe("parseQuirks", () => {
	it("accepts the defaults", () => {
		assert.deepEqual(parseQuirks({ ...defaultQuirks }), defaultQuirks);
	});

	const invalid = [
		{ name: "a list instead of an object", value: [], reason: /^quirks: must be an object$/ },
		{
			name: "an unknown quirk",
			value: { color: 1 },
			reason: /^quirks.color: unknown quirk; expected one of missingAccount, /,
		},
		{
			name: "an unknown value of a quirk",
			value: { order: "up" },
			reason: /^quirks.order: must be one of request, shuffled$/,
		},
		{
			name: "an empty sensitive word",
			value: { sensitiveWords: [""] },
			reason: /^quirks.sensitiveWords: must be a list/,
		},
	];
	for (const c of invalid) {
		it(`rejects ${c.name} with a one-line message`, () => {
			assert.throws(() => parseQuirks(c.value), { message: c.reason });
		});
	}
});
