import assert from "node:assert/strict";
import { Api } from "tls-sig-api-v2";
import { handleCall } from "@/emulator/dispatch";
import { bodyOf, createInMemoryEmulator, type Query, queryOf } from "@/test/unit/emulator/in-memory-emulator";

const path = "profile/portrait_get";

const validBody = JSON.stringify({ To_Account: ["alice"], TagList: ["Tag_Profile_IM_Nick"] });

interface Case {
	readonly name: string;
	readonly code: number;
	readonly query?: Query;
	readonly body?: string | Uint8Array;
	readonly path?: string;
}

/** Most rows also fail a later check, so that the expected code proves the order of the checks. */
const cases: readonly Case[] = [
	{ name: "a URL without sdkappid", code: 60012, query: { sdkappid: undefined, identifier: undefined } },
	{ name: "an sdkappid that is not a number", code: 60025, query: { sdkappid: "abc", usersig: "junk" } },
	{ name: "a URL without identifier", code: 60025, query: { identifier: undefined, usersig: "junk" } },
	{ name: "a URL with an empty usersig", code: 60025, query: { usersig: "" } },
	{ name: "a contenttype other than json", code: 60025, query: { contenttype: "xml", usersig: "junk" } },
	{ name: "a URL without random", code: 60025, query: { random: undefined, usersig: "junk" } },
	{ name: "a random over 32 bits", code: 60025, query: { random: "4294967296" } },
	{ name: "a malformed usersig", code: 70003, query: { usersig: "junk", sdkappid: "7" } },
	{ name: "a usersig for another app", code: 70014, query: { sdkappid: "7", identifier: "bob" } },
	{ name: "a usersig for another identifier", code: 70013, query: { identifier: "bob" }, body: "{" },
	{ name: "a body that is not JSON", code: 60003, body: "{", path: "profile/unknown" },
	{ name: "a body nested too deeply", code: 60003, body: `{"a":${"[".repeat(3000)}${"]".repeat(3000)}}` },
	{ name: "a body of 300,000 open brackets", code: 60003, body: `{"a":${"[".repeat(300_000)}` },
	{ name: "an empty body", code: 60003, body: "", path: "profile/unknown" },
	{ name: "a body that is a list", code: 60003, body: "[]" },
	{ name: "a body that is not UTF-8", code: 60003, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
	{ name: "an unknown command", code: 60009, path: "profile/unknown", body: "{}" },
	{
		name: "an unknown command whose body contains errorCode",
		code: 60009,
		path: "profile/unknown",
		body: '{"errorCode":0}',
	},
	{ name: "a path without a command", code: 60009, path: "profile", body: "{}" },
	{ name: "a command named constructor", code: 60009, path: "profile/constructor" },
];

describe("authenticate", () => {
	for (const c of cases) {
		it(`refuses ${c.name} with ${c.code}`, () => {
			const served = createInMemoryEmulator().send(c.path ?? path, c.body ?? validBody, c.query);
			assert.equal(bodyOf(served).ErrorCode, c.code);
			assert.equal(bodyOf(served).ActionStatus, "FAIL");
		});
	}

	it("accepts a valid call", () => {
		assert.equal(bodyOf(createInMemoryEmulator().send(path, validBody)).ErrorCode, 0);
	});

	it("refuses a caller that is not an admin with 60010", () => {
		const emulator = createInMemoryEmulator({ admins: ["root"] });
		const { sdkAppId, secretKey } = emulator.state.settings;
		const codeFor = (identifier: string) => {
			const usersig = new Api(sdkAppId, secretKey).genUserSig(identifier, 3600);
			return bodyOf(emulator.send(path, validBody, { identifier, usersig })).ErrorCode;
		};
		assert.deepEqual(["alice", "root", "administrator"].map(codeFor), [60010, 0, 0]);
	});

	it("refuses the SDKAppID of another app with 70020", () => {
		const emulator = createInMemoryEmulator();
		const url = `/v4/${path}?${queryOf({ sdkAppId: 7, secretKey: "k" })}`;
		assert.equal(
			bodyOf(handleCall(emulator.state, { method: "POST", url, body: Buffer.from(validBody) })).ErrorCode,
			70020,
		);
	});

	it("refuses a method other than POST and a body that is too large with 60002", () => {
		const { state } = createInMemoryEmulator();
		const url = `/v4/${path}?${queryOf(state.settings)}`;
		assert.equal(bodyOf(handleCall(state, { method: "GET", url, body: Buffer.from(validBody) })).ErrorCode, 60002);
		assert.equal(bodyOf(handleCall(state, { method: "POST", url, body: undefined })).ErrorCode, 60002);
	});
});
