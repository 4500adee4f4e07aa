import assert from "node:assert/strict";
import { checkAccounts, parseAccountsCsv, parseAccountsOption } from "@/cli/adopt/accounts";

describe("parseAccountsOption", () => {
	it("splits a list at commas", () => {
		assert.deepEqual(
			parseAccountsOption("a, @RBT#faq,,b,").map(({ account, where }) => `${where} ${account}`),
			["--accounts a", "--accounts @RBT#faq", "--accounts b"],
		);
	});
});

describe("parseAccountsCsv", () => {
	const cases: readonly { readonly name: string; readonly text: string; readonly accounts: readonly string[] }[] = [
		{ name: "a file with one account per line", text: "alice\nbob\n", accounts: ["ids.csv:1 alice", "ids.csv:2 bob"] },
		{ name: "a file without a final line break", text: "alice\r\nbob", accounts: ["ids.csv:1 alice", "ids.csv:2 bob"] },
		{ name: "a file with a header line", text: "account\nalice\n", accounts: ["ids.csv:2 alice"] },
		{
			name: "a file whose account column is not the first, and whose rows have different lengths",
			text: "\ufeffName,UserID\nAlice,alice\nBob,bob,more\n",
			accounts: ["ids.csv:2 alice", "ids.csv:3 bob"],
		},
		{ name: "a file with empty lines", text: "\nalice\n\n\nbob\n", accounts: ["ids.csv:2 alice", "ids.csv:5 bob"] },
		{
			name: "a file with quoted cells",
			text: '"a,b"\n"say ""hi"""\n',
			accounts: ["ids.csv:1 a,b", 'ids.csv:2 say "hi"'],
		},
		{ name: "account IDs of robots", text: "@RBT#faq\n#x\n", accounts: ["ids.csv:1 @RBT#faq", "ids.csv:2 #x"] },
		{
			name: "a row without the account column as an empty account ID",
			text: "Name,account\nAlice\n",
			accounts: ["ids.csv:2 "],
		},
		{ name: "an empty file", text: "", accounts: [] },
	];
	for (const { name, text, accounts } of cases) {
		it(`reads ${name}`, () => {
			assert.deepEqual(
				parseAccountsCsv("ids.csv", text).map(({ account, where }) => `${where} ${account}`),
				accounts,
			);
		});
	}

	it("rejects text that is not CSV with a one-line message", () => {
		assert.throws(() => parseAccountsCsv("ids.csv", 'alice\n"bob\n'), {
			message: /^ids\.csv: Quote Not Closed: .* at line 2.*$/,
		});
	});
});

describe("checkAccounts", () => {
	it("removes and reports duplicates, and keeps the order of the first occurrences", () => {
		const named = parseAccountsCsv("ids.csv", "b\na\nb\n");
		assert.deepEqual(checkAccounts([...parseAccountsOption("a"), ...named]), {
			accounts: ["a", "b"],
			duplicates: [
				"ids.csv:2: duplicate account a, already listed in --accounts; the account is adopted once",
				"ids.csv:3: duplicate account b, already listed in ids.csv:1; the account is adopted once",
			],
			invalid: [],
		});
	});

	const invalid: readonly { readonly account: string; readonly line: string }[] = [
		{ account: "", line: 'x:1: account "" must not be empty' },
		{ account: "a".repeat(33), line: `x:1: account "${"a".repeat(33)}" is 33 bytes of UTF-8; the limit is 32` },
		{ account: "b\u0007", line: 'x:1: account "b\\x07" must be printable ASCII' },
	];
	for (const { account, line } of invalid) {
		it(`reports an invalid account ID: ${line}`, () => {
			const list = checkAccounts([{ account, where: "x:1" }]);
			assert.deepEqual(list, { accounts: [], duplicates: [], invalid: [line] });
		});
	}
});
