import assert from "node:assert/strict";
import { createRequestLog, parseCall } from "@/emulator/request";
import { createInMemoryEmulator } from "./in-memory-emulator";

const path = "profile/portrait_get";
const validBody = JSON.stringify({ To_Account: ["alice"], TagList: ["Tag_Profile_IM_Nick"] });
const parse = (url: string, body: string | undefined = "{}") =>
	parseCall({ method: "POST", url, body: body === undefined ? undefined : Buffer.from(body) });

describe("parseCall", () => {
	const paths = [
		{ url: "/v4/profile/portrait_get?a=1&b=2", service: "profile", command: "portrait_get" },
		{ url: "/v4/profile/portrait_get", service: "profile", command: "portrait_get" },
		{ url: "/v4/profile", service: "", command: "" },
		{ url: "/v4/profile/portrait_get/", service: "", command: "" },
		{ url: "*", service: "", command: "" },
		{ url: "", service: "", command: "" },
	];
	for (const { url, ...expected } of paths) {
		it(`parses the URL ${url || "''"}`, () => {
			const { service, command } = parse(url);
			assert.deepEqual({ service, command }, expected);
		});
	}

	it("parses the query after the first question mark", () => {
		assert.deepEqual(
			[...parse("/v4/a/b?x=1?2&y=%20").query],
			[
				["x", "1?2"],
				["y", " "],
			],
		);
	});

	it("reports a malformed path", () => {
		const urls = ["/v4/a/b%20c", "/v4/a/%zz", "/v4/a/%ff", "/v4/a/b?%zz"];
		assert.deepEqual(
			urls.map((url) => parse(url).isPathValid),
			[true, false, false, true],
		);
	});

	const bodies = [
		{ name: "a body that is not JSON", body: "{", parsed: "malformed" },
		{ name: "a body that is a list", body: "[]", parsed: "malformed" },
		{ name: "a body that is an object", body: '{"a":1}', parsed: { a: 1 } },
	];
	for (const { name, body, parsed } of bodies) {
		it(`returns ${JSON.stringify(parsed)} for ${name}`, () => assert.deepEqual(parse("/", body).body, parsed));
	}

	it("returns too-large for a body that was not received", () => {
		assert.equal(parseCall({ method: "POST", url: "/", body: undefined }).body, "too-large");
	});

	const named: readonly {
		readonly body: object;
		readonly accounts: readonly string[];
		readonly tags?: readonly string[];
	}[] = [
		{ body: { To_Account: ["a", 1, "b"], TagList: ["t", 2, "u"] }, accounts: ["a", "b"], tags: ["t", "u"] },
		{
			body: { From_Account: "a", ProfileItem: [{ Tag: "t", Value: 1 }, "x", { Tag: "u" }] },
			accounts: ["a"],
			tags: ["t", "u"],
		},
		{ body: { AccountList: [{ UserID: "a" }, {}] }, accounts: ["a"] },
		{ body: { Accounts: ["a", "b"], TagList: "t", ProfileItem: {} }, accounts: ["a", "b"] },
		{ body: { CheckItem: [{ UserID: "a" }] }, accounts: ["a"] },
		{ body: { DeleteItem: [{ UserID: "a" }] }, accounts: ["a"] },
		{ body: { UserID: "a", Identifier: "b" }, accounts: ["a", "b"] },
		{ body: { Robot_Account: "a" }, accounts: ["a"] },
	];
	for (const { body, accounts, tags = [] } of named) {
		it(`finds the accounts and tags in ${JSON.stringify(body)}`, () => {
			const call = parse("/", JSON.stringify(body));
			assert.deepEqual([call.accounts, call.tags], [accounts, tags]);
		});
	}
});

describe("createRequestLog", () => {
	it("records every call without its UserSig", () => {
		const emulator = createInMemoryEmulator();
		emulator.send("profile/unknown", "{", { usersig: "junk" });
		emulator.send(path, validBody);
		const [first, second] = emulator.state.requestLog.records;
		assert.deepEqual(second, {
			command: "portrait_get",
			service: "profile",
			accounts: ["alice"],
			tags: ["Tag_Profile_IM_Nick"],
			body: { To_Account: ["alice"], TagList: ["Tag_Profile_IM_Nick"] },
			errorCode: 0,
			at: emulator.nowMs,
		});
		assert.deepEqual([first?.command, first?.errorCode, first?.body], ["unknown", 70003, undefined]);
	});

	it("drops the oldest record if there are more than 100,000", () => {
		const log = createRequestLog();
		const call = parse("/v4/profile/portrait_get");
		for (let at = 0; at <= 100_000; at += 1) log.add(call, 0, at);
		assert.deepEqual([log.records.length, log.records[0]?.at], [100_000, 1]);
		log.clear();
		assert.equal(log.records.length, 0);
	});
});
