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
	/** The outputs in the state, of alice by default. */
	readonly olds: Omit<ProfileState, "account">;
	/** Checked inputs. */
	readonly news: Partial<ProfileInputs>;
	/** The live values; `undefined` when the account does not exist. */
	readonly live: Readonly<Record<string, TagValue>> | undefined;
	readonly answer: dynamic.DiffResult;
	/** The logged lines, in order. */
	readonly lines?: readonly RegExp[];
	/** The number of live reads. @defaultValue 1 */
	readonly reads?: number;
	readonly compare?: "state";
	/** Whether the account is replaced, which a set does not do. */
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
		name: "returns no change when a zero is declared and the tag is not set",
		olds: { nick: "", level: 0 },
		news: { nick: "", level: 0 },
		live: {},
		answer: { changes: false },
	},
	{
		name: "returns a change when only the live profile differs, and names the tags",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: { changes: true },
		lines: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "returns a change for an absent allowType, since its default is a setting of the app",
		olds: { allowType: AllowType.DenyAny },
		news: { allowType: AllowType.DenyAny },
		live: {},
		answer: { changes: true },
		lines: [/^alice: changed outside Pulumi: allowType$/],
	},
	{
		name: "lets the engine compare inputs that differ",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "lets the engine compare inputs that differ and are live already",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: { [NICK]: "B" },
		answer: {},
		lines: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "lets the engine compare an added tag that is live already, which must become owned",
		olds: { nick: "A" },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A", [LEVEL]: 3 },
		answer: {},
	},
	{
		name: "lets the engine compare an added tag with a zero value",
		olds: { nick: "A" },
		news: { nick: "A", level: 0 },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "names drift in one tag when another input differs",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 4 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: {},
		lines: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "releases a tag that is no longer declared, and does not compare it",
		olds: { nick: "A", level: 3 },
		news: { level: 3 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: {},
		lines: [/^alice: nick released, left as it is on the service$/],
	},
	{
		name: "logs that the account does not exist, and does not fail",
		olds: { nick: "A" },
		news: { nick: "A" },
		live: undefined,
		answer: { changes: true },
		lines: [/^alice: the account does not exist in the service/],
	},
	{
		name: "lets the engine compare inputs that differ when the account does not exist",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: undefined,
		answer: {},
		lines: [/^alice: the account does not exist in the service/],
	},
	{
		name: "replaces the resource for another account without a live read",
		olds: { nick: "A" },
		news: { account: "bob", nick: "A" },
		live: { [NICK]: "A" },
		answer: { changes: true, replaces: ["account"] },
		reads: 0,
		replaces: true,
	},
	{
		name: "lets the engine compare an unknown value without a live read",
		olds: { nick: "A" },
		news: { nick: unknownValue },
		live: { [NICK]: "hand" },
		answer: {},
		reads: 0,
	},
	{
		name: "lets the engine compare an unknown account, without a replacement",
		olds: { nick: "A" },
		news: { account: unknownValue, nick: "A" },
		live: { [NICK]: "A" },
		answer: {},
		reads: 0,
	},
	{
		name: "lets the engine compare an unknown value in a map",
		olds: { custom: { Team: "core" } },
		news: { custom: { Team: unknownValue } },
		live: {},
		answer: {},
		reads: 0,
	},
	{
		name: "lets the engine compare after a refresh found drift, and logs nothing",
		olds: { nick: "hand" },
		news: { nick: "A" },
		live: { [NICK]: "hand" },
		answer: {},
	},
	{
		name: "lets the engine compare after a partial failure",
		olds: { nick: "A", level: 0 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "does not compare a tag in ignoreChanges",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3, __unmanaged: ["nick"] },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: { changes: false },
	},
	{
		name: "returns no change with compare: state, without a live read",
		olds: { nick: "A" },
		news: { nick: "A" },
		live: { [NICK]: "hand" },
		answer: { changes: false },
		reads: 0,
		compare: "state",
	},
	{
		name: "lets the engine compare inputs that differ with compare: state",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: undefined,
		answer: {},
		reads: 0,
		compare: "state",
	},
	{
		name: "logs released tags with compare: state",
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
	describe(`the diff of a ${kind.name}`, () => {
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

		it("uses the read of the refresh before it", async () => {
			emulator.addAccount("alice", { [NICK]: "hand" });
			const hooks = createProfileDriver(emulator, { kind }).hooks();
			const inputs = { account: "alice", nick: "A" };
			const { props, inputs: readInputs } = await hooks.read("alice", { ...inputs, app: emulator.sdkAppId });
			assert.deepEqual(readInputs, { account: "alice", nick: "hand" });
			assert.deepEqual(await hooks.diff("alice", props as ProfileState, inputs), {});
			assert.equal(emulator.calls("portrait_get"), 1);
		});

		it("reads again for a tag that was not read before", async () => {
			emulator.addAccount("alice", { [NICK]: "A", [LEVEL]: 3 });
			const hooks = createProfileDriver(emulator, { kind }).hooks();
			await hooks.read("alice", { account: "alice", nick: "A" });
			const both = { account: "alice", nick: "A", level: 3 };
			assert.deepEqual(await hooks.diff("alice", both, both), { changes: false });
			assert.equal(emulator.calls("portrait_get"), 2);
		});
	});
}
