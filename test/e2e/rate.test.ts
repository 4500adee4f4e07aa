import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack } from "@/test/support/stack";

const COUNT = 300;

/** The emulator's limit in calls per second, low enough that a slow machine exceeds it too. */
const LIMIT = 50;

const account = (index: number) => `bot_${index}`;

/** A program that declares its profiles in a loop. */
const program = `
const tim = require("pulumi-tim");
for (let index = 0; index < ${COUNT}; index += 1) {
	new tim.Profile("bot_" + index, { account: "bot_" + index, nick: "Bot " + index });
}
`;

describe(`an up of ${COUNT} profiles at four times the rate limit`, function () {
	this.timeout(180_000);
	let emulator: Emulator;

	before(async () => {
		const accounts = Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [account(index), {}]));
		emulator = await startEmulator({ callsPerSecond: LIMIT, accounts });
	});
	after(() => emulator?.close());

	it("writes each profile exactly once although some calls are rejected", async () => {
		const env = { ...emulator.env, PULUMI_SKIP_CHECKPOINTS: "true", TIM_CALLS_PER_SECOND: String(4 * LIMIT) };
		const stack = await createStack({ files: { "index.js": program }, env });
		try {
			assertExitCode(await stack.up("--parallel", "200"), 0);
			const [writes, refused] = [emulator.calls("portrait_set"), emulator.refused("portrait_set")];
			console.log(`      ${writes} writes, ${refused} of them rejected`);
			assert.ok(refused > 0, "no write was rejected");
			assert.equal(writes - refused, COUNT, "a profile was written twice");
			for (let index = 0; index < COUNT; index += 1) {
				assert.deepEqual(emulator.profile(account(index)), { Tag_Profile_IM_Nick: `Bot ${index}` });
			}
			const profiles = (await stack.resources()).filter(({ type }) => type.endsWith("tim:Profile"));
			assert.equal(profiles.filter(({ id, outputs }) => outputs?.nick === id?.replace("bot_", "Bot ")).length, COUNT);
		} finally {
			stack.dispose();
		}
	});
});
