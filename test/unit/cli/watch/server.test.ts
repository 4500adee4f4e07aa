import assert from "node:assert/strict";
import type { ProfileEvent } from "@/cli/profile-events";
import { createWebhookServer, MAX_BODY_BYTES, type WebhookServerOptions } from "@/cli/watch/server";

const QUERY = { SdkAppid: "1400000000", CallbackCommand: "Profile.CallbackPortraitSet", OptPlatform: "Web" };
const BODY = {
	CallbackCommand: "Profile.CallbackPortraitSet",
	From_Account: "alice",
	Operator_Account: "carol",
	EventTime: 1_670_574_414_123,
	ProfileItem: [{ Tag: "Tag_Profile_IM_Nick", Value: "x" }],
};
const OK = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

describe("a receiver of webhooks", () => {
	function receiving(options: Partial<WebhookServerOptions> = {}) {
		const heard: string[] = [];
		const server = createWebhookServer({
			gate: { sdkAppId: 1_400_000_000, token: undefined, windowSeconds: 60, now: Date.now },
			ours: [],
			record: async () => true,
			recorded: (event: ProfileEvent) => heard.push(`event of ${event.account}`),
			ended: (ending) => heard.push(ending),
			counts: () => ({ recorded: 7 }),
			...options,
		});
		const post = async (payload: unknown = BODY, query: Readonly<Record<string, string>> = QUERY) => {
			const text = typeof payload === "string" ? payload : JSON.stringify(payload);
			const { statusCode, json } = await server.inject({ method: "POST", url: "/any/path", query, payload: text });
			return { status: statusCode, body: json(), heard };
		};
		return { server, post };
	}

	it("acknowledges an event in the service's words, and says it", async () => {
		assert.deepEqual(await receiving().post(), { status: 200, body: OK, heard: ["event of alice", "recorded"] });
	});

	it("acknowledges an event that it has, and says nothing", async () => {
		const { post } = receiving({ record: async () => false });
		assert.deepEqual(await post(), { status: 200, body: OK, heard: ["repeated"] });
	});

	it("acknowledges and ignores other commands", async () => {
		const { post } = receiving();
		assert.deepEqual(await post({ CallbackCommand: "State.StateChange" }), {
			...{ status: 200, body: OK },
			heard: ["ignored"],
		});
	});

	const failures: readonly { name: string; record: WebhookServerOptions["record"] }[] = [
		{ name: "cannot be written", record: () => Promise.reject(new Error("full")) },
		{ name: "is not on disk within the budget", record: () => new Promise(() => undefined) },
	];
	for (const { name, record } of failures) {
		it(`does not acknowledge an event that ${name}`, async () => {
			const { status, body, heard } = await receiving({ record, budgetMs: 10 }).post();
			assert.deepEqual([status, body.ActionStatus, heard], [503, "FAIL", ["not written"]]);
		});
	}

	it("says an event that comes to disk after the budget", async () => {
		let written: (isNew: boolean) => void = () => undefined;
		const record = () => new Promise<boolean>((resolve) => (written = resolve));
		const { heard } = await receiving({ record, budgetMs: 10 }).post();
		written(true);
		await new Promise(setImmediate);
		assert.deepEqual(heard, ["not written", "event of alice"]);
	});

	const refused: readonly { name: string; payload?: unknown; query?: typeof QUERY; status: number; ending: string }[] =
		[
			{ name: "another app", query: { ...QUERY, SdkAppid: "1" }, status: 403, ending: "foreign app" },
			{ name: "a body that is no JSON", payload: "{", status: 400, ending: "malformed" },
			{ name: "a huge body", payload: "x".repeat(MAX_BODY_BYTES + 1), status: 413, ending: "malformed" },
		];
	for (const { name, payload, query, status, ending } of refused) {
		it(`refuses ${name} with ${status}`, async () => {
			const answer = await receiving().post(payload, query);
			assert.deepEqual([answer.status, answer.body.ActionStatus, answer.heard], [status, "FAIL", [ending]]);
		});
	}

	it("looks at no body before the caller is known", async () => {
		const { post } = receiving();
		const { status, heard } = await post("x".repeat(MAX_BODY_BYTES + 1), { ...QUERY, SdkAppid: "1" });
		assert.deepEqual([status, heard], [403, ["foreign app"]]);
	});

	it("takes a body of another Content-Type, and of none", async () => {
		const { server } = receiving();
		for (const headers of [{}, { "content-type": "text/plain" }]) {
			const payload = JSON.stringify(BODY);
			const { statusCode } = await server.inject({ method: "POST", url: "/", query: QUERY, payload, headers });
			assert.equal(statusCode, 200, JSON.stringify(headers));
		}
	});

	it("tells how it is", async () => {
		const { server } = receiving();
		assert.deepEqual((await server.inject("/health")).json(), { recorded: 7 });
	});
});
