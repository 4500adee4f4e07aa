import assert from "node:assert/strict";
import { notify } from "@/cli/drift/notify";
import { buildFinding, buildReport } from "@/test/support/report";
import { type Receiver, startReceiver } from "./receiver";

describe("notify", () => {
	let receiver: Receiver;
	beforeEach(async () => {
		receiver = await startReceiver();
	});
	afterEach(() => receiver.close());

	const retry = { maxRetries: 2, baseDelayMs: 1, maxDelayMs: 1, maxTotalMs: 1000 };
	const manyFindings = (count: number) =>
		Array.from({ length: count }, (_, index) => buildFinding({ account: `<@${index}> & co` }));

	it("posts at most 200 findings as JSON, with the number of omitted findings", async () => {
		await notify(buildReport(manyFindings(203)), { url: receiver.url, format: "json" });
		const { findings, omitted, summary } = JSON.parse(receiver.bodies[0] ?? "");
		assert.deepEqual([findings.length, omitted, summary.drifted], [200, 3, 203]);
	});

	it("posts at most 20 findings to Slack with escaped characters, and with the number of omitted findings", async () => {
		await notify(buildReport(manyFindings(30)), { url: receiver.url, format: "slack" });
		const { text, ...rest } = JSON.parse(receiver.bodies[0] ?? "") as { readonly text: string };
		assert.deepEqual(rest, {});
		assert.match(
			text,
			/^\*Drift report: drift\*: 31 accounts: 1 as declared, 30 drifted \(30 attributes\) \(stack dev\)\n• &lt;@0&gt; &amp; co nick: live moved: /,
		);
		assert.match(text, /\nand 10 more$/);
	});

	it("retries a temporary error, and finally rejects with a message that does not contain the URL", async () => {
		receiver.respondWith(503);
		await assert.rejects(notify(buildReport([]), { url: receiver.url, format: "json" }, retry), {
			message: "--notify: the notification was not sent: the receiver returned HTTP 503; check the URL",
		});
		assert.equal(receiver.bodies.length, 1 + retry.maxRetries);
	});

	it("does not retry a rejected request", async () => {
		receiver.respondWith(403);
		await assert.rejects(notify(buildReport([]), { url: receiver.url, format: "json" }, retry), /HTTP 403/);
		assert.equal(receiver.bodies.length, 1);
	});
});
