import assert from "node:assert/strict";
import { Api } from "tls-sig-api-v2";
import { handleCall } from "@/emulator/dispatch";
import { aBench, bodyOf, type Query, queryOf } from "@/test/unit/emulator/in-memory-emulator";

const path = "profile/portrait_get";

const good = JSON.stringify({ To_Account: ["alice"], TagList: ["Tag_Profile_IM_Nick"] });

interface Case {
	readonly name: string;
	readonly code: number;
	readonly query?: Query;
	readonly body?: string | Uint8Array;
	readonly path?: string;
}

/** Each row is wrong in its own way and in every later one too, so that the table proves the order. */
const cases: readonly Case[] = [
	{ name: "a URL without sdkappid", code: 60012, query: { sdkappid: undefined, identifier: undefined } },
	{ name: "an sdkappid that is no number", code: 60025, query: { sdkappid: "abc", usersig: "junk" } },
	{ name: "a URL without identifier", code: 60025, query: { identifier: undefined, usersig: "junk" } },
	{ name: "a URL with an empty usersig", code: 60025, query: { usersig: "" } },
	{ name: "another contenttype", code: 60025, query: { contenttype: "xml", usersig: "junk" } },
	{ name: "a URL without random", code: 60025, query: { random: undefined, usersig: "junk" } },
	{ name: "a random over 32 bits", code: 60025, query: { random: "4294967296" } },
	{ name: "a junk usersig", code: 70003, query: { usersig: "junk", sdkappid: "7" } },
	{ name: "a usersig of another app", code: 70014, query: { sdkappid: "7", identifier: "bob" } },
	{ name: "a usersig of another identifier", code: 70013, query: { identifier: "bob" }, body: "{" },
	{ name: "a body that is no JSON", code: 60003, body: "{", path: "profile/unknown" },
	{ name: "a body nested too deep", code: 60003, body: `{"a":${"[".repeat(3000)}${"]".repeat(3000)}}` },
	{ name: "a body nested without end", code: 60003, body: `{"a":${"[".repeat(300_000)}` },
	{ name: "an empty body", code: 60003, body: "", path: "profile/unknown" },
	{ name: "a body that is a list", code: 60003, body: "[]" },
	{ name: "a body that is not UTF-8", code: 60003, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
	{ name: "an unknown command", code: 60009, path: "profile/unknown", body: "{}" },
	{ name: "a body that looks like a refusal", code: 60009, path: "profile/unknown", body: '{"refusedWith":0}' },
	{ name: "a path of other shape", code: 60009, path: "profile", body: "{}" },
	{ name: "a command named like a part of every object", code: 60009, path: "profile/constructor" },
];

describe("gate", () => {
	for (const c of cases) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			const outcome = aBench().send(c.path ?? path, c.body ?? good, c.query);
			assert.equal(bodyOf(outcome).ErrorCode, c.code);
			assert.equal(bodyOf(outcome).ActionStatus, "FAIL");
		});
	}

	it("lets a good call through", () => {
		assert.equal(bodyOf(aBench().send(path, good)).ErrorCode, 0);
	});

	it("refuses a caller that is no admin with 60010", () => {
		const bench = aBench({ admins: ["root"] });
		const { sdkAppId, secretKey } = bench.world.settings;
		const codeFor = (identifier: string) => {
			const usersig = new Api(sdkAppId, secretKey).genUserSig(identifier, 3600);
			return bodyOf(bench.send(path, good, { identifier, usersig })).ErrorCode;
		};
		assert.deepEqual(["alice", "root", "administrator"].map(codeFor), [60010, 0, 0]);
	});

	it("refuses another app with 70020", () => {
		const bench = aBench();
		const url = `/v4/${path}?${queryOf({ sdkAppId: 7, secretKey: "k" })}`;
		assert.equal(bodyOf(handleCall(bench.world, { method: "POST", url, body: Buffer.from(good) })).ErrorCode, 70020);
	});

	it("refuses a method that is not POST, and a body that was too large, with 60002", () => {
		const { world } = aBench();
		const url = `/v4/${path}?${queryOf(world.settings)}`;
		assert.equal(bodyOf(handleCall(world, { method: "GET", url, body: Buffer.from(good) })).ErrorCode, 60002);
		assert.equal(bodyOf(handleCall(world, { method: "POST", url, body: undefined })).ErrorCode, 60002);
	});

	it("answers 60007 above the rate of a command, and again as time goes on", () => {
		const bench = aBench({ callsPerSecond: { portrait_get: 2 } });
		const codes = () => [1, 2, 3].map(() => bodyOf(bench.send(path, good)).ErrorCode);
		assert.deepEqual(codes(), [0, 0, 60007]);
		bench.nowMs += 500;
		assert.deepEqual(codes(), [0, 60007, 60007]);
		assert.equal(bench.write("alice", "Tag_Profile_IM_Nick", "A"), 0);
	});

	it("records every call without its usersig", () => {
		const bench = aBench();
		bench.send("profile/unknown", "{", { usersig: "junk" });
		bench.send(path, good);
		const [first, second] = bench.world.log.records;
		assert.deepEqual(second, {
			command: "portrait_get",
			service: "profile",
			accounts: ["alice"],
			tags: ["Tag_Profile_IM_Nick"],
			body: { To_Account: ["alice"], TagList: ["Tag_Profile_IM_Nick"] },
			errorCode: 0,
			at: bench.nowMs,
		});
		assert.deepEqual([first?.command, first?.errorCode, first?.body], ["unknown", 70003, undefined]);
	});
});
