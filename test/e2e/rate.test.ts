import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../emulator";
import { descendants, providerAmong } from "../support/processes";
import { ended } from "../support/profile-stack";
import { createStack, type Running } from "../support/stack";

const COUNT = 1000;
const LIMIT = 200;

/** Shorter than the time for one attempt of a call, so that none is given up. */
const PAUSE_MS = 3000;

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
		refusals: (refused: number) => refused === 0,
	},
	{
		name: "is refused now and then at 400, and stores every profile all the same",
		callsPerSecond: 400,
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

	for (const { name, callsPerSecond, refusals } of cases) {
		it(name, async () => {
			const env = {
				...emulator.env,
				PULUMI_SKIP_CHECKPOINTS: "true",
				TIM_CALLS_PER_SECOND: String(callsPerSecond),
			};
			const stack = await createStack({ files: { "index.js": program }, env });
			try {
				const up = stack.start("up", "--yes", "--skip-preview", "--parallel", "200");
				await pauseProvider(up, emulator);
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

/**
 * Stops the provider for a moment as a busy machine does, so that the engine's work for it piles up: else it is the engine
 * that keeps the rate low.
 */
async function pauseProvider({ pid }: Running, emulator: Emulator): Promise<void> {
	while (emulator.calls("portrait_set") < 100) await sleep(5);
	const provider = providerAmong(descendants(pid));
	assert.ok(provider, "no provider among the processes of the engine");
	process.kill(provider.pid, "SIGSTOP");
	await sleep(PAUSE_MS);
	process.kill(provider.pid, "SIGCONT");
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
