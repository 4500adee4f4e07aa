import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type AdoptedAccount, createDeclarations } from "@/cli/adopt/declarations";
import { printProgram } from "@/cli/adopt/program";
import { AllowType } from "@/provider/model/fields";
import type { ProfileAttributes } from "@/provider/model/types";
import { arbitraryProfileInputs, assertProperty, seed } from "@/test/support/arbitraries";
import { APP } from "@/test/support/builders";
import { type CreatedResource, evaluateProgram } from "@/test/unit/cli/adopt/evaluated";

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

const anyAttributes = arbitraryProfileInputs.map(({ account: _, ...attributes }) => attributes);

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

/** A program with a resource for each profile, or with a set. */
const textOf = (accounts: readonly AdoptedAccount[], set?: string) =>
	printProgram({ app: APP, count: accounts.length, declarations: createDeclarations(accounts, set) });

/** What is made of an account beside its profile. */
function ownerOf({ account, declared }: AdoptedAccount): readonly Pick<CreatedResource, "type" | "args">[] {
	const type = account.startsWith("@RBT#") ? "Robot" : "Account";
	return declared ? [{ type, args: { account } }] : [];
}

const withoutNames = (made: readonly CreatedResource[]) => made.map(({ type, args }) => ({ type, args }));

describe("programText", () => {
	it("writes a program that can be read", () => {
		const text = textOf([
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
		]);
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

	it("writes a set as one resource, which waits for the robots", () => {
		const text = textOf(
			[
				{ account: "desk 1", attributes: { nick: "Desk 1" }, declared: false },
				{ account: "@RBT#faq", attributes: {}, declared: true },
			],
			"desks",
		);
		assert.equal(
			text.slice(text.indexOf("const")),
			`const faqRobot = new tim.Robot("faq-robot", { account: "@RBT#faq" });

new tim.ProfileSet(
	"desks",
	{
		profiles: {
			"desk 1": { nick: "Desk 1" },
			"@RBT#faq": {},
		},
	},
	{ dependsOn: [faqRobot] },
);
`,
		);
	});

	it("speaks of one account as one", () => {
		const [line] = textOf([{ account: "a", attributes: {}, declared: false }]).split("\n");
		assert.equal(line, "// One account of app 1400000000, as `pulumi-tim adopt` found it.");
	});

	it("writes a program that declares what was adopted, whatever it is", () => {
		assertProperty(
			fc.property(adopted(anyAttributes), (accounts) => {
				const made = evaluateProgram(textOf(accounts));
				const wanted = accounts.flatMap((each) => [
					...ownerOf(each),
					{ type: "Profile", args: { account: each.account, ...each.attributes } },
				]);
				assert.deepEqual(withoutNames(made), wanted);
				assert.equal(new Set(made.map(({ type, name }) => `${type} ${name}`)).size, made.length);
			}),
			100,
		);
	});

	it("does so in a set too", () => {
		assertProperty(
			fc.property(adopted(anyAttributes), fc.string(), (accounts, name) => {
				const made = evaluateProgram(textOf(accounts, name));
				const profiles = Object.fromEntries(accounts.map(({ account, attributes }) => [account, attributes]));
				const wanted = [...accounts.flatMap(ownerOf), { type: "ProfileSet", args: { profiles } }];
				assert.deepEqual(withoutNames(made), wanted);
				assert.equal(made.at(-1)?.name, name);
			}),
			100,
		);
	});

	it("lays it out as Biome does", () => {
		const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-layout-"));
		try {
			writeFileSync(join(folder, "biome.json"), "{}\n");
			fc.sample(adopted(wideAttributes), { seed, numRuns: 200 }).forEach((accounts, index) => {
				writeFileSync(join(folder, `${index}.ts`), textOf(accounts));
				writeFileSync(join(folder, `${index}-set.ts`), textOf(accounts, "desks"));
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
