import assert from "node:assert/strict";
import { type Emulator, startEmulator, type Webhook } from "@/emulator";
import { startHttpStub } from "@/test/contract/http-stub";
import { NICK, queryOf } from "@/test/unit/emulator/in-memory-emulator";

describe("emulator", () => {
	let emulator: Emulator;
	beforeEach(async () => {
		emulator = await startEmulator({
			accounts: { alice: { [NICK]: "Alice" } },
			quirks: { unsetTags: "zero" },
			faults: [{ when: { command: "account_check" }, effect: { do: "answer", code: 91000 } }],
		});
	});
	afterEach(() => emulator.close());

	const post = async (path: string, body: unknown) => {
		const url = `${emulator.endpoint}/v4/${path}?${queryOf(emulator)}`;
		const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
		return (await response.json()) as Readonly<Record<string, unknown>>;
	};
	const get = () => post("profile/portrait_get", { To_Account: ["alice"], TagList: [NICK] });
	const admin = (method: string, path: string, body?: string) =>
		fetch(`${emulator.endpoint}/_emulator${path}`, { method, ...(body === undefined ? {} : { body }) });
	const json = async (method: string, path: string, body?: unknown) => {
		const response = await admin(method, path, body === undefined ? undefined : JSON.stringify(body));
		return [response.status, await response.json()] as const;
	};

	it("gives the environment that points the provider at it", () => {
		assert.match(emulator.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
		assert.deepEqual(emulator.env, {
			TIM_SDK_APP_ID: "1400000000",
			TIM_IDENTIFIER: "administrator",
			TIM_ENDPOINT: emulator.endpoint,
			TIM_SECRET_KEY: emulator.secretKey,
		});
	});

	it("counts and lists calls, and those of unknown commands apart", async () => {
		await get();
		await post("profile/portrait_get_all", {});
		assert.deepEqual([emulator.calls(), emulator.calls("portrait_get")], [2, 1]);
		assert.deepEqual(
			emulator.unhandled.map((record) => record.command),
			["portrait_get_all"],
		);
		assert.doesNotMatch(JSON.stringify(emulator.requests), /usersig/i);
	});

	it("changes accounts behind everybody's back", async () => {
		emulator.setProfile("alice", { [NICK]: "Other" });
		emulator.addAccount("bob", { [NICK]: "Bob" });
		emulator.addAccount("bob");
		emulator.removeAccount("administrator");
		assert.deepEqual(emulator.profile("alice"), { [NICK]: "Other" });
		assert.deepEqual([emulator.profile("bob"), emulator.profile("administrator")], [{}, undefined]);
		emulator.setProfile("alice", { [NICK]: undefined });
		assert.deepEqual(emulator.profile("alice"), {});
		assert.equal(emulator.calls(), 0);
	});

	it("goes back to its start", async () => {
		const { faults, quirks, requests } = emulator;
		emulator.setProfile("alice", { [NICK]: "Other" });
		faults.clear();
		quirks.order = "shuffled";
		quirks.unsetTags = "omitted";
		await get();
		emulator.reset();
		assert.deepEqual(emulator.profile("alice"), { [NICK]: "Alice" });
		assert.deepEqual([quirks.order, quirks.unsetTags], ["request", "zero"]);
		assert.deepEqual([faults.list().length, requests.length, emulator.unhandled.length], [1, 0, 0]);
	});

	it("has the default admin beside the others, and names the first in its environment", async () => {
		const other = await startEmulator({ admins: ["root", "ops"] });
		assert.deepEqual([other.identifier, other.env.TIM_IDENTIFIER], ["root", "root"]);
		assert.deepEqual(
			["root", "ops", "administrator"].map((admin) => other.profile(admin)),
			[{}, {}, {}],
		);
		await other.close();
	});

	it("refuses wrong custom fields and too many admins", async () => {
		const admins = Array.from({ length: 10 }, (_, index) => `admin${index}`);
		await assert.rejects(startEmulator({ admins }), { message: /^admins: 11 with "administrator"/ });
		await assert.rejects(startEmulator({ customFields: ["Team1"] }), {
			message: /"Team1" is not 1 to 8 English letters/,
		});
	});

	it("serves its requests over HTTP", async () => {
		await get();
		const [status, body] = await json("GET", "/requests");
		assert.deepEqual([status, body], [200, { requests: emulator.requests, unhandled: [] }]);
		assert.equal((await admin("POST", "/reset")).status, 204);
		assert.equal(emulator.calls(), 0);
	});

	it("serves its accounts over HTTP", async () => {
		const big = '{"Tag_Big":18446744073709551615,"Tag_Profile_IM_Nick":null}';
		assert.equal((await admin("PUT", "/accounts/alice", big)).status, 200);
		assert.deepEqual(emulator.profile("alice"), { Tag_Big: { uint64: "18446744073709551615" } });
		assert.deepEqual(await json("PUT", "/accounts/%40RBT%231", { [NICK]: "Bot" }), [200, { [NICK]: "Bot" }]);
		assert.deepEqual(await json("GET", "/accounts"), [200, ["administrator", "alice", "@RBT#1"]]);
		assert.equal((await admin("DELETE", "/accounts/alice")).status, 204);
		assert.deepEqual(await json("GET", "/accounts/alice"), [404, { error: 'no account "alice"' }]);
	});

	it("serves its faults over HTTP", async () => {
		assert.deepEqual(await json("POST", "/faults", { effect: { do: "answer", code: 60008 } }), [201, { id: 2 }]);
		assert.equal((await get()).ErrorCode, 60008);
		const [, list] = await json("GET", "/faults");
		assert.deepEqual(list, emulator.faults.list());
		assert.equal((await admin("DELETE", "/faults/2")).status, 204);
		assert.deepEqual(await json("DELETE", "/faults/2"), [404, { error: "no fault 2" }]);
		assert.equal((await admin("DELETE", "/faults")).status, 204);
		assert.deepEqual(emulator.faults.list(), []);
	});

	it("serves its switches over HTTP", async () => {
		const [status] = await json("PATCH", "/quirks", { order: "shuffled" });
		assert.deepEqual([status, emulator.quirks.order], [200, "shuffled"]);
		assert.deepEqual(await json("GET", "/quirks"), [200, { ...emulator.quirks }]);
	});

	it("serves changes by hand and their webhook events over HTTP", async () => {
		const receiver = await startHttpStub((response) => response.end());
		const other = await startEmulator({ accounts: { alice: {} }, webhook: { url: receiver.endpoint } });
		const change = (body: object) =>
			fetch(`${other.endpoint}/_emulator/changes`, { method: "POST", body: JSON.stringify(body) });
		const items = { [NICK]: "Renamed" };
		assert.equal((await change({ account: "alice", operator: "root", items })).status, 204);
		assert.equal((await change({ account: "nobody", items })).status, 404);
		const { deliveries } = (await (await fetch(`${other.endpoint}/_emulator/webhook`)).json()) as Webhook;
		assert.deepEqual(deliveries, other.webhook.deliveries);
		assert.deepEqual(
			deliveries.map(({ operator, outcome }) => [operator, outcome]),
			[["root", "delivered"]],
		);
		assert.deepEqual([other.profile("alice"), receiver.requests.length], [items, 1]);
		await other.close();
		await receiver.close();
	});

	const wrong = [
		{ method: "POST", path: "/changes", body: '{"account":"alice"}', reason: /^items: must be an object/ },
		{ method: "POST", path: "/changes", body: '{"account":"alice","items":{"x":1}}', reason: /^items.x: no such tag/ },
		{ method: "POST", path: "/faults", body: "{}", reason: /^fault.effect: must be an object$/ },
		{ method: "POST", path: "/faults", body: "[", reason: /JSON/i },
		{ method: "PATCH", path: "/quirks", body: '{"order":1}', reason: /^quirks.order: must be one of/ },
		{ method: "PUT", path: "/accounts/alice", body: '{"Tag":true}', reason: /^Tag: must be a string/ },
		{ method: "PUT", path: "/accounts/alice", body: "[]", reason: /^the body must be a JSON object$/ },
	];
	for (const c of wrong) {
		it(`answers 400 to ${c.method} ${c.path} of ${c.body}`, async () => {
			const response = await admin(c.method, c.path, c.body);
			const { error } = (await response.json()) as { readonly error: string };
			assert.equal(response.status, 400);
			assert.match(error, c.reason);
		});
	}
});
