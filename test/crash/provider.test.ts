import assert from "node:assert/strict";
import { seed } from "@/test/support/arbitraries";
import { killNow, providerAmong } from "@/test/support/processes";
import { ended } from "@/test/support/profile-stack";
import { pointsOf } from "./kill-points";
import { createSixty, type SixtyProfiles } from "./sixty-profiles";

describe(`a crash of the provider in the middle of an up of 60 profiles (TIM_TEST_SEED=${seed} replays)`, function () {
	this.timeout(180_000);
	let sixty: SixtyProfiles;

	before(async () => {
		sixty = await createSixty();
	});
	after(() => sixty?.dispose());

	for (const { write, mode, env } of pointsOf(0)) {
		it(`at write ${write}, ${mode}, is made good by one more up`, async () => {
			sixty.again(env);
			const up = await sixty.upUntil(write);
			const provider = providerAmong(up.children);
			assert.ok(provider, "no provider among the processes of the engine");
			killNow(provider);
			assert.match(ended(await up.outcome, 1), /error/);
			ended(await sixty.stack.up(), 0);
			await sixty.assertReconciled();
		});
	}
});
