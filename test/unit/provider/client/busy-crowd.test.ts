import assert from "node:assert/strict";
import { createRandom } from "../../../../emulator/random";
import { aWindow, turn } from "./a-window";

const READS = 1000;
const PARALLEL = 200;
const LATENCY_MS = 40;

/** A whole number from one to another. */
type Draw = (least: number, most: number) => number;

/** Says of each millisecond whether the engine stands still: for 20 to 90 of them, about five times a second. */
function standstills(draw: Draw): () => boolean {
	let left = 0;
	return () => {
		if (left > 0) left -= 1;
		else if (draw(1, 200) === 1) left = draw(20, 90);
		return left > 0;
	};
}

/**
 * An engine that reads 1,000 profiles, 200 at a time, on a machine with other work: it takes up an answer after 5 to 60 ms
 * and brings one read a millisecond. Gives the sizes of the calls.
 */
async function busyEngine(seed: number): Promise<readonly number[]> {
	const random = createRandom(seed);
	const draw: Draw = (least, most) => least + Math.floor(random() * (most - least + 1));
	const standsStill = standstills(draw);
	const { sizes, clock, come, returnCall } = aWindow();
	const dueAt = Array.from({ length: PARALLEL }, () => draw(0, 100));
	const calls: { readonly endAt: number; readonly size: number }[] = [];
	let sent = 0;
	for (let left = READS, answered = 0; answered < READS; clock.pass(1)) {
		const now = clock.now();
		const next = dueAt.findIndex((at) => at <= now);
		if (!standsStill() && next >= 0 && left > 0) {
			dueAt.splice(next, 1);
			left -= 1;
			come();
			await turn();
		}
		for (const size of sizes.slice(sent)) calls.push({ endAt: now + LATENCY_MS, size });
		sent = sizes.length;
		if ((calls[0]?.endAt ?? Infinity) > now) continue;
		const size = calls.shift()?.size ?? 0;
		answered += size;
		dueAt.push(...Array.from({ length: size }, () => now + draw(5, 60)));
		await returnCall();
	}
	return sizes;
}

describe("batchWindow beside a busy engine", () => {
	for (const seed of [1, 2, 3, 4, 5]) {
		it(`reads 1,000 profiles in at most 13 calls (seed ${seed})`, async () => {
			const sizes = await busyEngine(seed);
			assert.ok(sizes.length <= 13, `${sizes}`);
		});
	}
});
