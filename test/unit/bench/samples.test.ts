import assert from "node:assert/strict";
import { createSamples, median } from "@/bench/samples";

describe("createSamples", () => {
	it("returns the values of each variant of a metric in the order of the rounds", () => {
		const samples = createSamples();
		samples.add("up", "ours", 3);
		samples.add("up", "baseline", 2);
		samples.add("up", "ours", 1);
		assert.deepEqual(samples.of("up", "ours"), [3, 1]);
		assert.deepEqual(samples.all, { up: { ours: [3, 1], baseline: [2] } });
		assert.equal(samples.median("up"), 2);
		assert.equal(samples.largest("up"), 3);
	});

	it("throws for a metric that was not measured", () => {
		assert.throws(() => createSamples().median("up"), /^Error: up of ours was not measured$/);
	});

	for (const { name, values, middle } of [
		{ name: "one value", values: [5], middle: 5 },
		{ name: "an odd number of values", values: [9, 1, 5], middle: 5 },
		{ name: "an even number of values", values: [9, 1, 5, 7], middle: 6 },
	]) {
		it(`computes the median of ${name}`, () => assert.equal(median(values), middle));
	}
});
