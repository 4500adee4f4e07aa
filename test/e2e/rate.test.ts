import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../emulator";
import { ended } from "../support/profile-stack";
import { createStack, type Running } from "../support/stack";

const COUNT = 1000;
const LIMIT = 200;

/** Shorter than the time for one attempt of a call, so that none is given up. */
const STALL_MS = 2500;

const account = (index: number) => `bot_${index}`;

/** A thousand profiles from a loop, as a user would write them. */
const program = `
const tim = require("pulumi-tim");
for (let index = 0; index < ${COUNT}; index += 1) {
	new tim.Profile("bot_" + index, { account: "bot_" + index, nick: "Bot " + index });
}
`;

const cases = [
	{
		name: "is never refused at 190 calls a second where the service takes 200",
		callsPerSecond: 190,
		stalls: [],
		refusals: (refused: number) => refused === 0,
	},
	{
		name: "is refused at 400 where reads that stalled let the writes pile up, and stores every profile all the same",
		callsPerSecond: 400,
		stalls: [100, 400, 700],
		refusals: (refused: number) => refused > 0,
	},
];

describe("an up of 1,000 profiles", function () {
	this.timeout(180_000);
	let emulator: Emulator;

	before(async () => {
		const accounts = Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [account(index), {}]));
		emulator = await startEmulator({ callsPerSecond: LIMIT, accounts });
	});
	beforeEach(() => emulator.reset());
	after(() => emulator?.close());

	for (const { name, callsPerSecond, stalls, refusals } of cases) {
		it(name, async () => {
			const env = {
				...emulator.env,
				PULUMI_SKIP_CHECKPOINTS: "true",
				TIM_CALLS_PER_SECOND: String(callsPerSecond),
			};
			const stack = await createStack({ files: { "index.js": program }, env });
			try {
				const up = stack.start("up", "--yes", "--skip-preview", "--parallel", "200");
				for (const writes of stalls) await stallReads(up, { emulator, writes });
				ended(await up.outcome, 0);
				console.log(`      ${summary(emulator)}`);
				assert.ok(refusals(emulator.refused()), `${emulator.refused()} calls were refused`);
				for (let index = 0; index < COUNT; index += 1) {
					assert.deepEqual(emulator.profile(account(index)), { Tag_Profile_IM_Nick: `Bot ${index}` });
				}
				const profiles = (await stack.resources()).filter(({ type }) => type.endsWith("tim:Profile"));
				assert.equal(profiles.filter(({ id, outputs }) => outputs?.nick === id?.replace("bot_", "Bot ")).length, COUNT);
			} finally {
				stack.dispose();
			}
		});
	}
});

interface Stall {
	readonly emulator: Emulator;
	readonly writes: number;
}

/**
 * After so many writes the reads stall: all that come in meanwhile are answered at one moment, and the writes after them
 * pile up. Without it the engine keeps the rate below the service's limit on a slow machine, and nothing is refused.
 */
async function stallReads({ outcome }: Running, { emulator, writes }: Stall): Promise<void> {
	let over = false;
	void outcome.then(() => {
		over = true;
	});
	while (!over && emulator.calls("portrait_set") < writes) await sleep(5);
	const end = Date.now() + STALL_MS;
	for (let ms = STALL_MS; !over && ms > 0; ms = end - Date.now()) {
		emulator.faults.clear();
		emulator.faults.add({ when: { command: "portrait_get" }, effect: { do: "delay", ms } });
		await sleep(10);
	}
	emulator.faults.clear();
}

/** Calls, refusals and the most calls in any second, by command. */
function summary({ requests, refused }: Emulator): string {
	const commands = [...new Set(requests.map(({ command }) => command))];
	return commands
		.map((command) => {
			const times = requests.filter((request) => request.command === command).map(({ at }) => at);
			return `${command}: ${times.length} calls, ${refused(command)} refused, at most ${busiest(times)} in a second`;
		})
		.join("; ");
}

function busiest(times: readonly number[]): number {
	let most = 0;
	let from = 0;
	for (const [index, time] of times.entries()) {
		while ((times[from] ?? time) <= time - 1000) from += 1;
		most = Math.max(most, index - from + 1);
	}
	return most;
}
