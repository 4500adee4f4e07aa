import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type Emulator, type EmulatorOptions, startEmulator } from "@/emulator";
import { createWebhook, TIMEOUT_MS } from "@/emulator/webhook";
import { type HttpStub, startHttpStub } from "@/test/contract/http-stub";
import { GENDER, LEVEL, NICK, queryOf } from "@/test/unit/emulator/in-memory-emulator";

const IMAGE = "Tag_Profile_IM_Image";

interface Setup {
	readonly emulator: Emulator;
	readonly receiver: HttpStub;
}

/** Runs a test with an emulator and a webhook receiver. `answer` writes each response of the receiver. */
async function withReceiver(
	options: EmulatorOptions,
	work: (setup: Setup) => Promise<void>,
	answer: (response: ServerResponse) => void = (response) => response.end(),
): Promise<void> {
	const receiver = await startHttpStub(answer);
	const webhook = { url: `${receiver.endpoint}/hook?from=tim` };
	const emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" } }, webhook, ...options });
	try {
		await work({ emulator, receiver });
	} finally {
		await emulator.close();
		await receiver.close();
	}
}

async function post({ emulator }: Pick<Setup, "emulator">, path: string, body: unknown): Promise<number> {
	const url = `${emulator.endpoint}/v4/${path}?${queryOf(emulator)}`;
	const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
	return ((await response.json()) as { readonly ErrorCode: number }).ErrorCode;
}

const set = (setup: Pick<Setup, "emulator">, ...ProfileItem: readonly unknown[]) =>
	post(setup, "profile/portrait_set", { From_Account: "alice", ProfileItem });
const nick = (Value: string) => ({ Tag: NICK, Value });

/** The time at which the clock of the emulator stands still, in milliseconds since 1970. */
const at = Date.now();

/** Returns the bodies of the requests that the receiver got. */
async function receivedEvents({ emulator, receiver }: Setup) {
	await emulator.webhook.idle();
	return receiver.requests.map((request) => JSON.parse(request.body));
}

describe("the webhook sender", () => {
	it("sends the caller, IP address and items of a portrait_set, and keeps the query of the webhook URL", () =>
		withReceiver({ now: () => at }, async (setup) => {
			assert.equal(await set(setup, nick("A"), { Tag: LEVEL, Value: 3 }, nick("B")), 0);
			assert.deepEqual(await receivedEvents(setup), [
				{
					CallbackCommand: "Profile.CallbackPortraitSet",
					Operator_Account: "administrator",
					From_Account: "alice",
					EventTime: at,
					ProfileItem: [nick("B"), { Tag: LEVEL, Value: 3 }],
				},
			]);
			const query = setup.receiver.requests[0]?.query ?? new URLSearchParams();
			assert.deepEqual(
				["from", "ClientIP", "OptPlatform", "Sign"].map((name) => query.get(name)),
				["tim", "127.0.0.1", "RESTAPI", null],
			);
		}));

	it("sends events for unchanged values, but not for account_import, create_robot, refused calls or setProfile", () =>
		withReceiver({}, async (setup) => {
			await set(setup, nick("Alice"));
			await post(setup, "im_open_login_svc/account_import", { UserID: "alice", Nick: "Imported" });
			await post(setup, "openim_robot_http_svc/create_robot", { UserID: "@RBT#1", Nick: "Bot" });
			await set(setup, nick("Fine"), { Tag: GENDER, Value: "x" });
			setup.emulator.setProfile("alice", { [NICK]: "Other" });
			assert.deepEqual(
				(await receivedEvents(setup)).map((event) => event.ProfileItem),
				[[nick("Alice")]],
			);
		}));

	it("sends only items that were stored", () =>
		withReceiver({ quirks: { invalidItem: "items-before" } }, async (setup) => {
			const { faults } = setup.emulator;
			faults.add({ times: 1, effect: { do: "lose" } });
			faults.add({ when: { tag: LEVEL }, times: 1, effect: { do: "lose", tags: [NICK] } });
			faults.add({ when: { tag: IMAGE }, times: 1, effect: { do: "answer", code: 60008, stored: true } });
			const codes = [
				await set(setup, nick("Lost")),
				await set(setup, nick("Lost"), { Tag: LEVEL, Value: 1 }),
				await set(setup, { Tag: IMAGE, Value: "http://a" }),
				await set(setup, nick("Before"), { Tag: GENDER, Value: "x" }),
			];
			assert.deepEqual(codes, [0, 0, 60008, 40605]);
			assert.deepEqual(
				(await receivedEvents(setup)).map((event) => event.ProfileItem),
				[[{ Tag: LEVEL, Value: 1 }], [{ Tag: IMAGE, Value: "http://a" }], [nick("Before")]],
			);
		}));

	it("does not delay the response, and records the outcome of each event", () => {
		let pendingResponse: ServerResponse | undefined;
		const keepResponse = (response: ServerResponse) => {
			pendingResponse = response;
		};
		return withReceiver(
			{ now: () => at },
			async (setup) => {
				const { webhook } = setup.emulator;
				assert.equal(await set(setup, nick("A")), 0);
				const delivery = {
					...{ account: "alice", operator: "administrator", platform: "RESTAPI", clientIp: "127.0.0.1" },
					...{ items: { [NICK]: "A" }, at },
				};
				assert.deepEqual(webhook.deliveries, [{ ...delivery, outcome: "sending" }]);
				while (pendingResponse === undefined) await new Promise(setImmediate);
				pendingResponse.end("anything");
				await webhook.idle();
				assert.deepEqual(webhook.deliveries, [{ ...delivery, outcome: "delivered" }]);
			},
			keepResponse,
		);
	});

	const failures: readonly { name: string; reason: string; answer: (response: ServerResponse) => void }[] = [
		{ name: "a server error", reason: "status 500", answer: (response) => response.writeHead(500).end() },
		{
			name: "a redirect",
			reason: "status 307",
			answer: (response) => response.writeHead(307, { Location: "/" }).end(),
		},
		{ name: "a closed connection", reason: "UND_ERR_SOCKET", answer: (response) => response.destroy() },
	];
	for (const { name, reason, answer } of failures) {
		it(`does not retry after ${name}`, () =>
			withReceiver(
				{},
				async (setup) => {
					assert.equal(await set(setup, nick("A")), 0);
					await setup.emulator.webhook.idle();
					const [delivery] = setup.emulator.webhook.deliveries;
					assert.deepEqual([delivery?.outcome, delivery?.reason], ["failed", reason]);
					assert.equal(setup.receiver.requests.length, 1);
				},
				answer,
			));
	}

	it("aborts a request after 2 seconds, also in the middle of a response", async () => {
		const receiver = await startHttpStub((response) => response.writeHead(200, { "Content-Length": "9" }).write("{"));
		const app = { webhook: { url: receiver.endpoint }, sdkAppId: 1, now: () => at };
		const sender = createWebhook(app, 50);
		sender.send({ account: "a", operator: "b", platform: "Web", clientIp: "::1", items: {} });
		await sender.idle();
		assert.equal(sender.deliveries[0]?.reason, "no response within 50 ms");
		assert.equal(TIMEOUT_MS, 2000);
		await receiver.close();
	});

	it("records a refused connection", async () => {
		const gone = await startHttpStub(() => {});
		await gone.close();
		const emulator = await startEmulator({ webhook: { url: gone.endpoint } });
		emulator.change({ account: "administrator", items: { [NICK]: "Root" } });
		await emulator.webhook.idle();
		assert.equal(emulator.webhook.deliveries[0]?.reason, "ECONNREFUSED");
		await emulator.close();
	});

	it("aborts events in flight and clears the deliveries on reset and on close", () =>
		withReceiver(
			{},
			async ({ emulator, receiver }) => {
				const { webhook } = emulator;
				emulator.change({ account: "alice", items: { [NICK]: "A" } });
				const [first] = webhook.deliveries;
				emulator.reset();
				assert.deepEqual(webhook.deliveries, []);
				await webhook.idle();
				assert.equal(first?.reason, "aborted");
				emulator.change({ account: "alice", items: { [NICK]: "B" } });
				while (receiver.requests.length < 1) await new Promise(setImmediate);
				await emulator.close();
				await webhook.idle();
			},
			() => {},
		));

	const invalid = [
		{
			name: "a string that is not a URL",
			webhook: { url: "canary" },
			reason: "webhook.url: must be an http or https URL",
		},
		{ name: "a file URL", webhook: { url: "file:///canary" }, reason: "webhook.url: must be an http or https URL" },
		{
			name: "a URL with a password",
			webhook: { url: "http://:canary@evil.example" },
			reason: "webhook.url: must not contain a user name or password",
		},
		{
			name: "an empty token",
			webhook: { url: "http://evil.example", token: "" },
			reason: "webhook.token: must not be empty",
		},
	];
	for (const { name, webhook, reason } of invalid) {
		it(`rejects ${name}`, () => assert.rejects(startEmulator({ webhook }), { message: reason }));
	}
});
