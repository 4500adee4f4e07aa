import assert from "node:assert/strict";
import { createRandom } from "../../emulator/random";
import { seed } from "../support/arbitraries";
import { alive, killNow, type Process, providerAmong } from "../support/processes";
import { ended } from "../support/profile-stack";
import { createSixty, type Sixty } from "./sixty";

/** How many moments are tried for each kind of crash. */
const POINTS = Math.ceil(3 * Number(process.env.TIM_TEST_RUNS ?? 1));

const random = createRandom(seed);
const writes = () => Array.from({ length: POINTS }, () => 1 + Math.floor(random() * 58));

const modes: readonly { readonly name: string; readonly env: Readonly<Record<string, string>> }[] = [
	{ name: "with checkpoints", env: {} },
	{ name: "without checkpoints", env: { PULUMI_SKIP_CHECKPOINTS: "true" } },
];

describe(`a crash in the middle of an up of 60 profiles (TIM_TEST_SEED=${seed} replays)`, function () {
	this.timeout(180_000);
	const left: Process[] = [];
	let sixty: Sixty;

	before(async () => {
		sixty = await createSixty();
	});
	afterEach(() => {
		for (const process of alive(left.splice(0))) killNow(process);
	});
	after(() => sixty?.dispose());

	it("of the engine between two files of its backend takes the removal of the empty one", async () => {
		sixty.again();
		sixty.writeAttributes("");
		assert.match(ended(await sixty.stack.run("cancel", "--yes"), 1), /failed to load checkpoint: EOF/);
		sixty.removeEmptyAttributes();
		ended(await sixty.stack.run("cancel", "--yes"), 0);
	});

	for (const { name, env } of modes) {
		for (const write of writes()) {
			it(`of the provider at write ${write}, ${name}, is made good by one more up`, async () => {
				sixty.again(env);
				const up = await sixty.upUntil(write);
				const provider = providerAmong(up.children);
				assert.ok(provider, "no provider among the processes of the engine");
				killNow(provider);
				assert.match(ended(await up.outcome, 1), /error/);
				ended(await sixty.stack.up(), 0);
				await sixty.assertConverged();
			});
		}
		for (const write of writes()) {
			it(`of the engine at write ${write}, ${name}, is made good by a cancel and one more up`, async () => {
				sixty.again(env);
				const up = await sixty.upUntil(write);
				left.push(...up.children); // Pulumi's provider host outlives an engine that is killed, and finishes its calls
				up.kill("SIGKILL");
				await up.outcome;
				sixty.removeEmptyAttributes();
				ended(await sixty.stack.run("cancel", "--yes"), 0);
				ended(await sixty.stack.up(), 0);
				await sixty.assertConverged();
			});
		}
	}
});
