import assert from "node:assert/strict";
import fc from "fast-check";
import { stringLiteral } from "@/cli/adopt/printer";
import { escapeCiCommands, jsonEscapes, textEscapes, xmlEscapes } from "@/cli/ci-commands";
import { failure } from "@/cli/doctor/check";
import { createReport, formatJson, formatText } from "@/cli/doctor/report";
import type { Finding } from "@/cli/drift/finding";
import { formatNames, loadFormat } from "@/cli/drift/formats";
import { toOneLine } from "@/cli/terminal";
import { buildFinding, buildReport } from "@/test/support/report";

describe("escapeCiCommands", () => {
	const cases: readonly (readonly [text: string, escaped: string])[] = [
		["##[error]x", "\\u{23}#[error]x"],
		["a ##vso[task.setvariable]x", "a \\u{23}#vso[task.setvariable]x"],
		["##VSO[x]", "\\u{23}#VSO[x]"],
		["###[group]", "#\\u{23}#[group]"],
		["##teamcity[x]", "\\u{23}#teamcity[x]"],
		["::add-mask::x", "\\u{3a}:add-mask::x"],
		["x\n  \t::stop-commands::y", "x\n  \t\\u{3a}:stop-commands::y"],
		["\u001b[32m::debug::x", "\u001b[32m\\u{3a}:debug::x"],
		["# a ## b [c] a::b :c", "# a ## b [c] a::b :c"],
	];
	for (const [text, escaped] of cases) {
		it(`converts ${JSON.stringify(text)}`, () => assert.equal(escapeCiCommands(text, textEscapes), escaped));
	}

	for (const lineBreak of ["\n", "\r", "\r\n", "\u2028", "\u2029", " \n"]) {
		it(`converts text with many blank lines that end in ${JSON.stringify(lineBreak)} in linear time`, () => {
			const blank = lineBreak.repeat(100_000);
			assert.equal(escapeCiCommands(`${blank}::x`, textEscapes), `${blank}\\u{3a}:x`);
		});
	}

	it("uses the escapes of the format", () => {
		assert.deepEqual(JSON.parse(`"${escapeCiCommands("::x ##[y]", jsonEscapes)}"`), "::x ##[y]");
		assert.equal(escapeCiCommands("::x ##[y]", xmlEscapes), "&#58;:x &#35;#[y]");
	});
});

/** Text that contains the characters of CI commands, line breaks and invisible characters more often than others. */
const hostileText = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				"::",
				"::error::",
				"##[",
				"##vso[",
				"##TeamCity[",
				"#",
				":",
				"\n",
				"\r",
				" ",
				"\u2028",
				"\u001b[2J",
			),
			fc.string({ maxLength: 3 }),
		),
		{ maxLength: 12 },
	)
	.map((parts) => parts.join(""));

function assertNoCommands(output: string, { allowed = /^$/ }: { readonly allowed?: RegExp } = {}): void {
	assert.doesNotMatch(output, /##(\[|vso\[|teamcity\[)/i);
	for (const line of output.split(/\r\n|[\n\r\u2028\u2029]/)) {
		if (!allowed.test(line)) assert.doesNotMatch(line, /^\s*::/);
	}
}

describe("output that a CI system reads", () => {
	const findings = fc.array(
		fc
			.record({
				kind: fc.constantFrom<Finding["kind"]>("live-moved", "account-gone", "not-readable"),
				...{ account: hostileText, urn: hostileText, path: hostileText, declared: hostileText, live: hostileText },
				reason: hostileText,
			})
			.map(({ reason, ...finding }) =>
				buildFinding(finding.kind === "not-readable" ? { ...finding, reason } : finding),
			),
		{ minLength: 1, maxLength: 4 },
	);

	for (const format of formatNames) {
		it(`contains no commands in the format ${format}`, () => {
			const allowed = format === "github" ? /^::(error|warning|notice) title=pulumi-tim drift/ : /^$/;
			fc.assert(
				fc.property(findings, hostileText, fc.constantFrom(20, 60, 120), (found, text, width) => {
					const rule = { account: text, reason: text, until: "2020-01-01" };
					const ignored = found.map((each) => ({ ...each, ignored: { reason: text, until: "2999-01-01" } }));
					const resolved = [{ urn: text, account: text, path: text }];
					const report = buildReport(found, { source: text, expired: [rule], ignored, resolved, strict: true });
					assertNoCommands(loadFormat(format)(report, { colour: width === 60, width }), { allowed });
				}),
			);
		});
	}

	it("contains no commands in the reports of doctor", () => {
		fc.assert(
			fc.property(hostileText, hostileText, (words, next) => {
				const check = { name: "settings", isAboutSettings: true, run: () => [] };
				const report = createReport([{ check, findings: [failure(words, next)] }]);
				assertNoCommands(formatText(report, { colour: true, width: 60 }));
				assertNoCommands(formatJson(report));
			}),
		);
	});

	it("contains no commands and one line in each message", () => {
		fc.assert(
			fc.property(hostileText, (text) => {
				const line = toOneLine(text);
				assertNoCommands(line);
				assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]/u);
			}),
		);
	});

	it("contains no commands in the strings of a printed program, and the strings keep their value", () => {
		fc.assert(
			fc.property(hostileText, (text) => {
				assertNoCommands(stringLiteral(text));
				assert.equal(new Function(`return ${stringLiteral(text)}`)(), text);
			}),
		);
	});
});
