import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadDesks } from "@/examples/fleet/load";
import { encoders } from "@/test/support/encodings";
import { checkout } from "@/test/support/engine";
import { checkProfileSet } from "@/test/support/hooks";

describe("loadDesks", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-fleet-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	const load = (...lines: readonly string[]) => loadBytes(Buffer.from(lines.join("\n")));

	function loadBytes(bytes: Buffer) {
		const path = join(folder, "some.csv");
		writeFileSync(path, bytes);
		return loadDesks(path);
	}

	it("returns the profiles of each desk, and omits attributes whose cells are empty", () => {
		const desks = load(
			"account,desk,nick,level,allowType,team",
			"a,north,A,3,DenyAny,core",
			"b,south,B,,,",
			"c,north,,0,,",
		);
		assert.deepEqual(desks, {
			north: {
				a: { nick: "A", level: 3, allowType: "AllowType_Type_DenyAny", custom: { Team: "core" } },
				c: { level: 0 },
			},
			south: { b: { nick: "B" } },
		});
	});

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reads a file in ${name}`, () => {
			assert.deepEqual(loadBytes(encode("account,desk,nick\r\na,north,語\r\n")), { north: { a: { nick: "語" } } });
		});
	}

	const files: readonly { readonly name: string; readonly text: string }[] = [
		{ name: "semicolons", text: "desk;UserID;nick\nnorth;a;A, B\n" },
		{ name: "tabs", text: 'desk\tUser ID\tnick\nnorth\ta\t"A, B"\n' },
		{ name: "a first line sep=;", text: "sep=;\r\ndesk;account_id;nick\r\nnorth;a;A, B\r\n" },
		{ name: "the headers of the console", text: '用户名,desk,nick\na,north,"A, B"\n' },
		{ name: "the header id", text: '\n,,\nid,desk,nick\n\n,,\na,north,"A, B"\n' },
	];
	for (const { name, text } of files) {
		it(`reads a file with ${name}`, () => assert.deepEqual(load(text), { north: { a: { nick: "A, B" } } }));
	}

	const wrong: readonly { name: string; lines: readonly string[]; says: RegExp }[] = [
		{
			name: "every invalid cell with its line",
			lines: ["account,desk,nick,level", `a,north,${"x".repeat(501)},1`, "b,north,B,1.5", ",,C,1"],
			says: /^some\.csv:2: nick: must be at most 500 bytes.*\nsome\.csv:3: level: must be an integer.*\nsome\.csv:4: account: must be.*\nsome\.csv:4: desk: is required$/,
		},
		{
			name: "a repeated account with both of its lines",
			lines: ["account,desk", "a,north", "b,north", "a,south"],
			says: /^some\.csv:4: account: a is already in some\.csv:2$/,
		},
		{
			name: "the first 20 of many problems, and the number of further problems",
			lines: ["account,desk,allowType", ...Array.from({ length: 30 }, (_, at) => `a${at},north,Nobody`)],
			says: /^(some\.csv:\d+: allowType: must be one of NeedConfirm, AllowAny, DenyAny\n){20}and 10 more$/,
		},
		{
			name: "an unknown column",
			lines: ["account,desk,nik", "a,north,A"],
			says: /^some\.csv: unknown column "nik"; expected one of nick, /,
		},
		{
			name: "a missing account column",
			lines: ["desk,nick", "north,A"],
			says: /^some\.csv: no header is known for account IDs: desk, nick; rename one column to account$/,
		},
		{
			name: "several account columns",
			lines: ["username,user_id,desk", "A,a,north"],
			says: /^some\.csv: several headers are for account IDs: username, user_id, desk; rename one column to account$/,
		},
		{ name: "a row that has too few cells", lines: ["account,desk,nick", "a,north"], says: /^some\.csv: .* line 2$/ },
	];
	for (const { name, lines, says } of wrong) {
		it(`reports ${name}`, () => {
			assert.throws(
				() => load(...lines),
				(error: Error) => {
					assert.ok(pulumi.RunError.isInstance(error), "Pulumi prints the stack trace of any other error");
					assert.match(error.message, says);
					return true;
				},
			);
		});
	}

	it("reports a file in another encoding", () => {
		assert.throws(() => loadBytes(Buffer.from("account,desk,nick\na,north,\u00e9\n", "latin1")), {
			message: "some.csv: not UTF-8 or UTF-16 with a byte order mark; save it as CSV UTF-8",
		});
	});

	it("returns ten desks of 100 valid profiles for fleet.csv of the example", () => {
		const desks = Object.values(loadDesks(join(checkout, "examples/fleet/fleet.csv")));
		assert.deepEqual(
			desks.map((profiles) => Object.keys(profiles).length),
			Array(10).fill(100),
		);
		for (const profiles of desks) assert.deepEqual(checkProfileSet({}, { profiles }, () => undefined).failures, []);
	});
});
