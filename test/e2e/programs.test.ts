import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { assertExitCode, assertReconciled, storedTags } from "@/test/support/profile-stack";
import { createStack } from "@/test/support/stack";

interface Program {
	readonly name: string;
	readonly files: Readonly<Record<string, string>>;
	/** The tags that the program's sets write, by account. */
	readonly sets?: Readonly<Record<string, object>>;
}

const programs: readonly Program[] = [
	{
		name: "in TypeScript, with secret and computed inputs",
		files: {
			"index.ts": `
import * as pulumi from "@pulumi/pulumi";
import * as tim from "pulumi-tim";

const bot = new tim.Profile("bot", {
	account: "bot",
	nick: pulumi.secret("canary-hidden"),
	allowType: tim.AllowType.DenyAny,
	custom: { Team: pulumi.output("core") },
});
new tim.Profile("twin", { account: "twin", nick: bot.account.apply((account) => \`Twin of \${account}\`) });
const defaults = { level: 1, custom: { Team: pulumi.secret("canary-hidden") } };
new tim.ProfileSet("set", { defaults, profiles: { s_one: { nick: "One" }, s_two: { custom: { Unit: "two" } } } });
new tim.ProfileSet("later", { defaults, profiles: pulumi.output({ s_later: { nick: "Later" } }) });
new tim.ProfileSet("next", { defaults: bot.account.apply(() => defaults), profiles: { s_next: { nick: bot.nick } } });
export const role = tim.Profile.get("other", "other").role;
`,
		},
		sets: {
			s_one: { Nick: "One", Level: 1, Custom_Team: "canary-hidden" },
			s_two: { Level: 1, Custom_Team: "canary-hidden", Custom_Unit: "two" },
			s_later: { Nick: "Later", Level: 1, Custom_Team: "canary-hidden" },
			s_next: { Nick: "canary-hidden", Level: 1, Custom_Team: "canary-hidden" },
		},
	},
	{
		name: "in ES modules",
		files: {
			"package.json": JSON.stringify({ name: "tim-test", private: true, type: "module", main: "index.js" }),
			"index.js": `
import * as pulumi from "@pulumi/pulumi";
import * as tim from "pulumi-tim";

const nick = await Promise.resolve("canary-hidden");
new tim.Profile("bot", {
	account: "bot",
	nick: pulumi.secret(nick),
	allowType: tim.AllowType.DenyAny,
	custom: { Team: "core" },
});
new tim.Profile("twin", { account: "twin", nick: "Twin of bot" });
export const role = tim.Profile.get("other", "other").role;
`,
		},
	},
];

describe("the provider with different programs on the real engine", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	before(async () => {
		emulator = await startEmulator({
			accounts: { bot: {}, twin: {}, other: { Tag_Profile_IM_Role: 7 }, s_one: {}, s_two: {}, s_later: {}, s_next: {} },
			customFields: ["Team", "Unit"],
		});
	});
	beforeEach(() => emulator.reset());
	after(() => emulator.close());

	for (const { name, files, sets = {} } of programs) {
		it(`runs a program ${name}`, async () => {
			const stack = await createStack({ files, env: emulator.env });
			try {
				const outputs = assertExitCode(await stack.preview(), 0) + assertExitCode(await stack.up(), 0);
				assert.match(outputs, /role *: 7/);
				assert.deepEqual(storedTags(emulator, "bot"), {
					Nick: "canary-hidden",
					AllowType: "AllowType_Type_DenyAny",
					Custom_Team: "core",
				});
				assert.equal(storedTags(emulator, "twin").Nick, "Twin of bot");
				for (const [account, tags] of Object.entries(sets)) assert.deepEqual(storedTags(emulator, account), tags);
				await assertReconciled(stack);
				assertExitCode(await stack.refresh(), 0);
				assert.ok(!(outputs + stack.backendText()).includes("canary-hidden"), "a secret input is in plain text");
			} finally {
				stack.dispose();
			}
		});
	}

	it("rejects an invalid enum value in a TypeScript program", async () => {
		const program = `import * as tim from "pulumi-tim"; new tim.Profile("bot", { account: "bot", allowType: "Invalid" });`;
		const stack = await createStack({ files: { "index.ts": program }, env: emulator.env });
		try {
			assert.match(assertExitCode(await stack.preview(), 1), /TS2322/);
		} finally {
			stack.dispose();
		}
	});

	it("fails when a program looks up a missing account", async () => {
		const program = `require("pulumi-tim").Profile.get("nobody", "nobody");`;
		const stack = await createStack({ files: { "index.js": program }, env: emulator.env });
		try {
			assert.match(assertExitCode(await stack.preview(), 1), /portrait_get nobody: account 40003/);
		} finally {
			stack.dispose();
		}
	});
});
