import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { parseSeed } from "@/emulator/seed";
import { checkout } from "@/test/support/engine";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const NICK = "Tag_Profile_IM_Nick";

interface Declared {
	readonly account: string;
	readonly nick: string;
	/** Whether it makes its accounts itself: then it is run on an app that has none. @default false */
	readonly isFromNothing?: boolean;
}

/** An account that each example declares, and the nick it gives to it. */
const declared: Readonly<Record<string, Declared>> = {
	admins: { account: "ops_admin", nick: "Operations" },
	bots: { account: "support_bot", nick: "Support", isFromNothing: true },
	fleet: { account: "ams_007", nick: "Amsterdam 7" },
};

/** An example as its README starts it, an emulator with its seed and a stack; or the same without any account. */
async function start(example: string, isFromNothing = false): Promise<{ emulator: Emulator; stack: Stack }> {
	const folder = `examples/${example}`;
	const seed = parseSeed(readFileSync(join(checkout, folder, "seed.json"), "utf8"));
	const emulator = await startEmulator({ ...seed, ...(isFromNothing && { accounts: {} }) });
	return { emulator, stack: await createStack({ program: folder, env: emulator.env }) };
}

/** The commands that wrote to the service, about one account or all, in their order. */
function writes({ requests }: Emulator, account?: string): readonly string[] {
	return requests
		.filter(({ accounts }) => account === undefined || accounts.includes(account))
		.map(({ command }) => command.replace(/^multi/, ""))
		.filter((command) => /_set$|_?import$|^create_|_delete$|^delete_/.test(command));
}

describe("the examples on the real engine", () => {
	it("are each in this test", () => {
		const programs = readdirSync(join(checkout, "examples")).filter((name) =>
			existsSync(join(checkout, "examples", name, "Pulumi.yaml")),
		);
		assert.deepEqual(programs.sort(), Object.keys(declared));
	});

	for (const [example, { account, nick, isFromNothing }] of Object.entries(declared)) {
		describe(`examples/${example}`, () => {
			let emulator: Emulator;
			let stack: Stack;

			before(async () => {
				({ emulator, stack } = await start(example, isFromNothing));
			});
			after(async () => {
				stack?.dispose();
				await emulator?.close();
			});

			it("brings what it declares, and then has nothing left to do", async () => {
				assertExitCode(await stack.up(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
				assertExitCode(await stack.preview("--expect-no-changes"), 0);
			});

			it("shows live and declared value of a change behind its back in a plain preview, and puts it back", async () => {
				emulator.setProfile(account, { [NICK]: "Win a prize" });
				const output = assertExitCode(await stack.preview("--diff", "--expect-no-changes"), 7);
				assert.match(output, new RegExp(`nick\\s*: "Win a prize" => "${nick}"`));
				assertExitCode(await stack.up(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
			});

			it("leaves accounts and profiles alone when it is destroyed", async () => {
				const before = writes(emulator);
				assertExitCode(await stack.destroy(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
				assert.deepEqual(writes(emulator), before);
			});
		});
	}
});

describe("examples/bots, with other policies", () => {
	let emulator: Emulator;
	let stack: Stack;

	before(async () => {
		({ emulator, stack } = await start("bots"));
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	it("makes account and robot before their profiles, and imports nothing that is there", async () => {
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(writes(emulator, "support_bot"), ["account_import", "portrait_set"]);
		assert.deepEqual(writes(emulator, "@RBT#faq"), ["create_robot", "portrait_set"]);
		assert.deepEqual(writes(emulator, "news_bot"), ["portrait_set"]);
	});

	it("shows the switch of a policy as a changed input, and writes nothing for it", async () => {
		const before = writes(emulator);
		stack.write({ "index.ts": withPolicies(readFileSync(join(stack.folder, "index.ts"), "utf8")) });
		assertExitCode(await stack.run("config", "set", "tim:allowAccountDeletion", "true"), 0);
		const preview = assertExitCode(await stack.preview("--diff"), 0);
		assert.match(preview, /Account: \(update\)\n.*\n.*\n +\+ onDelete: "delete"/);
		assert.match(preview, /~ 3 to update/);
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(writes(emulator), before);
	});

	it("deletes what may go at destroy, and puts back what was there before", async () => {
		assertExitCode(await stack.destroy(), 0);
		assert.equal(emulator.profile("support_bot"), undefined);
		assert.equal(emulator.profile("@RBT#faq"), undefined);
		const { Tag_Profile_IM_Nick: nick, Tag_Profile_IM_Level: level } = emulator.profile("news_bot") ?? {};
		assert.deepEqual({ nick, level }, { nick: "Daily news", level: 1 });
		assert.deepEqual(writes(emulator, "support_bot").slice(2), ["account_delete"]);
		assert.deepEqual(writes(emulator, "@RBT#faq").slice(2), ["delete_robot"]);
	});
});

/** The program with the lines that the example's README tells to write. Errors: one of them is not there. */
function withPolicies(program: string): string {
	const readme = readFileSync(join(checkout, "examples/bots/README.md"), "utf8");
	const lines = /```ts\n([\s\S]*?)```/.exec(readme)?.[1]?.trimEnd().split("\n") ?? [];
	assert.equal(lines.length, 3);
	return lines.reduce((text, line) => {
		const before = line.replace(/,? onDelete: "\w+"/, "");
		assert.ok(text.includes(before), `the example does not hold: ${before}`);
		return text.replace(before, line);
	}, program);
}
