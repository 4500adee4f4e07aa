import assert from "node:assert/strict";
import { seed } from "@/test/support/arbitraries";
import { findProviderProcess, kill } from "@/test/support/processes";
import { assertExitCode } from "@/test/support/profile-stack";
import { createKillPoints } from "./kill-points";
import { createSixtyProfiles, type SixtyProfiles } from "./sixty-profiles";

describe(`a crash of the provider during an up of 60 profiles (repeat with TIM_TEST_SEED=${seed})`, function () {
	this.timeout(180_000);
	let sixty: SixtyProfiles;

	before(async () => {
		sixty = await createSixtyProfiles();
	});
	after(() => sixty?.dispose());

	for (const { write, mode, env } of createKillPoints(0)) {
		it(`at write ${write}, ${mode}, is repaired by one more up`, async () => {
			sixty.restore(env);
			const up = await sixty.startUpUntil(write);
			const provider = findProviderProcess(up.children);
			assert.ok(provider, "the engine started no provider process");
			kill(provider);
			assert.match(assertExitCode(await up.result, 1), /error/);
			assertExitCode(await sixty.stack.up(), 0);
			await sixty.assertReconciled();
		});
	}
});
