import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type Emulator, type EmulatorOptions, startEmulator } from "@/emulator";
import { createWebhook, TIMEOUT_MS } from "@/emulator/webhook";
import { type HttpStub, startHttpStub } from "@/test/contract/http-stub";
import { GENDER, LEVEL, NICK, queryOf } from "@/test/unit/emulator/in-memory-emulator";

const IMAGE = "Tag_Profile_IM_Image";

interface Site {
	readonly emulator: Emulator;
	readonly receiver: HttpStub;
}

/** An emulator with a receiver of its events, which answers as told. */
async function withSite(
	options: EmulatorOptions,
	work: (site: Site) => Promise<void>,
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

async function post({ emulator }: Pick<Site, "emulator">, path: string, body: unknown): Promise<number> {
	const url = `${emulator.endpoint}/v4/${path}?${queryOf(emulator)}`;
	const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
	return ((await response.json()) as { readonly ErrorCode: number }).ErrorCode;
}

const set = (site: Pick<Site, "emulator">, ...ProfileItem: readonly unknown[]) =>
	post(site, "profile/portrait_set", { From_Account: "alice", ProfileItem });
const nick = (Value: string) => ({ Tag: NICK, Value });

/** A time at which a clock stands still. */
const at = Date.now();

/** The events that arrived. */
async function events({ emulator, receiver }: Site) {
	await emulator.webhook.idle();
	return receiver.requests.map((request) => JSON.parse(request.body));
}

describe("the emulator's webhook", () => {
	it("tells of a portrait_set who called, from where and what was written, and keeps the query of its URL", () =>
		withSite({ now: () => at }, async (site) => {
			assert.equal(await set(site, nick("A"), { Tag: LEVEL, Value: 3 }, nick("B")), 0);
			assert.deepEqual(await events(site), [
				{
					CallbackCommand: "Profile.CallbackPortraitSet",
					Operator_Account: "administrator",
					From_Account: "alice",
					EventTime: at,
					ProfileItem: [nick("B"), { Tag: LEVEL, Value: 3 }],
				},
			]);
			const query = site.receiver.requests[0]?.query ?? new URLSearchParams();
			assert.deepEqual(
				["from", "ClientIP", "OptPlatform", "Sign"].map((name) => query.get(name)),
				["tim", "127.0.0.1", "RESTAPI", null],
			);
		}));

	it("tells of equal values too, and not of imports, robots, refusals and what tests do behind everybody's back", () =>
		withSite({}, async (site) => {
			await set(site, nick("Alice"));
			await post(site, "im_open_login_svc/account_import", { UserID: "alice", Nick: "Imported" });
			await post(site, "openim_robot_http_svc/create_robot", { UserID: "@RBT#1", Nick: "Bot" });
			await set(site, nick("Fine"), { Tag: GENDER, Value: "x" });
			site.emulator.setProfile("alice", { [NICK]: "Other" });
			assert.deepEqual(
				(await events(site)).map((event) => event.ProfileItem),
				[[nick("Alice")]],
			);
		}));

	it("tells only of what was stored", () =>
		withSite({ quirks: { invalidItem: "items-before" } }, async (site) => {
			const { faults } = site.emulator;
			faults.add({ times: 1, effect: { do: "lose" } });
			faults.add({ when: { tag: LEVEL }, times: 1, effect: { do: "lose", tags: [NICK] } });
			faults.add({ when: { tag: IMAGE }, times: 1, effect: { do: "answer", code: 60008, stored: true } });
			const codes = [
				await set(site, nick("Lost")),
				await set(site, nick("Lost"), { Tag: LEVEL, Value: 1 }),
				await set(site, { Tag: IMAGE, Value: "http://a" }),
				await set(site, nick("Before"), { Tag: GENDER, Value: "x" }),
			];
			assert.deepEqual(codes, [0, 0, 60008, 40605]);
			assert.deepEqual(
				(await events(site)).map((event) => event.ProfileItem),
				[[{ Tag: LEVEL, Value: 1 }], [{ Tag: IMAGE, Value: "http://a" }], [nick("Before")]],
			);
		}));

	it("holds back no answer, and says what became of each event", () => {
		let answerLater: ServerResponse | undefined;
		const keep = (response: ServerResponse) => {
			answerLater = response;
		};
		return withSite(
			{ now: () => at },
			async (site) => {
				const { webhook } = site.emulator;
				assert.equal(await set(site, nick("A")), 0);
				const delivery = {
					...{ account: "alice", operator: "administrator", platform: "RESTAPI", clientIp: "127.0.0.1" },
					...{ items: { [NICK]: "A" }, at },
				};
				assert.deepEqual(webhook.deliveries, [{ ...delivery, outcome: "sending" }]);
				while (answerLater === undefined) await new Promise(setImmediate);
				answerLater.end("anything");
				await webhook.idle();
				assert.deepEqual(webhook.deliveries, [{ ...delivery, outcome: "delivered" }]);
			},
			keep,
		);
	});

	const failures: readonly { name: string; reason: string; answer: (response: ServerResponse) => void }[] = [
		{ name: "an error", reason: "answered 500", answer: (response) => response.writeHead(500).end() },
		{
			name: "a redirect",
			reason: "answered 307",
			answer: (response) => response.writeHead(307, { Location: "/" }).end(),
		},
		{ name: "a closed connection", reason: "UND_ERR_SOCKET", answer: (response) => response.destroy() },
	];
	for (const { name, reason, answer } of failures) {
		it(`meets ${name} once`, () =>
			withSite(
				{},
				async (site) => {
					assert.equal(await set(site, nick("A")), 0);
					await site.emulator.webhook.idle();
					const [delivery] = site.emulator.webhook.deliveries;
					assert.deepEqual([delivery?.outcome, delivery?.reason], ["failed", reason]);
					assert.equal(site.receiver.requests.length, 1);
				},
				answer,
			));
	}

	it("waits so long for an answer, and for the rest of one that stops halfway", async () => {
		const receiver = await startHttpStub((response) => response.writeHead(200, { "Content-Length": "9" }).write("{"));
		const app = { webhook: { url: receiver.endpoint }, sdkAppId: 1, now: () => at };
		const sender = createWebhook(app, 50);
		sender.send({ account: "a", operator: "b", platform: "Web", clientIp: "::1", items: {} });
		await sender.idle();
		assert.equal(sender.deliveries[0]?.reason, "no answer within 50 ms");
		assert.equal(TIMEOUT_MS, 2000);
		await receiver.close();
	});

	it("meets a receiver that is not there", async () => {
		const gone = await startHttpStub(() => {});
		await gone.close();
		const emulator = await startEmulator({ webhook: { url: gone.endpoint } });
		emulator.change({ account: "administrator", items: { [NICK]: "Root" } });
		await emulator.webhook.idle();
		assert.equal(emulator.webhook.deliveries[0]?.reason, "ECONNREFUSED");
		await emulator.close();
	});

	it("gives up and forgets on reset and on close", () =>
		withSite(
			{},
			async ({ emulator, receiver }) => {
				const { webhook } = emulator;
				emulator.change({ account: "alice", items: { [NICK]: "A" } });
				const [first] = webhook.deliveries;
				emulator.reset();
				assert.deepEqual(webhook.deliveries, []);
				await webhook.idle();
				assert.equal(first?.reason, "given up");
				emulator.change({ account: "alice", items: { [NICK]: "B" } });
				while (receiver.requests.length < 1) await new Promise(setImmediate);
				await emulator.close();
				await webhook.idle();
			},
			() => {},
		));

	const wrong = [
		{ name: "text that is no URL", webhook: { url: "canary" }, reason: "webhook.url: is no http or https URL" },
		{ name: "a file", webhook: { url: "file:///canary" }, reason: "webhook.url: is no http or https URL" },
		{
			name: "a URL with a password",
			webhook: { url: "http://:canary@evil.example" },
			reason: "webhook.url: must not hold a name or password",
		},
		{ name: "an empty token", webhook: { url: "http://evil.example", token: "" }, reason: "webhook.token: is empty" },
	];
	for (const { name, webhook, reason } of wrong) {
		it(`refuses ${name}`, () => assert.rejects(startEmulator({ webhook }), { message: reason }));
	}
});
