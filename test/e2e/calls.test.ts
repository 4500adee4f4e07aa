import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { accountAt } from "@/bench/emulator";
import { profilesProgram, setsProgram } from "@/bench/programs";
import { mostReads } from "@/bench/scenarios/profiles";
import { type Emulator, type RequestRecord, startEmulator } from "@/emulator";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

/**
 * The numbers of calls that a command made: successful reads, successful writes, and calls that the rate limit
 * rejected.
 */
interface Calls {
	readonly reads: number;
	readonly writes: number;
	readonly refused: number;
}

/**
 * The longest pause of the test process, in milliseconds, after which the number of rejected calls is still asserted.
 * After a longer pause, the emulator receives many calls in one burst and rejects some of them, because its token
 * bucket holds only the tokens of a tenth of a second.
 */
const MAX_PAUSE_MS = 50;

/** A command of Pulumi, and the numbers of calls that the command must make. */
interface Step {
	readonly name: string;
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly exactly?: Partial<Calls>;
	readonly most?: Partial<Calls>;
}

/** A stack, and the commands that run on the stack, in order. */
interface StackOfSteps {
	readonly name: string;
	readonly profiles: number;
	readonly program: string;
	/**
	 * Rates in calls per second. `limit`: the rate limit of the emulator, or 0 for no limit. `setting`: the provider's
	 * setting `callsPerSecond`.
	 */
	readonly callsPerSecond: { readonly limit: number; readonly setting: number };
	readonly steps: readonly Step[];
}

const up = ["up", "--yes", "--skip-preview"];
const parallelDiff = { PULUMI_PARALLEL_DIFF: "true" };

const stacks: readonly StackOfSteps[] = [
	{
		name: "1,000 profiles",
		profiles: 1000,
		program: profilesProgram(1000),
		callsPerSecond: { limit: 200, setting: 190 },
		steps: [
			{
				name: "writes each profile once in up, without a rejected call at 190 calls per second and a limit of 200",
				args: up,
				exactly: { writes: 1000, refused: 0 },
			},
			{
				name: "makes few reads in preview --refresh",
				args: ["preview", "--refresh", "--expect-no-changes"],
				most: { reads: mostReads.refresh(1000) },
			},
			{
				name: "makes few reads in a preview with PULUMI_PARALLEL_DIFF",
				args: ["preview", "--expect-no-changes"],
				env: parallelDiff,
				most: { reads: mostReads.parallelDiff(1000) },
			},
			{
				name: "writes nothing in an up without changes",
				args: [...up, "--expect-no-changes"],
				env: parallelDiff,
				exactly: { writes: 0 },
			},
		],
	},
	{
		name: "10,000 profiles in sets of 100",
		profiles: 10_000,
		program: setsProgram(100, 100),
		callsPerSecond: { limit: 0, setting: 10_000 },
		steps: [
			{ name: "writes each profile once in up", args: up, exactly: { reads: 200, writes: 10_000 } },
			{
				name: "makes one read for each set in refresh --preview-only",
				args: ["refresh", "--preview-only", "--expect-no-changes"],
				exactly: { reads: 100, writes: 0 },
			},
		],
	},
];

for (const { name, profiles, program, callsPerSecond, steps } of stacks) {
	describe(`the provider with ${name}`, function () {
		this.timeout(180_000);
		let emulator: Emulator;
		let stack: Stack;

		before(async () => {
			const accounts = Object.fromEntries(Array.from({ length: profiles }, (_, index) => [accountAt(index), {}]));
			emulator = await startEmulator({ callsPerSecond: callsPerSecond.limit, accounts });
			const TIM_CALLS_PER_SECOND = String(callsPerSecond.setting);
			const env = { ...emulator.env, TIM_CALLS_PER_SECOND, PULUMI_SKIP_CHECKPOINTS: "true" };
			stack = await createStack({ files: { "index.js": program }, env });
		});
		after(async () => {
			stack?.dispose();
			await emulator?.close();
		});

		for (const { name, args, env = {}, exactly = {}, most = {} } of steps) {
			it(name, async () => {
				const before = emulator.requests.length;
				const delay = monitorEventLoopDelay();
				delay.enable();
				Object.assign(stack.env, env);
				assertExitCode(await stack.run(...args, "--parallel", "200"), 0);
				for (const key of Object.keys(env)) delete stack.env[key];
				const pauseMs = Math.round(delay.max / 1e6);
				const made = countCalls(emulator.requests.slice(before));
				console.log(
					`      ${made.reads} reads, ${made.writes} writes, ${made.refused} rejected; longest pause ${pauseMs} ms`,
				);
				const { refused, ...taken } = exactly;
				assert.deepEqual({ ...made, ...taken }, made);
				if (pauseMs <= MAX_PAUSE_MS) assert.equal(made.refused, refused ?? made.refused);
				for (const [what, limit] of Object.entries(most)) {
					assert.ok(made[what as keyof Calls] <= limit, `expected at most ${limit} ${what}`);
				}
			});
		}
	});
}

function countCalls(requests: readonly RequestRecord[]): Calls {
	const count = (command: string) => requests.filter((call) => call.command === command && call.errorCode === 0).length;
	const refused = requests.filter(({ errorCode }) => errorCode === 60007).length;
	return { reads: count("portrait_get"), writes: count("portrait_set"), refused };
}
