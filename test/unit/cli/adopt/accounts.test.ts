import assert from "node:assert/strict";
import { checkAccounts, parseAccountsCsv, parseAccountsOption } from "@/cli/adopt/accounts";

describe("accountsOfOption", () => {
	it("splits at commas", () => {
		assert.deepEqual(
			parseAccountsOption("a, @RBT#faq,,b,").map(({ account, where }) => `${where} ${account}`),
			["--accounts a", "--accounts @RBT#faq", "--accounts b"],
		);
	});
});

describe("accountsOfCsv", () => {
	const cases: readonly { readonly name: string; readonly text: string; readonly accounts: readonly string[] }[] = [
		{ name: "one account a line", text: "alice\nbob\n", accounts: ["ids.csv:1 alice", "ids.csv:2 bob"] },
		{ name: "no line end at the end", text: "alice\r\nbob", accounts: ["ids.csv:1 alice", "ids.csv:2 bob"] },
		{ name: "a header", text: "account\nalice\n", accounts: ["ids.csv:2 alice"] },
		{
			name: "a header in another column, and rows of other lengths",
			text: "\ufeffName,UserID\nAlice,alice\nBob,bob,more\n",
			accounts: ["ids.csv:2 alice", "ids.csv:3 bob"],
		},
		{ name: "empty lines", text: "\nalice\n\n\nbob\n", accounts: ["ids.csv:2 alice", "ids.csv:5 bob"] },
		{ name: "quotes", text: '"a,b"\n"say ""hi"""\n', accounts: ["ids.csv:1 a,b", 'ids.csv:2 say "hi"'] },
		{ name: "robots", text: "@RBT#faq\n#x\n", accounts: ["ids.csv:1 @RBT#faq", "ids.csv:2 #x"] },
		{ name: "a row that lacks the column", text: "Name,account\nAlice\n", accounts: ["ids.csv:2 "] },
		{ name: "nothing", text: "", accounts: [] },
	];
	for (const { name, text, accounts } of cases) {
		it(`reads ${name}`, () => {
			assert.deepEqual(
				parseAccountsCsv("ids.csv", text).map(({ account, where }) => `${where} ${account}`),
				accounts,
			);
		});
	}

	it("says in one line what is no CSV", () => {
		assert.throws(() => parseAccountsCsv("ids.csv", 'alice\n"bob\n'), {
			message: /^ids\.csv: Quote Not Closed: .* at line 2.*$/,
		});
	});
});

describe("accountList", () => {
	it("has each account once, in the order of first mention, and names the others", () => {
		const named = parseAccountsCsv("ids.csv", "b\na\nb\n");
		assert.deepEqual(checkAccounts([...parseAccountsOption("a"), ...named]), {
			accounts: ["a", "b"],
			duplicates: [
				"ids.csv:2: a was named before (--accounts); it is adopted once",
				"ids.csv:3: b was named before (ids.csv:1); it is adopted once",
			],
			invalid: [],
		});
	});

	const wrong: readonly { readonly account: string; readonly line: string }[] = [
		{ account: "", line: 'x:1: account "" must not be empty' },
		{ account: "a".repeat(33), line: `x:1: account "${"a".repeat(33)}" is 33 bytes of UTF-8; the limit is 32` },
		{ account: "b\u0007", line: 'x:1: account "b\\x07" must be printable ASCII' },
	];
	for (const { account, line } of wrong) {
		it(`names what no account can be: ${line}`, () => {
			const { invalid: lines, accounts } = checkAccounts([{ account, where: "x:1" }]);
			assert.deepEqual({ lines, accounts }, { lines: [line], accounts: [] });
		});
	}
});
