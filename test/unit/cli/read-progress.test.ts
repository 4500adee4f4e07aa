import assert from "node:assert/strict";
import { createReadProgress } from "@/cli/read-progress";

describe("createReadProgress", () => {
	let time = 0;
	const start = (total: number) => {
		time = 0;
		const progress = createReadProgress(total, () => time);
		const advance = (ms: number, counts: { readonly accounts: number; readonly calls: number }) => {
			time += ms;
			for (let index = 0; index < counts.accounts; index += 1) progress.onRead();
			for (let index = 0; index < counts.calls; index += 1) progress.onCall();
		};
		return { ...progress, advance };
	};

	it("states the accounts, the calls per second and the seconds that are left", () => {
		const { message, advance } = start(100_000);
		assert.equal(message(), "read 0 of 100,000 accounts");
		advance(2121, { accounts: 42_000, calls: 420 });
		assert.equal(message(), "read 42,000 of 100,000 accounts, 198 calls/s, 3 s left");
		advance(2929, { accounts: 58_000, calls: 580 });
		assert.equal(message(), "read 100,000 of 100,000 accounts, 198 calls/s, 0 s left");
	});

	it("states only the accounts before the first call has ended", () => {
		const { message, advance } = start(3);
		advance(5000, { accounts: 1, calls: 0 });
		assert.equal(message(), "read 1 of 3 accounts");
	});
});
