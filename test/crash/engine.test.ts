import assert from "node:assert/strict";
import { seed } from "@/test/support/arbitraries";
import { alive, killNow, type Process } from "@/test/support/processes";
import { ended } from "@/test/support/profile-stack";
import { pointsOf } from "./kill-points";
import { createSixty, type SixtyProfiles } from "./sixty-profiles";

describe(`a crash of the engine in the middle of an up of 60 profiles (TIM_TEST_SEED=${seed} replays)`, function () {
	this.timeout(180_000);
	const left: Process[] = [];
	let sixty: SixtyProfiles;

	before(async () => {
		sixty = await createSixty();
	});
	afterEach(() => {
		for (const process of alive(left.splice(0))) killNow(process);
	});
	after(() => sixty?.dispose());

	it("between two files of its backend takes the removal of the empty one", async () => {
		sixty.again();
		sixty.writeAttributes("");
		assert.match(ended(await sixty.stack.run("cancel", "--yes"), 1), /failed to load checkpoint: EOF/);
		sixty.removeEmptyAttributes();
		ended(await sixty.stack.run("cancel", "--yes"), 0);
	});

	for (const { write, mode, env } of pointsOf(1)) {
		it(`at write ${write}, ${mode}, is made good by a cancel and one more up`, async () => {
			sixty.again(env);
			const up = await sixty.upUntil(write);
			left.push(...up.children); // Pulumi's provider host outlives an engine that is killed, and finishes its calls
			up.kill("SIGKILL");
			await up.outcome;
			sixty.removeEmptyAttributes();
			ended(await sixty.stack.run("cancel", "--yes"), 0);
			ended(await sixty.stack.up(), 0);
			await sixty.assertReconciled();
		});
	}
});
