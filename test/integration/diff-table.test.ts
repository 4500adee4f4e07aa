import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "@/emulator";
import { AllowType } from "@/provider/model/fields";
import type { ProfileInputs, ProfileState, TagValue } from "@/provider/model/types";
import { unknownValue } from "@/provider/model/types";
import { oneProfile } from "@/test/support/profile-driver";
import { kinds } from "@/test/support/profile-kinds";

interface Row {
	readonly name: string;
	/** Outputs in the state. The account is alice unless it says otherwise. */
	readonly olds: Omit<ProfileState, "account">;
	/** Checked inputs. */
	readonly news: Partial<ProfileInputs>;
	/** What is live. `undefined`: no such account. */
	readonly live: Readonly<Record<string, TagValue>> | undefined;
	readonly answer: dynamic.DiffResult;
	/** What the lines say, in order. */
	readonly says?: readonly RegExp[];
	/** Live reads made. @default 1 */
	readonly reads?: number;
	readonly compare?: "state";
	/** Speaks of another account, which a set does not replace. */
	readonly replaces?: boolean;
}

const NICK = "Tag_Profile_IM_Nick";
const LEVEL = "Tag_Profile_IM_Level";

const rows: readonly Row[] = [
	{
		name: "answers equal when inputs, state and live profile agree",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A", [LEVEL]: 3 },
		answer: { changes: false },
	},
	{
		name: "answers equal when a zero is declared and the tag is not set",
		olds: { nick: "", level: 0 },
		news: { nick: "", level: 0 },
		live: {},
		answer: { changes: false },
	},
	{
		name: "answers changes when only the live profile moved, and names the tags",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: { changes: true },
		says: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "treats allowType as moved when it is absent, since its default is a switch of the app",
		olds: { allowType: AllowType.DenyAny },
		news: { allowType: AllowType.DenyAny },
		live: {},
		answer: { changes: true },
		says: [/^alice: changed outside Pulumi: allowType$/],
	},
	{
		name: "lets the engine compare when the program changed",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "lets the engine compare when somebody already set what the program now wants",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: { [NICK]: "B" },
		answer: {},
		says: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "never answers equal for a new tag, though it is live already: it would stay unowned",
		olds: { nick: "A" },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A", [LEVEL]: 3 },
		answer: {},
	},
	{
		name: "never answers equal for a new tag that is declared zero",
		olds: { nick: "A" },
		news: { nick: "A", level: 0 },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "names drift in one tag while the program changes another",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 4 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: {},
		says: [/^alice: changed outside Pulumi: nick$/],
	},
	{
		name: "releases a tag that the program names no more, and does not compare it",
		olds: { nick: "A", level: 3 },
		news: { level: 3 },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: {},
		says: [/^alice: nick released, left as it is on the service$/],
	},
	{
		name: "says that the account is gone, and does not fail",
		olds: { nick: "A" },
		news: { nick: "A" },
		live: undefined,
		answer: { changes: true },
		says: [/^alice: the account does not exist in the service/],
	},
	{
		name: "lets the engine compare when the account is gone and the program changed",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: undefined,
		answer: {},
		says: [/^alice: the account does not exist in the service/],
	},
	{
		name: "replaces on another account without a live read",
		olds: { nick: "A" },
		news: { account: "bob", nick: "A" },
		live: { [NICK]: "A" },
		answer: { changes: true, replaces: ["account"] },
		reads: 0,
		replaces: true,
	},
	{
		name: "answers nothing for an unknown value, without a live read",
		olds: { nick: "A" },
		news: { nick: unknownValue },
		live: { [NICK]: "hand" },
		answer: {},
		reads: 0,
	},
	{
		name: "answers nothing for an unknown account, and announces no replacement",
		olds: { nick: "A" },
		news: { account: unknownValue, nick: "A" },
		live: { [NICK]: "A" },
		answer: {},
		reads: 0,
	},
	{
		name: "answers nothing for an unknown value inside a map",
		olds: { custom: { Team: "core" } },
		news: { custom: { Team: unknownValue } },
		live: {},
		answer: {},
		reads: 0,
	},
	{
		name: "shows what a refresh found against the program, without a line",
		olds: { nick: "hand" },
		news: { nick: "A" },
		live: { [NICK]: "hand" },
		answer: {},
	},
	{
		name: "shows what is missing after a partial failure",
		olds: { nick: "A", level: 0 },
		news: { nick: "A", level: 3 },
		live: { [NICK]: "A" },
		answer: {},
	},
	{
		name: "does not compare a tag that ignoreChanges leaves to others",
		olds: { nick: "A", level: 3 },
		news: { nick: "A", level: 3, __unmanaged: ["nick"] },
		live: { [NICK]: "hand", [LEVEL]: 3 },
		answer: { changes: false },
	},
	{
		name: "compare: state answers equal without a live read",
		olds: { nick: "A" },
		news: { nick: "A" },
		live: { [NICK]: "hand" },
		answer: { changes: false },
		reads: 0,
		compare: "state",
	},
	{
		name: "compare: state lets the engine compare when the program changed",
		olds: { nick: "A" },
		news: { nick: "B" },
		live: undefined,
		answer: {},
		reads: 0,
		compare: "state",
	},
	{
		name: "compare: state says what is released",
		olds: { nick: "A", level: 3 },
		news: { level: 3 },
		live: undefined,
		answer: {},
		says: [/^alice: nick released/],
		reads: 0,
		compare: "state",
	},
];

for (const kind of kinds) {
	describe(`what the diff of a ${kind.name} answers`, () => {
		let emulator: Emulator;
		before(async () => {
			emulator = await startEmulator({ customFields: ["Team"] });
		});
		after(() => emulator.close());
		beforeEach(() => emulator.reset());

		for (const row of rows.filter(({ replaces = false }) => !replaces || kind.name === "Profile")) {
			it(row.name, async () => {
				if (row.live !== undefined) emulator.addAccount("alice", row.live);
				const stack = oneProfile(emulator, { kind, env: { TIM_COMPARE: row.compare } });
				const olds = { app: emulator.sdkAppId, account: "alice", ...row.olds };
				const answer = await stack.hooks().diff("alice", olds, { account: "alice", ...row.news });
				assert.deepEqual(answer, row.answer);
				assert.equal(emulator.calls("portrait_get"), row.reads ?? 1);
				const says = row.says ?? [];
				assert.equal(stack.lines.length, says.length, stack.lines.join("\n"));
				for (const [at, pattern] of says.entries()) assert.match(stack.lines[at] ?? "", pattern);
			});
		}

		it("answers a refresh from the read that it just made", async () => {
			emulator.addAccount("alice", { [NICK]: "hand" });
			const hooks = oneProfile(emulator, { kind }).hooks();
			const inputs = { account: "alice", nick: "A" };
			const { props, inputs: readInputs } = await hooks.read("alice", { ...inputs, app: emulator.sdkAppId });
			assert.deepEqual(readInputs, { account: "alice", nick: "hand" });
			assert.deepEqual(await hooks.diff("alice", props as ProfileState, inputs), {});
			assert.equal(emulator.calls("portrait_get"), 1);
		});

		it("reads again for a tag that the earlier read did not ask for", async () => {
			emulator.addAccount("alice", { [NICK]: "A", [LEVEL]: 3 });
			const hooks = oneProfile(emulator, { kind }).hooks();
			await hooks.read("alice", { account: "alice", nick: "A" });
			const both = { account: "alice", nick: "A", level: 3 };
			assert.deepEqual(await hooks.diff("alice", both, both), { changes: false });
			assert.equal(emulator.calls("portrait_get"), 2);
		});
	});
}
