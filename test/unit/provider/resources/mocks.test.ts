import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { currentMocks } from "@/provider/resources/mocks";
import { simulateEngine } from "@/test/support/simulated-engine";

const mocks: pulumi.runtime.Mocks = {
	newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
	call: () => ({}),
};

describe("currentMocks", () => {
	it("returns the mocks that the test set last", async () => {
		await pulumi.runtime.setMocks({ ...mocks });
		await pulumi.runtime.setMocks(mocks);
		assert.equal(currentMocks(), mocks);
	});

	it("returns undefined in the engine", () => {
		simulateEngine(mocks.newResource);
		assert.equal(currentMocks(), undefined);
	});
});
