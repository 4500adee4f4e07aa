import assert from "node:assert/strict";
import { createPendingReleases } from "../../../../provider/lifecycle/operation";

describe("releases", () => {
	it("let who takes an account over wait until it is released", async () => {
		const releases = createPendingReleases();
		const log: string[] = [];
		let end: () => void = () => {};
		const release = releases.track(["alice"], () =>
			new Promise<void>((done) => (end = done)).then(() => log.push("released")),
		);
		const taken = releases.wait(["alice", "bob"]).then(() => log.push("taken over"));
		await releases.wait(["bob"]);
		assert.deepEqual(log, []);
		end();
		await Promise.all([release, taken]);
		assert.deepEqual(log, ["released", "taken over"]);
	});

	it("count from the turn on in which they begin, and give what they give", async () => {
		const releases = createPendingReleases();
		let begun = false;
		const release = releases.track(["alice"], async () => {
			begun = true;
			return 3;
		});
		assert.equal(begun, true);
		assert.equal(await release, 3);
	});

	it("do not fail who waits when they fail", async () => {
		const releases = createPendingReleases();
		const release = releases.track(["alice"], () => Promise.reject(new Error("refused")));
		await releases.wait(["alice"]);
		await assert.rejects(release, /refused/);
	});
});
