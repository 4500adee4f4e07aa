import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "@/emulator";
import { AllowType } from "@/provider/model/fields";
import type { ProfileInputs, ProfileState, TagValue } from "@/provider/model/types";
import { unknownValue } from "@/provider/model/types";
import { createProfileDriver } from "@/test/support/profile-driver";
import { profileKinds } from "@/test/support/profile-kinds";

interface Row {
	readonly name: string;
	/** The outputs in the state, without the account, which is alice. */
	readonly olds: Omit<ProfileState, "account">;
	/** The new inputs after `check`. The account is alice unless `news` contains another account. */
	readonly news: Partial<ProfileInputs>;
	/** The live values by tag; `undefined` when the account does not exist. */
	readonly live: Readonly<Record<string, TagValue>> | undefined;
	readonly answer: dynamic.DiffResult;
	/** Matches the logged lines, in order. @defaultValue no line */
	readonly lines?: readonly RegExp[];
	/** The expected number of live reads. @defaultValue 1 */
	readonly reads?: number;
	readonly compare?: "state";
	/** Whether the resource is replaced. Such a row applies only to a `Profile`, because a set is never replaced. */
	readonly replaces?: boolean;
}

const NICK = "Tag_Profile_IM_Nick";
const LEVEL = "Tag_Profile_IM_Level";

const rows: readonly Row[] = [
	{
		name: "returns no change when inputs, state and live profile are equal",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A", [LEVEL]: 3 },
		answer: { changes: false },
	},
	{
		name: "returns no change when a zero value is declared and the tag was never set",
		olds: { nick: "", level: 0 },
		news: { nick: "", level: 0 },
		live: {},
		answer: { changes: false },
	},
	{
		name: "returns a change when only the live profile differs, and logs the changed attributes",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: { changes: true },
		lines: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "returns a change when allowType is declared but not set, since the app's default applies",
		olds: { allowType: AllowType.DenyAny },
		news: { allowType: AllowType.DenyAny },
		live: {},
		answer: { changes: true },
		lines: [/^alice: changed outside Pulumi: allowType$/],
	},
	{
		name: "lets the engine compare the inputs when they differ",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "lets the engine compare the inputs when the changed value is already live",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: { [NICK]: "B" },
		answer: {},
		lines: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "lets the engine compare the inputs when the value of an added tag is already live, so that the tag becomes owned",
		olds: { nick: "A" },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A", [LEVEL]: 3 },
		answer: {},
	},
	{
		name: "lets the engine compare the inputs when a tag with a zero value is added",
		olds: { nick: "A" },
		news: { nick: "A", level: 0 },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "logs the drift of one tag when another input differs",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 4 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: {},
		lines: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "logs the release of a tag that is no longer declared, and does not compare its value",
		olds: { nick: "A", level: 3 },
		news: { level: 3 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: {},
		lines: [/^alice: nick released; live values are kept$/],
	},
	{
		name: "returns a change and logs a message when the account does not exist",
		olds: { nick: "A" },
		news: { nick: "A" },
		live: undefined,
		answer: { changes: true },
		lines: [/^alice: the account does not exist in the service/],
	},
	{
		name: "lets the engine compare changed inputs when the account does not exist",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: undefined,
		answer: {},
		lines: [/^alice: the account does not exist in the service/],
	},
	{
		name: "requires a replacement when the account changes, without a live read",
		olds: { nick: "A" },
		news: { account: "bob", nick: "A" },
		live: { [NICK]: "A" },
		answer: { changes: true, replaces: ["account"] },
		reads: 0,
		replaces: true,
	},
	{
		name: "lets the engine compare the inputs when a value is unknown, without a live read",
		olds: { nick: "A" },
		news: { nick: unknownValue },
		live: { [NICK]: "hand" },
		answer: {},
		reads: 0,
	},
	{
		name: "lets the engine compare the inputs when the account is unknown, without a replacement",
		olds: { nick: "A" },
		news: { account: unknownValue, nick: "A" },
		live: { [NICK]: "A" },
		answer: {},
		reads: 0,
	},
	{
		name: "lets the engine compare the inputs when a value in a map is unknown",
		olds: { custom: { Team: "core" } },
		news: { custom: { Team: unknownValue } },
		live: {},
		answer: {},
		reads: 0,
	},
	{
		name: "lets the engine compare the inputs after a refresh stored the drift, and logs nothing",
		olds: { nick: "hand" },
		news: { nick: "A" },
		live: { [NICK]: "hand" },
		answer: {},
	},
	{
		name: "lets the engine compare the inputs after a partial failure",
		olds: { nick: "A", level: 0 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "does not compare the live value of a tag in ignoreChanges",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3, __unmanaged: ["nick"] },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: { changes: false },
	},
	{
		name: "returns no change when only ignoreChanges is added",
		olds: { nick: "A" },
		news: { nick: "A", __unmanaged: ["nick"] },
		live: { [NICK]: "A" },
		answer: { changes: false },
	},
	{
		name: "does not let the engine compare the inputs when ignoreChanges and another input change",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 4, __unmanaged: ["nick"] },
		live: { [NICK]: "A", [LEVEL]: 3 },
		answer: { changes: true },
	},
	{
		name: "returns no change without a live read when the setting compare is state",
		olds: { nick: "A" },
		news: { nick: "A" },
		live: { [NICK]: "hand" },
		answer: { changes: false },
		reads: 0,
		compare: "state",
	},
	{
		name: "lets the engine compare changed inputs without a live read when the setting compare is state",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: undefined,
		answer: {},
		reads: 0,
		compare: "state",
	},
	{
		name: "logs the release of a tag when the setting compare is state",
		olds: { nick: "A", level: 3 },
		news: { level: 3 },
		live: undefined,
		answer: {},
		lines: [/^alice: nick released/],
		reads: 0,
		compare: "state",
	},
];

for (const kind of profileKinds) {
	describe(`diff in the handler of a ${kind.name}`, () => {
		let emulator: Emulator;
		before(async () => {
			emulator = await startEmulator({ customFields: ["Team"] });
		});
		after(() => emulator.close());
		beforeEach(() => emulator.reset());

		for (const row of rows.filter(({ replaces = false }) => !replaces || kind.name === "Profile")) {
			it(row.name, async () => {
				if (row.live !== undefined) emulator.addAccount("alice", row.live);
				const stack = createProfileDriver(emulator, { kind, env: { TIM_COMPARE: row.compare } });
				const olds = { app: emulator.sdkAppId, account: "alice", ...row.olds };
				const answer = await stack.hooks().diff("alice", olds, { account: "alice", ...row.news });
				assert.deepEqual(answer, row.answer);
				assert.equal(emulator.calls("portrait_get"), row.reads ?? 1);
				const expected = row.lines ?? [];
				assert.equal(stack.lines.length, expected.length, stack.lines.join("\n"));
				for (const [index, pattern] of expected.entries()) assert.match(stack.lines[index] ?? "", pattern);
			});
		}

		it("uses the values that an earlier refresh in the same process read", async () => {
			emulator.addAccount("alice", { [NICK]: "hand" });
			const hooks = createProfileDriver(emulator, { kind }).hooks();
			const inputs = { account: "alice", nick: "A" };
			const { props, inputs: readInputs } = await hooks.read("alice", { ...inputs, app: emulator.sdkAppId });
			assert.deepEqual(readInputs, { account: "alice", nick: "hand" });
			assert.deepEqual(await hooks.diff("alice", props as ProfileState, inputs), {});
			assert.equal(emulator.calls("portrait_get"), 1);
		});

		it("reads a tag that the earlier refresh did not read", async () => {
			emulator.addAccount("alice", { [NICK]: "A", [LEVEL]: 3 });
			const hooks = createProfileDriver(emulator, { kind }).hooks();
			await hooks.read("alice", { account: "alice", nick: "A" });
			const both = { account: "alice", nick: "A", level: 3 };
			assert.deepEqual(await hooks.diff("alice", both, both), { changes: false });
			assert.equal(emulator.calls("portrait_get"), 2);
		});
	});
}
