import assert from "node:assert/strict";
import { createRandom, shuffled } from "@/emulator/random";

const draw = (seed: number) => {
	const random = createRandom(seed);
	return Array.from({ length: 1000 }, () => random());
};

describe("createRandom", () => {
	it("returns the same sequence for the same seed, and a different sequence for another seed", () => {
		assert.deepEqual(draw(1), draw(1));
		assert.notDeepEqual(draw(1), draw(2));
	});

	it("returns evenly distributed numbers from 0 to 1", () => {
		const numbers = draw(3);
		assert.ok(numbers.every((number) => number >= 0 && number < 1));
		const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
		assert.ok(Math.abs(mean - 0.5) < 0.05, `mean ${mean}`);
	});
});

describe("shuffled", () => {
	it("returns a shuffled copy of a list", () => {
		const list = Array.from({ length: 20 }, (_, index) => index);
		const other = shuffled(list, createRandom(1));
		assert.notDeepEqual(other, list);
		assert.deepEqual(
			[...other].sort((a, b) => a - b),
			list,
		);
	});
});
