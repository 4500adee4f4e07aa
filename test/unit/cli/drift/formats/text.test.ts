import assert from "node:assert/strict";
import type { Finding } from "@/cli/drift/finding";
import { toText } from "@/cli/drift/formats/text";
import { buildFinding, buildReport } from "@/test/support/report";

const plain = { colour: false, width: 100 };
const text = (findings?: readonly Finding[]) => toText(buildReport(findings), plain);

describe("toText", () => {
	it("prints a table of differences, unreadable values with their reasons, next steps and a summary", () => {
		assert.equal(
			text(),
			`ACCOUNT  INPUT  DECLARED        LIVE       WHAT
gone                                       account gone
alice    nick   "Alice"         "Hand"     live moved
         level  3               (not set)  live moved
bob      nick   "B2" (was "B")  "X"        both moved
carol    nick   "C2" (new)      "C"        code moved

not readable: account 70051 account is blocked; ask why
  dave

not compared: the declared value is encrypted
  erin custom.Team

account gone: import the account (account_import) and run pulumi up, or remove it from the program
both moved: run pulumi up to write the declared value, or change the program to the live value first
live moved: run pulumi up to restore the declared value, or change the program to the live value
code moved: run pulumi up to write the declared value
not readable: correct the cause that the reason states, and run pulumi-tim drift again
not compared: correct the cause that the reason states; for encrypted values, use --compare-secrets
or a stack export with secrets, or add an ignore rule

account gone: 7 accounts: 1 as declared, 3 drifted (4 attributes), 1 gone, 2 not fully checked
(stack dev, 12 ms)
`,
		);
	});

	it("prints one line if there are no findings", () => {
		assert.equal(text([]), "clean: 1 account: 1 as declared (stack dev, 12 ms)\n");
	});

	it("wraps long values to the width of the terminal", () => {
		const wide = buildFinding({ declared: "支持".repeat(60), live: `${"x".repeat(300)} end` });
		const printed = toText(buildReport([wide]), { colour: false, width: 80 });
		const cells = (line: string) => [...line].reduce((sum, sign) => sum + (/[支持]/.test(sign) ? 2 : 1), 0);
		assert.ok(
			printed.split("\n").every((line) => cells(line) <= 80),
			printed,
		);
		assert.equal([...printed].filter((sign) => sign === "支").length, 60);
	});

	it("escapes characters that a terminal would interpret or hide", () => {
		const printed = text([buildFinding({ live: "\u001b[2J\u202e\nx", account: "a\u0007" })]);
		assert.ok(printed.includes('"\\u001b[2J\\u{202e}\\nx"'), printed);
		assert.ok(printed.includes("a\\u{7}"));
	});

	it("prints the time of the first run that found a finding, and the operator of the change", () => {
		const seen = { first: "2026-03-01T10:00:00.000Z", times: 4 };
		const changedBy = { time: "2026-03-01T09:59:30.000Z", operator: "mallory", platform: "Web", ours: false };
		const printed = text([buildFinding({ seen, changedBy })]);
		assert.match(printed, /live moved\n +since 2026-03-01 10:00Z, 4 times\n +by mallory \(Web\), 2026-03-01 09:59Z\n/);
	});

	it("wraps a value of 20,000 characters within the time-out of a test", () => {
		const text = toText(buildReport([buildFinding({ declared: "x".repeat(20_000) })]), { colour: false, width: 120 });
		assert.equal(text.match(/x/g)?.length, 20_000);
	});

	it("limits the number of rows, and prints the number of omitted findings", () => {
		const many = Array.from({ length: 1003 }, (_, at) => buildFinding({ path: `custom.${at}` }));
		assert.match(text(many), /custom\.999 .*\n\nand 3 more; --format json lists all\n/);
		assert.doesNotMatch(text(many), /custom\.1000 /);
	});

	it("uses colour only if the style enables it", () => {
		assert.ok(!text().includes("\u001b"));
		assert.ok(toText(buildReport(), { colour: true, width: 100 }).includes("\u001b[31mlive moved\u001b[39m"));
	});
});
