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
			text: "\ufeffName,UserID\nAlice,alice\nBob,bob,,\n",
			accounts: ["ids.csv:2 alice", "ids.csv:3 bob"],
		},
		{ name: "a file with empty lines", text: "\nalice\n\n\nbob\n", accounts: ["ids.csv:2 alice", "ids.csv:5 bob"] },
		{
			name: "a file whose rows have more cells than headers, which are empty",
			text: "UserID\na1,,\na2\n",
			accounts: ["ids.csv:2 a1", "ids.csv:3 a2"],
		},
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
			message: /^ids\.csv: a quotation mark in or before line 2 is not closed; close or remove it$/,
		});
	});
});

describe("the column of account IDs in a CSV file", () => {
	const known = ["UserID", "user_id", "user id", "userid", "USER-ID", "用户ID", "用户ＩＤ", "account", "Account_ID"];
	for (const header of [...known, "identifier", "Username", "User name", "用户名", "id", "ID"]) {
		it(`is the one with the header ${header}, in any position`, () => {
			for (const text of [`${header},Nickname\nbot,N\n`, `Nickname,Status,"${header} "\nN,,bot\n`, `${header}\nbot`]) {
				assert.deepEqual(parse(text), ["bot"]);
			}
		});
	}

	const cases: readonly {
		readonly name: string;
		readonly text: string;
		readonly column?: string;
		readonly accounts: readonly string[];
	}[] = [
		{ name: "the one of the console", text: "Nickname,Username\nnews_bot,support_bot\n", accounts: ["support_bot"] },
		{ name: "that of a known header rather than id", text: "id,nick,user_id\n1,N,bot\n", accounts: ["bot"] },
		{ name: "the only column, without a header", text: "Nickname\nbot\n", accounts: ["Nickname", "bot"] },
		{ name: "the only column that is not empty", text: "alice,,\nbob,\ncarol\n", accounts: ["alice", "bob", "carol"] },
		{ name: "the only column, whose IDs contain semicolons", text: "a;b\nc;d\n", accounts: ["a;b", "c;d"] },
		{ name: "that of --column", text: "username,Login\nN,bot\n", column: "Login", accounts: ["bot"] },
		{ name: "that of --column in another spelling", text: "log-in,Nick\nbot,N\n", column: "Log In", accounts: ["bot"] },
		{ name: "that with exactly the name of --column", text: "ID,id\n1,bot\n", column: "id", accounts: ["bot"] },
		{ name: "one of several known headers", text: "username,user_id\nN,bot\n", column: "user_id", accounts: ["bot"] },
		{ name: "the number of --column", text: "N,alice\nN,bob\n", column: "2", accounts: ["alice", "bob"] },
		{
			name: "the number of --column, even below a header",
			text: "UserID\nbot\n",
			column: "1",
			accounts: ["UserID", "bot"],
		},
	];
	for (const { name, text, column, accounts } of cases) {
		it(`is ${name}`, () => assert.deepEqual(parse(text, column), accounts));
	}

	const delimited: readonly {
		readonly name: string;
		readonly text: string;
		readonly column?: string;
		readonly accounts: readonly string[];
	}[] = [
		{ name: "semicolons", text: "Nickname;UserID\nN,N;bot\n", accounts: ["bot"] },
		{ name: "tabs", text: 'Nickname\tUserID\n"say ""N"", N"\tbot\n', accounts: ["bot"] },
		{ name: "tabs between words of a known header", text: "Account\tID\nbot\t1\n", accounts: ["bot"] },
		{ name: "quoted cells and semicolons", text: '"UserID";"Nick, name"\n"bot";"a"\n', accounts: ["bot"] },
		{
			name: "semicolons before the header of --column",
			text: "Nick;Login\nN;bot\n",
			column: "Login",
			accounts: ["bot"],
		},
		{
			name: "semicolons before the number of --column",
			text: "N;alice\nN;bob\n",
			column: "2",
			accounts: ["alice", "bob"],
		},
		{ name: "tabs before the number of --column", text: "alice\tN\nbob\tN\n", column: "1", accounts: ["alice", "bob"] },
		{ name: "a first line sep=;", text: "sep=;\r\nNickname;UserID\r\nN;bot\r\n", accounts: ["bot"] },
		{ name: "a quoted first line sep=|", text: '"sep=|"\nUserID|Nickname\nbot|N\n', accounts: ["bot"] },
		{ name: "a first line with a tab", text: "SEP=\t\nUserID\tNickname\nbot\tN\n", accounts: ["bot"] },
	];
	for (const { name, text, column, accounts } of delimited) {
		it(`is found in a file with ${name}`, () => assert.deepEqual(parse(text, column), accounts));
	}

	const rejected: readonly {
		readonly name: string;
		readonly text: string;
		readonly column?: string;
		readonly message: string;
	}[] = [
		{
			name: "several columns with an unknown header",
			text: "Nickname,Status\nnews_bot,support_bot\n",
			message: 'ids.csv: no known header of account IDs among "Nickname", "Status"; choose the column with --column',
		},
		{
			name: "several columns with an unknown header, and tabs",
			text: "Nickname\tStatus\nnews_bot\tsupport_bot\n",
			message: 'ids.csv: no known header of account IDs among "Nickname", "Status"; choose the column with --column',
		},
		{
			name: "a second column in some rows only",
			text: "alice\nbob,B\n",
			message: 'ids.csv: no known header of account IDs among "alice"; choose the column with --column',
		},
		{
			name: "several known headers",
			text: "id,username,user_id\n1,N,bot\n",
			message:
				'ids.csv: several headers of account IDs among "id", "username", "user_id"; choose the column with --column',
		},
		{
			name: "the same known header twice",
			text: "account;Account\na;b\n",
			message: 'ids.csv: several headers of account IDs among "account", "Account"; choose the column with --column',
		},
		{
			name: "more than 20 unknown headers",
			text: `${Array.from({ length: 21 }, (_, index) => `h${index}`).join(",")}\n`,
			message: `ids.csv: no known header of account IDs among ${Array.from({ length: 20 }, (_, index) => `"h${index}"`).join(", ")} and others; choose the column with --column`,
		},
		{
			name: "a name of --column that no header has",
			text: "UserID,Nick\nbot,N\n",
			column: "Login",
			message: '--column: no header "Login" among "UserID", "Nick" in ids.csv; pass one of the headers',
		},
		{
			name: "a name of --column that several headers have",
			text: "Login,Login\na,b\n",
			column: "Login",
			message: '--column: several headers "Login" among "Login", "Login" in ids.csv; rename the others',
		},
		{
			name: "the number 0",
			text: "a,b\n",
			column: "0",
			message: '--column: must be an integer from 1 to 2, not "0"',
		},
		{
			name: "a number above that of the columns",
			text: "a,b,\nc\n",
			column: "3",
			message: '--column: must be an integer from 1 to 2, not "3"',
		},
	];
	for (const { name, text, column, message } of rejected) {
		it(`is not found for ${name}`, () => assert.throws(() => parse(text, column), { message }));
	}

	const reason = "not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8";
	const undecoded: readonly { readonly name: string; readonly text: string; readonly column?: string }[] = [
		{ name: "the header", text: "\ufffd,Nick\nbot,N\n" },
		{ name: "the header of another column", text: "UserID,\ufffd\nbot,N\n" },
		{ name: "the header and not in the name of --column", text: "\ufffd,Nick\nbot,N\n", column: "Login" },
		{ name: "an account ID", text: "\nb\ufffdt\n" },
		{ name: "an account ID in the column of --column", text: "\nN,b\ufffdt\n", column: "2" },
		{ name: "a header in UTF-16 without a byte order mark", text: "U\0s\0e\0r\0" },
	];
	for (const { name, text, column } of undecoded) {
		it(`must not contain invalid bytes in ${name}`, () => {
			const line = text.startsWith("\n") ? 2 : 1;
			assert.throws(() => parse(text, column), { message: `ids.csv:${line}: ${reason}` });
		});
	}

	it("may be next to invalid bytes in other columns", () => {
		assert.deepEqual(parse("UserID,Nick\nbot,\ufffd\n"), ["bot"]);
		assert.deepEqual(parse("\ufffd,bot\n", "2"), ["bot"]);
	});

	function parse(text: string, column?: string): readonly string[] {
		return parseAccountsCsv("ids.csv", text, column).map(({ account }) => account);
	}
});

describe("a row with more cells than headers", () => {
	for (const text of ['UserID\n"a1","a2"\n', "Nick,UserID\nN,a1,,a2\n"]) {
		it(`is rejected in ${JSON.stringify(text)}`, () => {
			assert.throws(() => parseAccountsCsv("ids.csv", text), {
				message: "ids.csv:2: more cells than headers; remove the extra cells, or add a header",
			});
		});
	}
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
		{
			account: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
			line: 'x:1: account "04da6b54-80e4-46f7-96ec-b56ff0331ba9" is a text with which Pulumi marks an unknown value; correct the account ID',
		},
		{ account: "", line: 'x:1: account "" must not be empty; correct the account ID' },
		{
			account: "a".repeat(33),
			line: `x:1: account "${"a".repeat(33)}" is 33 bytes of UTF-8; the limit is 32; correct the account ID`,
		},
		{ account: "b\u0007", line: 'x:1: account "b\\x07" must be printable ASCII; correct the account ID' },
	];
	for (const { account, line } of invalid) {
		it(`reports an invalid account ID: ${line}`, () => {
			const list = checkAccounts([{ account, where: "x:1" }]);
			assert.deepEqual(list, { accounts: [], duplicates: [], invalid: [line] });
		});
	}
});
