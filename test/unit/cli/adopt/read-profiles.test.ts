import assert from "node:assert/strict";
import { readProfiles, toAdoptResult } from "@/cli/adopt/read-profiles";
import { accountError, apiError, type ImError } from "@/provider/errors/im-error";
import type { TagValues } from "@/provider/model/types";
import { fakeBulk, fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const tags = [NICK, LEVEL, TEAM];
const call = { command: "portrait_get", accounts: ["alice"] };

interface Case {
	readonly name: string;
	readonly accounts: Readonly<Record<string, TagValues>>;
	readonly unreadable?: ReadonlyMap<string, ImError>;
	readonly failRead?: () => unknown;
	readonly adopted: readonly string[];
	readonly messages: readonly RegExp[];
	readonly exitCode: number;
}

describe("toAdoptResult", () => {
	const alice = { [NICK]: "Alice" };
	const cases: readonly Case[] = [
		{ name: "an account that exists", accounts: { alice }, adopted: ["alice"], messages: [], exitCode: 0 },
		{
			name: "an account that does not exist",
			accounts: {},
			adopted: [],
			messages: [/^portrait_get alice: account 40003 account does not exist; import the account first/],
			exitCode: 3,
		},
		{
			name: "an account that cannot be read",
			accounts: { alice },
			failRead: () => accountError("portrait_get", "alice", 40006),
			adopted: [],
			messages: [/^portrait_get alice: account 40006 internal error/],
			exitCode: 5,
		},
		{
			name: "a custom field that does not exist",
			accounts: { alice },
			unreadable: new Map([[TEAM, apiError(call, 40009)]]),
			adopted: ["alice"],
			messages: [/^Tag_Profile_Custom_Team is omitted: api 40009 tag does not exist; create the custom field/],
			exitCode: 5,
		},
		{
			name: "a standard tag that the app does not have",
			accounts: { alice },
			unreadable: new Map([[LEVEL, apiError(call, 40009)]]),
			adopted: ["alice"],
			messages: [],
			exitCode: 0,
		},
		{
			name: "a standard tag without read permission",
			accounts: { alice },
			unreadable: new Map([[LEVEL, apiError(call, 40007)]]),
			adopted: ["alice"],
			messages: [/^Tag_Profile_IM_Level is omitted: api 40007 no read permission/],
			exitCode: 5,
		},
		{
			name: "a live value that is not a valid input",
			accounts: { alice: { [LEVEL]: "high" } },
			adopted: ["alice"],
			messages: [/^alice: level is omitted, because the live value is not a valid input: must be an integer$/],
			exitCode: 5,
		},
	];
	const names = ["toString", "__proto__", "4dabf18193072939515e22adb298388d", "constructor"];
	const request = { accounts: [...names, "alice"], tags };
	const found = Object.fromEntries(request.accounts.map((name) => [name, alice]));

	it("omits the accounts that no set can have, with a message for each of them", async () => {
		const reads = await readProfiles(fakeBulk(fakeService({ accounts: found }).live), request);
		const result = toAdoptResult(reads, { tags, isDeclared: () => true, isSet: true });
		assert.deepEqual(
			result.accounts.map(({ account }) => account),
			["constructor", "alice"],
		);
		assert.deepEqual(
			result.messages,
			names
				.slice(0, 3)
				.map((name) => `${name} is omitted, because Pulumi cannot store it in a set; adopt it without --set`),
		);
		assert.equal(result.exitCode, 5);
	});

	it("keeps these accounts if each of them is a resource of its own", async () => {
		const reads = await readProfiles(fakeBulk(fakeService({ accounts: found }).live), request);
		const result = toAdoptResult(reads, { tags, isDeclared: () => true, isSet: false });
		assert.equal(result.accounts.length, 5);
		assert.equal(result.exitCode, 0);
	});

	for (const { name, adopted, messages, exitCode, ...service } of cases) {
		it(`returns exit code ${exitCode} for ${name}`, async () => {
			const reads = await readProfiles(fakeBulk(fakeService(service).live), { accounts: ["alice"], tags });
			const result = toAdoptResult(reads, { tags, isDeclared: () => false, isSet: false });
			assert.deepEqual(
				result.accounts.map(({ account }) => account),
				adopted,
			);
			assert.equal(result.messages.length, messages.length);
			messages.forEach((message, index) => {
				assert.match(result.messages[index] ?? "", message);
			});
			assert.equal(result.exitCode, exitCode);
		});
	}

	it("keeps the order of the request, and returns exit code 3 if an account is missing and a value is omitted", async () => {
		const service = fakeService({ accounts: { bob: { [LEVEL]: "high" }, alice } });
		const reads = await readProfiles(fakeBulk(service.live), { accounts: ["bob", "missing", "alice"], tags });
		const { accounts, exitCode } = toAdoptResult(reads, {
			tags,
			isDeclared: (account) => account === "bob",
			isSet: false,
		});
		assert.deepEqual(accounts, [
			{ account: "bob", attributes: {}, declared: true },
			{ account: "alice", attributes: { nick: "Alice" }, declared: false },
		]);
		assert.equal(exitCode, 3);
	});
});

describe("readProfiles", () => {
	it("calls onRead for each account, including missing accounts", async () => {
		let count = 0;
		const onRead = () => {
			count += 1;
		};
		await readProfiles(fakeBulk(fakeService().live), { accounts: ["alice", "missing"], tags, onRead });
		assert.equal(count, 2);
	});

	it("throws an error that is not an ImError", async () => {
		const service = fakeService({ failRead: () => new TypeError("ours") });
		await assert.rejects(readProfiles(fakeBulk(service.live), { accounts: ["alice"], tags }), TypeError);
	});
});
