import assert from "node:assert/strict";
import { Api } from "tls-sig-api-v2";
import { aBench, type Bench, bodyOf, NICK } from "@/test/unit/emulator/in-memory-emulator";

const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

const online = { alice: { iPhone: "PushOnline", Web: "Online" }, bob: { Android: "PushOnline" } } as const;

const kick = (bench: Bench, body: object) => bench.post("im_open_login_svc/kick", body);

const query = (bench: Bench, body: object, command = "query_online_status") => bench.post(`openim/${command}`, body);

/** The codes of calls that an admin makes with UserSigs of its own signing. */
function codes(bench: Bench, ...signatures: readonly { readonly identifier: string; readonly usersig: string }[]) {
	const body = JSON.stringify({ To_Account: ["alice"], TagList: [NICK] });
	return signatures.map((signature) => bodyOf(bench.send("profile/portrait_get", body, signature)).ErrorCode);
}

describe("query_online_status", () => {
	for (const command of ["query_online_status", "querystate"]) {
		it(`says of each account what it is on all its platforms together, as ${command}`, () => {
			const bench = aBench({ online });
			const answer = query(bench, { To_Account: ["alice", "bob", "administrator", "nobody", "bob"] }, command);
			assert.deepEqual(answer, {
				QueryResult: [
					{ To_Account: "alice", Status: "Online" },
					{ To_Account: "bob", Status: "PushOnline" },
					{ To_Account: "administrator", Status: "Offline" },
				],
				ErrorList: [{ To_Account: "nobody", ErrorCode: 70107 }],
				...ok,
			});
		});
	}

	it("adds the platforms of those that are on some when asked to", () => {
		const bench = aBench({ online });
		const Detail = [
			{ Platform: "iPhone", Status: "PushOnline" },
			{ Platform: "Web", Status: "Online" },
		];
		assert.deepEqual(query(bench, { To_Account: ["alice", "administrator"], IsNeedDetail: 1 }).QueryResult, [
			{ To_Account: "alice", Status: "Online", Detail },
			{ To_Account: "administrator", Status: "Offline" },
		]);
		assert.deepEqual(query(bench, { To_Account: ["alice"], IsNeedDetail: 0 }).QueryResult, [
			{ To_Account: "alice", Status: "Online" },
		]);
	});

	it("fails as a whole when each account does, its lists still there", () => {
		const { ErrorCode, ActionStatus, QueryResult, ErrorList } = query(aBench(), { To_Account: ["x", "y"] });
		assert.deepEqual([ActionStatus, ErrorCode, QueryResult], ["FAIL", 70107, []]);
		assert.deepEqual(ErrorList, [
			{ To_Account: "x", ErrorCode: 70107 },
			{ To_Account: "y", ErrorCode: 70107 },
		]);
	});

	it("fails one account that a fault is about", () => {
		const bench = aBench({
			faults: [{ when: { account: "bob" }, effect: { do: "answer-account", code: 90994 } }],
		});
		const answer = query(bench, { To_Account: ["alice", "bob"] });
		assert.deepEqual([answer.ErrorCode, answer.ErrorList], [0, [{ To_Account: "bob", ErrorCode: 90994 }]]);
	});

	const many = (length: number) => Array.from({ length }, (_, index) => `user${index}`);
	const refused = [
		{ name: "no account", code: 90001, body: {} },
		{ name: "an empty list", code: 90001, body: { To_Account: [] } },
		{ name: "text instead of a list", code: 90003, body: { To_Account: "alice" } },
		{ name: "an account that is a number", code: 90003, body: { To_Account: ["alice", 5] } },
		{ name: "501 accounts", code: 90011, body: { To_Account: many(501) } },
		{ name: "500 accounts that do not exist", code: 70107, body: { To_Account: many(500) } },
	];
	for (const { name, code, body } of refused) {
		it(`refuses ${name} with ${code}`, () => assert.equal(query(aBench(), body).ErrorCode, code));
	}
});

describe("kick", () => {
	for (const key of ["UserID", "Identifier"]) {
		it(`logs out the account that ${key} names, and no other, until a reset`, () => {
			const bench = aBench({ online });
			const statuses = () =>
				(query(bench, { To_Account: ["alice", "bob"] }).QueryResult as { readonly Status: string }[]).map(
					({ Status }) => Status,
				);
			assert.deepEqual(kick(bench, { [key]: "alice" }), ok);
			assert.deepEqual(statuses(), ["Offline", "PushOnline"]);
			bench.world.reset();
			assert.deepEqual(statuses(), ["Online", "PushOnline"]);
		});
	}

	it("ends the UserSigs that a kicked admin signed before, and nobody else's", () => {
		const bench = aBench({ admins: ["root"] });
		const { sdkAppId, secretKey } = bench.world.settings;
		const signed = (identifier: string) => ({
			identifier,
			usersig: new Api(sdkAppId, secretKey).genUserSig(identifier, 3600),
		});
		const [root, other] = [signed("root"), signed("administrator")];
		bench.nowMs = Math.floor(Date.now() / 1000 - 1) * 1000;
		assert.equal(kick(bench, { UserID: "root" }).ErrorCode, 0);
		assert.deepEqual(codes(bench, root), [0], "signed in the second of the kick, or later");
		bench.nowMs += 60_000;
		assert.equal(kick(bench, { UserID: "root" }).ErrorCode, 0);
		assert.deepEqual(codes(bench, root, other), [70001, 0]);
		bench.world.quirks.kickedUserSigCode = 70052;
		assert.deepEqual(codes(bench, root), [70052]);
		bench.world.reset();
		assert.deepEqual(codes(bench, root), [0]);
	});

	it("can fail by a fault about the account, and be lost", () => {
		const bench = aBench({ online });
		bench.world.faults.add({ when: { account: "alice" }, times: 1, effect: { do: "answer-account", code: 70169 } });
		assert.equal(kick(bench, { UserID: "alice" }).ErrorCode, 70169);
		bench.world.faults.add({ effect: { do: "lose" } });
		assert.equal(kick(bench, { UserID: "alice" }).ErrorCode, 0);
		assert.deepEqual(bench.world.sessions.of("alice"), online.alice);
	});

	const refused = [
		{ name: "no account", code: 70402, body: {} },
		{ name: "an account that is a number", code: 70402, body: { UserID: 5 } },
		{ name: "a missing account", code: 70107, body: { UserID: "nobody" } },
	];
	for (const { name, code, body } of refused) {
		it(`refuses ${name} with ${code}`, () => assert.equal(kick(aBench(), body).ErrorCode, code));
	}
});

describe("a deleted account", () => {
	it("is offline when it is imported again", () => {
		const bench = aBench({ online, trial: true });
		bench.post("im_open_login_svc/account_delete", { DeleteItem: [{ UserID: "alice" }] });
		bench.post("im_open_login_svc/account_import", { UserID: "alice" });
		assert.deepEqual(query(bench, { To_Account: ["alice"] }).QueryResult, [{ To_Account: "alice", Status: "Offline" }]);
	});
});
