import assert from "node:assert/strict";
import { Api } from "tls-sig-api-v2";
import { bodyOf, createInMemoryEmulator, type InMemoryEmulator, NICK } from "@/test/unit/emulator/in-memory-emulator";

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const online = { alice: { iPhone: "PushOnline", Web: "Online" }, bob: { Android: "PushOnline" } } as const;

const kick = (emulator: InMemoryEmulator, body: object) => emulator.post("im_open_login_svc/kick", body);

const query = (emulator: InMemoryEmulator, body: object, command = "query_online_status") =>
	emulator.post(`openim/${command}`, body);

/** Returns the error codes of calls with the given UserSigs. */
function codes(
	emulator: InMemoryEmulator,
	...signatures: readonly { readonly identifier: string; readonly usersig: string }[]
) {
	const body = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });
	return signatures.map((signature) => bodyOf(emulator.send("profile/portrait_get", body, signature)).ErrorCode);
}

describe("query_online_status", () => {
	for (const command of ["query_online_status", "querystate"]) {
		it(`returns one status for each account when called as ${command}`, () => {
			const emulator = createInMemoryEmulator({ online });
			const answer = query(emulator, { To_Account: ["alice", "bob", "administrator", "missing", "bob"] }, command);
			assert.deepEqual(answer, {
				QueryResult: [
					{ To_Account: "alice", Status: "Online" },
					{ To_Account: "bob", Status: "PushOnline" },
					{ To_Account: "administrator", Status: "Offline" },
				],
				ErrorList: [{ To_Account: "missing", ErrorCode: 70107 }],
				...ok,
			});
		});
	}

	it("returns the platforms of accounts that are not offline if IsNeedDetail is 1", () => {
		const emulator = createInMemoryEmulator({ online });
		const Detail = [
			{ Platform: "iPhone", Status: "PushOnline" },
			{ Platform: "Web", Status: "Online" },
		];
		assert.deepEqual(query(emulator, { To_Account: ["alice", "administrator"], IsNeedDetail: 1 }).QueryResult, [
			{ To_Account: "alice", Status: "Online", Detail },
			{ To_Account: "administrator", Status: "Offline" },
		]);
		assert.deepEqual(query(emulator, { To_Account: ["alice"], IsNeedDetail: 0 }).QueryResult, [
			{ To_Account: "alice", Status: "Online" },
		]);
	});

	it("refuses the call if every account fails, and still returns both lists", () => {
		const { ErrorCode, ActionStatus, QueryResult, ErrorList } = query(createInMemoryEmulator(), {
			To_Account: ["x", "y"],
		});
		assert.deepEqual([ActionStatus, ErrorCode, QueryResult], ["FAIL", 70107, []]);
		assert.deepEqual(ErrorList, [
			{ To_Account: "x", ErrorCode: 70107 },
			{ To_Account: "y", ErrorCode: 70107 },
		]);
	});

	it("returns the error code of a fault for one account", () => {
		const emulator = createInMemoryEmulator({
			faults: [{ when: { account: "bob" }, effect: { do: "answer-account", code: 90994 } }],
		});
		const answer = query(emulator, { To_Account: ["alice", "bob"] });
		assert.deepEqual([answer.ErrorCode, answer.ErrorList], [0, [{ To_Account: "bob", ErrorCode: 90994 }]]);
	});

	const many = (length: number) => Array.from({ length }, (_, index) => `user${index}`);
	const refused = [
		{ name: "a body without accounts", code: 90001, body: {} },
		{ name: "an empty list of accounts", code: 90001, body: { To_Account: [] } },
		{ name: "a string instead of a list of accounts", code: 90003, body: { To_Account: "alice" } },
		{ name: "an account that is a number", code: 90003, body: { To_Account: ["alice", 5] } },
		{ name: "501 accounts", code: 90011, body: { To_Account: many(501) } },
		{ name: "500 accounts that do not exist", code: 70107, body: { To_Account: many(500) } },
	];
	for (const { name, code, body } of refused) {
		it(`refuses ${name} with ${code}`, () => assert.equal(query(createInMemoryEmulator(), body).ErrorCode, code));
	}
});

describe("kick", () => {
	for (const key of ["UserID", "Identifier"]) {
		it(`logs out only the account that the body names in ${key}, until a reset`, () => {
			const emulator = createInMemoryEmulator({ online });
			const statuses = () =>
				(query(emulator, { To_Account: ["alice", "bob"] }).QueryResult as { readonly Status: string }[]).map(
					({ Status }) => Status,
				);
			assert.deepEqual(kick(emulator, { [key]: "alice" }), ok);
			assert.deepEqual(statuses(), ["Offline", "PushOnline"]);
			emulator.state.reset();
			assert.deepEqual(statuses(), ["Online", "PushOnline"]);
		});
	}

	it("invalidates the earlier UserSigs of the kicked admin, but not the UserSigs of other admins", () => {
		const emulator = createInMemoryEmulator({ admins: ["root"] });
		const { sdkAppId, secretKey } = emulator.state.settings;
		const signed = (identifier: string) => ({
			identifier,
			usersig: new Api(sdkAppId, secretKey).genUserSig(identifier, 3600),
		});
		const [root, other] = [signed("root"), signed("administrator")];
		emulator.nowMs = Math.floor(Date.now() / 1000 - 1) * 1000;
		assert.equal(kick(emulator, { UserID: "root" }).ErrorCode, 0);
		assert.deepEqual(codes(emulator, root), [0], "signed in the second of the kick, or later");
		emulator.nowMs += 60_000;
		assert.equal(kick(emulator, { UserID: "root" }).ErrorCode, 0);
		assert.deepEqual(codes(emulator, root, other), [70001, 0]);
		emulator.state.quirks.kickedUserSigCode = 70052;
		assert.deepEqual(codes(emulator, root), [70052]);
		emulator.state.reset();
		assert.deepEqual(codes(emulator, root), [0]);
	});

	it("fails if a fault refuses the account, and has no effect if a fault discards the effect of the call", () => {
		const emulator = createInMemoryEmulator({ online });
		emulator.state.faults.add({ when: { account: "alice" }, times: 1, effect: { do: "answer-account", code: 70169 } });
		assert.equal(kick(emulator, { UserID: "alice" }).ErrorCode, 70169);
		emulator.state.faults.add({ effect: { do: "lose" } });
		assert.equal(kick(emulator, { UserID: "alice" }).ErrorCode, 0);
		assert.deepEqual(emulator.state.sessions.platformsOf("alice"), online.alice);
	});

	const refused = [
		{ name: "a body without an account", code: 70402, body: {} },
		{ name: "an account that is a number", code: 70402, body: { UserID: 5 } },
		{ name: "a missing account", code: 70107, body: { UserID: "missing" } },
	];
	for (const { name, code, body } of refused) {
		it(`refuses ${name} with ${code}`, () => assert.equal(kick(createInMemoryEmulator(), body).ErrorCode, code));
	}
});

describe("account_delete", () => {
	it("logs out the account, so that it is offline after it is created again", () => {
		const emulator = createInMemoryEmulator({ online, trial: true });
		emulator.post("im_open_login_svc/account_delete", { DeleteItem: [{ UserID: "alice" }] });
		emulator.post("im_open_login_svc/account_import", { UserID: "alice" });
		assert.deepEqual(query(emulator, { To_Account: ["alice"] }).QueryResult, [
			{ To_Account: "alice", Status: "Offline" },
		]);
	});
});
