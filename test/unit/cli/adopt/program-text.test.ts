import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type AdoptedAccount, programText } from "../../../../cli/adopt/program-text";
import { AllowType } from "../../../../provider/profile/enums";
import type { ProfileAttributes } from "../../../../provider/profile/types";
import { assertLaw, profileInputs, seed } from "../../../support/arbitraries";
import { APP } from "../../../support/builders";
import { evaluated, type Made } from "./evaluated";

const account = fc.oneof(
	fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 32 }),
	fc.string({ unit: "grapheme-ascii", maxLength: 27 }).map((rest) => `@RBT#${rest}`),
	fc.constantFrom("__proto__", "support_bot", "1001", "a".repeat(32)),
);

const adopted = (attributes: fc.Arbitrary<ProfileAttributes>): fc.Arbitrary<readonly AdoptedAccount[]> =>
	fc.uniqueArray(fc.record({ account, attributes, declared: fc.boolean() }), {
		selector: (each) => each.account,
		minLength: 1,
		maxLength: 4,
	});

const anyAttributes = profileInputs.map(({ account: _, ...attributes }) => attributes);

/** Texts of common scripts around the width of a line: of others, Biome and we can see the width differently. */
const wideText = fc.string({ unit: fc.constantFrom(..."ab \"'語🙂ж\u00a0\\"), maxLength: 90 });
const wideAttributes = fc.record(
	{
		nick: wideText,
		image: wideText,
		allowType: fc.constantFrom(...Object.values(AllowType)),
		custom: fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{0,7}$/), wideText, { maxKeys: 3, noNullPrototype: true }),
		tags: fc.constant({ Tag_Profile_IM_New: { uint64: "18446744073709551615" }, Tag_Profile_IM_Newer: 1 }),
	},
	{ requiredKeys: [], noNullPrototype: true },
);

/** What the program of some accounts has to make. */
function expected(accounts: readonly AdoptedAccount[]): readonly Pick<Made, "type" | "args">[] {
	return accounts.flatMap(({ account, attributes, declared }) => {
		const profile = { type: "Profile", args: { account, ...attributes } };
		const type = account.startsWith("@RBT#") ? "Robot" : "Account";
		return declared ? [{ type, args: { account } }, profile] : [profile];
	});
}

describe("programText", () => {
	it("writes a program that can be read", () => {
		const text = programText({
			app: APP,
			accounts: [
				{
					account: "support_bot",
					attributes: {
						nick: "Support",
						selfSignature: "Answers on working days from 9 to 18, and on all other days as well.",
						allowType: AllowType.DenyAny,
						level: 3,
						custom: { Team: "core" },
						tags: { Tag_Profile_IM_New: { uint64: "18446744073709551615" } },
					},
					declared: false,
				},
				{ account: "@RBT#faq", attributes: { nick: "Questions" }, declared: true },
				{ account: "empty", attributes: {}, declared: false },
			],
		});
		assert.match(text, /^\/\/ 3 accounts of app 1400000000, as `pulumi-tim adopt` found them\.\n/);
		assert.equal(
			text.slice(text.indexOf("import *")),
			`import * as tim from "pulumi-tim";

new tim.Profile("support_bot", {
	account: "support_bot",
	nick: "Support",
	selfSignature:
		"Answers on working days from 9 to 18, and on all other days as well.",
	allowType: tim.AllowType.DenyAny,
	level: 3,
	custom: { Team: "core" },
	tags: { Tag_Profile_IM_New: { uint64: "18446744073709551615" } },
});

const faqRobot = new tim.Robot("faq-robot", { account: "@RBT#faq" });
new tim.Profile("faq-robot", {
	account: faqRobot.account,
	nick: "Questions",
});

new tim.Profile("empty", { account: "empty" });
`,
		);
	});

	it("writes a program that declares what was adopted, whatever it is", () => {
		assertLaw(
			fc.property(adopted(anyAttributes), (accounts) => {
				const made = evaluated(programText({ app: APP, accounts }));
				assert.deepEqual(
					made.map(({ type, args }) => ({ type, args })),
					expected(accounts),
				);
				assert.equal(new Set(made.map(({ type, name }) => `${type} ${name}`)).size, made.length);
			}),
			100,
		);
	});

	it("lays it out as Biome does", () => {
		const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-layout-"));
		try {
			writeFileSync(join(folder, "biome.json"), "{}\n");
			fc.sample(adopted(wideAttributes), { seed, numRuns: 300 }).forEach((accounts, index) => {
				writeFileSync(join(folder, `${index}.ts`), programText({ app: APP, accounts }));
			});
			const biome = require.resolve("@biomejs/biome/bin/biome");
			execFileSync(process.execPath, [biome, "check", "--max-diagnostics=3", folder], { cwd: folder, stdio: "pipe" });
		} catch (error) {
			const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
			assert.fail(`${stdout}${stderr}${error}`);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
