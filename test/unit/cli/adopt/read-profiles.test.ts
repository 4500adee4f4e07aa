import assert from "node:assert/strict";
import { readProfiles, toAdoptResult } from "@/cli/adopt/read-profiles";
import { accountError, apiError, type ImError } from "@/provider/errors/im-error";
import type { TagValues } from "@/provider/model/types";
import { fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const tags = [NICK, LEVEL, TEAM];

const call = { command: "portrait_get", accounts: ["alice"] };

interface Case {
	readonly name: string;
	readonly accounts: Readonly<Record<string, TagValues>>;
	readonly unreadable?: ReadonlyMap<string, ImError>;
	readonly failRead?: () => unknown;
	readonly adopted: readonly string[];
	readonly lines: readonly RegExp[];
	readonly exitCode: number;
}

describe("what comes of a reading", () => {
	const alice = { [NICK]: "Alice" };
	const cases: readonly Case[] = [
		{ name: "an account that is there", accounts: { alice }, adopted: ["alice"], lines: [], exitCode: 0 },
		{
			name: "an account that is not",
			accounts: {},
			adopted: [],
			lines: [/^portrait_get alice: account 40003 account does not exist; import the account first/],
			exitCode: 3,
		},
		{
			name: "an account that cannot be read",
			accounts: { alice },
			failRead: () => accountError("portrait_get", "alice", 40006),
			adopted: [],
			lines: [/^portrait_get alice: account 40006 internal error/],
			exitCode: 5,
		},
		{
			name: "a custom field that does not exist",
			accounts: { alice },
			unreadable: new Map([[TEAM, apiError(call, 40009)]]),
			adopted: ["alice"],
			lines: [/^Tag_Profile_Custom_Team is left out: api 40009 tag does not exist; create the custom field/],
			exitCode: 5,
		},
		{
			name: "a standard tag that the app does not have",
			accounts: { alice },
			unreadable: new Map([[LEVEL, apiError(call, 40009)]]),
			adopted: ["alice"],
			lines: [],
			exitCode: 0,
		},
		{
			name: "a standard tag that may not be read",
			accounts: { alice },
			unreadable: new Map([[LEVEL, apiError(call, 40007)]]),
			adopted: ["alice"],
			lines: [/^Tag_Profile_IM_Level is left out: api 40007 no read permission/],
			exitCode: 5,
		},
		{
			name: "a value that no program may declare",
			accounts: { alice: { [LEVEL]: "high" } },
			adopted: ["alice"],
			lines: [/^alice: level is left out, since no program may declare it: must be an integer$/],
			exitCode: 5,
		},
	];
	for (const { name, adopted, lines, exitCode, ...service } of cases) {
		it(`is ${exitCode} for ${name}`, async () => {
			const readings = await readProfiles(fakeService(service).live, { accounts: ["alice"], tags });
			const outcome = toAdoptResult(readings, { tags, isDeclared: () => false });
			assert.deepEqual(
				outcome.accounts.map(({ account }) => account),
				adopted,
			);
			assert.equal(outcome.lines.length, lines.length);
			lines.forEach((line, index) => {
				assert.match(outcome.lines[index] ?? "", line);
			});
			assert.equal(outcome.exitCode, exitCode);
		});
	}

	it("keeps the order asked, and lets what is missing decide over what could not be read", async () => {
		const service = fakeService({ accounts: { bob: { [LEVEL]: "high" }, alice } });
		const readings = await readProfiles(service.live, { accounts: ["bob", "nobody", "alice"], tags });
		const { accounts, exitCode } = toAdoptResult(readings, { tags, isDeclared: (account) => account === "bob" });
		assert.deepEqual(accounts, [
			{ account: "bob", attributes: {}, declared: true },
			{ account: "alice", attributes: { nick: "Alice" }, declared: false },
		]);
		assert.equal(exitCode, 3);
	});
});

describe("readLive", () => {
	it("tells of each account that has an answer, missing ones too", async () => {
		let count = 0;
		const onRead = () => {
			count += 1;
		};
		await readProfiles(fakeService().live, { accounts: ["alice", "nobody"], tags, onRead });
		assert.equal(count, 2);
	});

	it("lets a failure through that is none of the service's", async () => {
		const service = fakeService({ failRead: () => new TypeError("ours") });
		await assert.rejects(readProfiles(service.live, { accounts: ["alice"], tags }), TypeError);
	});
});
