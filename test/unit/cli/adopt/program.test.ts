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
import { type CreatedResource, evaluateProgram } from "./evaluated";

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

/**
 * Random texts that can be about as wide as a line. They contain only common scripts, because Biome can count the width
 * of other scripts differently.
 */
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

/** Prints the program that adopts accounts: with a resource for each profile, or with one set if `set` is given. */
const printAccounts = (accounts: readonly AdoptedAccount[], set?: string) =>
	printProgram({ app: APP, count: accounts.length, declarations: createDeclarations(accounts, set) });

/** Returns a list with the `Account` or `Robot` that the program declares for an account, or an empty list. */
function expectedOwner({ account, declared }: AdoptedAccount): readonly Pick<CreatedResource, "type" | "args">[] {
	const type = account.startsWith("@RBT#") ? "Robot" : "Account";
	return declared ? [{ type, args: { account } }] : [];
}

const withoutNames = (created: readonly CreatedResource[]) => created.map(({ type, args }) => ({ type, args }));

describe("printProgram", () => {
	it("prints a statement for each resource, and refers to the account of a robot by its variable", () => {
		const text = printAccounts([
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

	it("prints a set as one resource that depends on the robots", () => {
		const text = printAccounts(
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

	it("uses the singular in the header for one account", () => {
		const [line] = printAccounts([{ account: "a", attributes: {}, declared: false }]).split("\n");
		assert.equal(line, "// One account of app 1400000000, as `pulumi-tim adopt` found it.");
	});

	it("prints a program that declares exactly the adopted profiles", () => {
		assertProperty(
			fc.property(adopted(anyAttributes), (accounts) => {
				const created = evaluateProgram(printAccounts(accounts));
				const wanted = accounts.flatMap((each) => [
					...expectedOwner(each),
					{ type: "Profile", args: { account: each.account, ...each.attributes } },
				]);
				assert.deepEqual(withoutNames(created), wanted);
				assert.equal(new Set(created.map(({ type, name }) => `${type} ${name}`)).size, created.length);
			}),
			100,
		);
	});

	it("prints a set that declares exactly the adopted profiles", () => {
		assertProperty(
			fc.property(adopted(anyAttributes), fc.string(), (accounts, name) => {
				const created = evaluateProgram(printAccounts(accounts, name));
				const profiles = Object.fromEntries(accounts.map(({ account, attributes }) => [account, attributes]));
				const wanted = [...accounts.flatMap(expectedOwner), { type: "ProfileSet", args: { profiles } }];
				assert.deepEqual(withoutNames(created), wanted);
				assert.equal(created.at(-1)?.name, name);
			}),
			100,
		);
	});

	it("formats programs as Biome does", () => {
		const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-layout-"));
		try {
			writeFileSync(join(folder, "biome.json"), "{}\n");
			fc.sample(adopted(wideAttributes), { seed, numRuns: 200 }).forEach((accounts, index) => {
				writeFileSync(join(folder, `${index}.ts`), printAccounts(accounts));
				writeFileSync(join(folder, `${index}-set.ts`), printAccounts(accounts, "desks"));
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
