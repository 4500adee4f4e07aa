import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadDesks } from "@/examples/fleet/load";
import { checkout } from "@/test/support/engine";
import { checkProfileSet } from "@/test/support/hooks";

describe("loadDesks", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-fleet-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	function load(...lines: readonly string[]) {
		const path = join(folder, "some.csv");
		writeFileSync(path, lines.join("\n"));
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

	it("returns ten desks of 100 valid profiles for fleet.csv of the example", () => {
		const desks = Object.values(loadDesks(join(checkout, "examples/fleet/fleet.csv")));
		assert.deepEqual(
			desks.map((profiles) => Object.keys(profiles).length),
			Array(10).fill(100),
		);
		for (const profiles of desks) assert.deepEqual(checkProfileSet({}, { profiles }, () => undefined).failures, []);
	});
});
