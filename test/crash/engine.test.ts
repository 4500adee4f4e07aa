import assert from "node:assert/strict";
import { seed } from "@/test/support/arbitraries";
import { filterAlive, kill, type Process } from "@/test/support/processes";
import { assertExitCode } from "@/test/support/profile-stack";
import { createKillPoints } from "./kill-points";
import { createSixtyProfiles, type SixtyProfiles } from "./sixty-profiles";

describe(`a crash of the engine during an up of 60 profiles (repeat with TIM_TEST_SEED=${seed})`, function () {
	this.timeout(180_000);
	const orphans: Process[] = [];
	let sixty: SixtyProfiles;

	before(async () => {
		sixty = await createSixtyProfiles();
	});
	afterEach(() => {
		for (const process of filterAlive(orphans.splice(0))) kill(process);
	});
	after(() => sixty?.dispose());

	it("requires the removal of an empty attributes file, if the engine was writing its state", async () => {
		sixty.restore();
		sixty.writeAttributes("");
		assert.match(assertExitCode(await sixty.stack.run("cancel", "--yes"), 1), /failed to load checkpoint: EOF/);
		sixty.removeEmptyAttributes();
		assertExitCode(await sixty.stack.run("cancel", "--yes"), 0);
	});

	for (const { write, mode, env } of createKillPoints(1)) {
		it(`at write ${write}, ${mode}, is repaired by pulumi cancel and one more up`, async () => {
			sixty.restore(env);
			const up = await sixty.startUpUntil(write);
			orphans.push(...up.children); // the provider process outlives a killed engine, and completes its calls
			up.kill("SIGKILL");
			await up.result;
			sixty.removeEmptyAttributes();
			assertExitCode(await sixty.stack.run("cancel", "--yes"), 0);
			assertExitCode(await sixty.stack.up(), 0);
			await sixty.assertReconciled();
		});
	}
});
