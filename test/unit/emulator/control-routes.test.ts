import assert from "node:assert/strict";
import { type Emulator, startEmulator, type Webhook } from "@/emulator";
import { startHttpStub } from "@/test/contract/http-stub";
import { NICK, queryOf } from "./in-memory-emulator";

describe("createControlRoutes", () => {
	let emulator: Emulator;
	beforeEach(async () => {
		emulator = await startEmulator({
			accounts: { alice: { [NICK]: "Alice" } },
			faults: [{ when: { command: "account_check" }, effect: { do: "answer", code: 91000 } }],
		});
	});
	afterEach(() => emulator.close());

	const call = async () => {
		const url = `${emulator.endpoint}/v4/profile/portrait_get?${queryOf(emulator)}`;
		const body = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });
		return (await (await fetch(url, { method: "POST", body })).json()) as { readonly ErrorCode: number };
	};
	const control = (method: string, path: string, body?: string) =>
		fetch(`${emulator.endpoint}/_emulator${path}`, { method, ...(body === undefined ? {} : { body }) });
	const json = async (method: string, path: string, body?: unknown) => {
		const response = await control(method, path, body === undefined ? undefined : JSON.stringify(body));
		return [response.status, await response.json()] as const;
	};

	it("lists the recorded calls and resets the emulator", async () => {
		await call();
		const [status, body] = await json("GET", "/requests");
		assert.deepEqual([status, body], [200, { requests: emulator.requests, unhandled: [] }]);
		assert.equal((await control("POST", "/reset")).status, 204);
		assert.equal(emulator.calls(), 0);
	});

	it("reads, changes and removes accounts", async () => {
		const big = '{"Tag_Big":18446744073709551615,"Tag_Profile_IM_Nick":null}';
		assert.equal((await control("PUT", "/accounts/alice", big)).status, 200);
		assert.deepEqual(emulator.profile("alice"), { Tag_Big: { uint64: "18446744073709551615" } });
		assert.deepEqual(await json("PUT", "/accounts/%40RBT%231", { [NICK]: "Bot" }), [200, { [NICK]: "Bot" }]);
		assert.deepEqual(await json("GET", "/accounts"), [200, ["administrator", "alice", "@RBT#1"]]);
		assert.equal((await control("DELETE", "/accounts/alice")).status, 204);
		assert.deepEqual(await json("GET", "/accounts/alice"), [404, { error: 'account "alice" does not exist' }]);
	});

	const names = ["a/b", "a%41", "a+b c", "zoë", "%zz"];
	for (const name of names) {
		it(`decodes the account ${name} in a path exactly once`, async () => {
			emulator.addAccount(name, { [NICK]: "Found" });
			assert.deepEqual(await json("GET", `/accounts/${encodeURIComponent(name)}`), [200, { [NICK]: "Found" }]);
		});
	}

	it("restores a removed account on reset", async () => {
		await control("DELETE", "/accounts/alice");
		await control("POST", "/reset");
		assert.deepEqual(await json("GET", "/accounts/alice"), [200, { [NICK]: "Alice" }]);
	});

	it("lists, adds, removes and clears faults", async () => {
		assert.deepEqual(await json("POST", "/faults", { effect: { do: "answer", code: 60008 } }), [201, { id: 2 }]);
		assert.equal((await call()).ErrorCode, 60008);
		const [, list] = await json("GET", "/faults");
		assert.deepEqual(list, emulator.faults.list());
		assert.equal((await control("DELETE", "/faults/2")).status, 204);
		assert.deepEqual(await json("DELETE", "/faults/2"), [404, { error: "fault 2 does not exist" }]);
		assert.equal((await control("DELETE", "/faults")).status, 204);
		assert.deepEqual(emulator.faults.list(), []);
	});

	it("reads and changes quirks", async () => {
		const [status, changed] = await json("PATCH", "/quirks", { order: "shuffled" });
		assert.deepEqual([status, emulator.quirks.order], [200, "shuffled"]);
		assert.deepEqual(changed, { ...emulator.quirks });
		assert.deepEqual(await json("GET", "/quirks"), [200, { ...emulator.quirks }]);
	});

	it("applies a profile change and lists its webhook event", async () => {
		const receiver = await startHttpStub((response) => response.end());
		const other = await startEmulator({ accounts: { alice: {} }, webhook: { url: receiver.endpoint } });
		const change = (body: object) =>
			fetch(`${other.endpoint}/_emulator/changes`, { method: "POST", body: JSON.stringify(body) });
		const items = { [NICK]: "Renamed" };
		assert.equal((await change({ account: "alice", operator: "root", items })).status, 204);
		assert.equal((await change({ account: "missing", items })).status, 404);
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

	it("does not record control requests as calls", async () => {
		await json("GET", "/accounts");
		await json("GET", "/accounts/x");
		assert.deepEqual(emulator.requests, []);
	});

	const unknown = [
		{ method: "GET", path: "/answers" },
		{ method: "GET", path: "/" },
		{ method: "PUT", path: "/faults" },
		{ method: "POST", path: "/accounts/alice" },
	];
	for (const { method, path } of unknown) {
		it(`responds with 404 to ${method} ${path}`, async () => {
			assert.deepEqual(await json(method, path), [404, { error: `unknown route ${method} /_emulator${path}` }]);
		});
	}

	const invalid = [
		{ method: "POST", path: "/changes", body: '{"account":"alice"}', reason: /^items: must be an object/ },
		{ method: "POST", path: "/changes", body: '{"account":"alice","items":{"x":1}}', reason: /^items.x: unknown tag/ },
		{ method: "POST", path: "/faults", body: "{}", reason: /^fault.effect: must be an object$/ },
		{ method: "POST", path: "/faults", body: "[", reason: /JSON/i },
		{ method: "PATCH", path: "/quirks", body: '{"order":1}', reason: /^quirks.order: must be one of/ },
		{ method: "PUT", path: "/accounts/alice", body: '{"Tag":true}', reason: /^Tag: must be a string/ },
		{ method: "PUT", path: "/accounts/alice", body: "[]", reason: /^the body must be a JSON object$/ },
		{ method: "PUT", path: "/accounts/alice", body: "", reason: /JSON/i },
	];
	for (const c of invalid) {
		it(`responds with 400 to ${c.method} ${c.path} with the body ${c.body || "''"}`, async () => {
			const response = await control(c.method, c.path, c.body);
			const { error } = (await response.json()) as { readonly error: string };
			assert.equal(response.status, 400);
			assert.match(error, c.reason);
		});
	}

	it("responds with 400 to a body over 1 MiB", async () => {
		const [status, body] = await json("PUT", "/accounts/alice", { [NICK]: "x".repeat(1_048_576) });
		assert.deepEqual([status, body], [400, { error: "the body must not exceed 1048576 bytes" }]);
	});
});
