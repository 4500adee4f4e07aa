import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedEvent } from "@/cli/profile-events";
import { createWebhookServer } from "@/cli/watch/server";
import { type ProfileChange, type Seed, startEmulator } from "@/emulator";
import { startHttpStub } from "./http-stub";

/** A webhook event, as the documentation of the service shows it. */
interface WebhookExchange {
	readonly name: string;
	/** The page of the documentation that shows the event. */
	readonly source: string;
	readonly seed: Seed;
	/** The time of the change, in milliseconds since 1970. */
	readonly at: number;
	readonly token?: string;
	readonly change: ProfileChange;
	readonly query: Readonly<Record<string, string>>;
	readonly body: unknown;
}

const file = join(__dirname, "webhooks/portrait-set.json");
const exchanges = JSON.parse(readFileSync(file, "utf8")) as readonly WebhookExchange[];

describe("the emulator's webhook", () => {
	for (const { name, seed, at, token, change, query, body } of exchanges) {
		it(name, async () => {
			const receiver = await startHttpStub((response) => response.end());
			const webhook = { url: `${receiver.endpoint}/hook`, ...(token === undefined ? {} : { token }) };
			const emulator = await startEmulator({ ...seed, webhook, now: () => at });
			try {
				emulator.change(change);
				await emulator.webhook.idle();
				const [request] = receiver.requests;
				assert.deepEqual([request?.method, request?.path, receiver.requests.length], ["POST", "/hook", 1]);
				assert.equal(request?.headers["content-type"], "application/json");
				assert.deepEqual(Object.fromEntries(request?.query ?? []), query);
				assert.deepEqual(JSON.parse(request?.body ?? ""), body);
			} finally {
				await emulator.close();
				await receiver.close();
			}
		});
	}
});

describe("the webhook receiver of the watch command", () => {
	for (const { name, at, token, change, query, body } of exchanges) {
		it(`accepts the event of "${name}"`, async () => {
			const events: RecordedEvent[] = [];
			const receiver = createWebhookServer({
				auth: { sdkAppId: 1_400_000_000, token, windowSeconds: 60, now: () => at },
				ours: [],
				record: async (event) => events.push(event) > 0,
				onRecorded: () => undefined,
				onResult: () => undefined,
				counts: () => ({}),
				check: async () => undefined,
				allowedHosts: [],
			});
			const address = await receiver.listen({ host: "127.0.0.1", port: 0 });
			const url = `${address}/hook?${new URLSearchParams(query)}`;
			const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
			assert.deepEqual(await response.json(), { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" });
			await receiver.close();
			const { account, operator, platform, items } = change;
			const expected = { account, operator, platform, tags: Object.keys(items), ours: false };
			assert.deepEqual(events, [{ version: 1, time: new Date(at).toISOString(), ...expected }]);
		});
	}
});
