import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { parseSeed } from "@/emulator/seed";
import { checkout } from "@/test/support/engine";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack, withoutTypeCheck } from "@/test/support/stack";

const NICK = "Tag_Profile_IM_Nick";

interface Declared {
	readonly account: string;
	readonly nick: string;
	/**
	 * Whether the example creates its accounts. If so, the test starts with an app without accounts.
	 * @defaultValue false
	 */
	readonly createsAccounts?: boolean;
}

/** One account of each example, with its declared nick, by the name of the example. */
const declared: Readonly<Record<string, Declared>> = {
	admins: { account: "ops_admin", nick: "Operations" },
	bots: { account: "support_bot", nick: "Support", createsAccounts: true },
	fleet: { account: "ams_007", nick: "Amsterdam 7" },
};

/**
 * Creates a stack of an example, and starts an emulator with the example's seed file, or with the seed but without
 * accounts.
 */
async function start(example: string, createsAccounts = false): Promise<{ emulator: Emulator; stack: Stack }> {
	const folder = `examples/${example}`;
	const seed = parseSeed(readFileSync(join(checkout, folder, "seed.json"), "utf8"));
	const emulator = await startEmulator({ ...seed, ...(createsAccounts && { accounts: {} }) });
	const env = { ...emulator.env, ...withoutTypeCheck }; // npm run check checks the types of the examples
	return { emulator, stack: await createStack({ program: folder, env }) };
}

/**
 * Returns the commands that the emulator received and that write. With `account`, returns only those for that account.
 */
function writes({ requests }: Emulator, account?: string): readonly string[] {
	return requests
		.filter(({ accounts }) => account === undefined || accounts.includes(account))
		.map(({ command }) => command.replace(/^multi/, ""))
		.filter((command) => /_set$|_?import$|^create_|_delete$|^delete_/.test(command));
}

describe("examples/ on the real engine", () => {
	it("contains only programs that this suite tests", () => {
		const programs = readdirSync(join(checkout, "examples")).filter((name) =>
			existsSync(join(checkout, "examples", name, "Pulumi.yaml")),
		);
		assert.deepEqual(programs.sort(), Object.keys(declared));
	});

	for (const [example, { account, nick, createsAccounts }] of Object.entries(declared)) {
		describe(`examples/${example}`, () => {
			let emulator: Emulator;
			let stack: Stack;

			before(async () => {
				({ emulator, stack } = await start(example, createsAccounts));
			});
			after(async () => {
				stack?.dispose();
				await emulator?.close();
			});

			it("applies its profiles in an up, and shows no change in the next preview", async () => {
				assertExitCode(await stack.up(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
				assertExitCode(await stack.preview("--expect-no-changes"), 0);
			});

			it("shows the live and the declared value of a drifted nick in a preview, and restores the nick in an up", async () => {
				emulator.setProfile(account, { [NICK]: "Win a prize" });
				const output = assertExitCode(await stack.preview("--diff", "--expect-no-changes"), 7);
				assert.match(output, new RegExp(`nick\\s*: "Win a prize" => "${nick}"`));
				assertExitCode(await stack.up(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
			});

			it("keeps the accounts and their profiles in a destroy", async () => {
				const before = writes(emulator);
				assertExitCode(await stack.destroy(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
				assert.deepEqual(writes(emulator), before);
			});
		});
	}
});

describe("examples/bots with the policies from its README", () => {
	let emulator: Emulator;
	let stack: Stack;

	before(async () => {
		({ emulator, stack } = await start("bots"));
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	it("creates an account and a robot before their profiles, and does not create an existing account", async () => {
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(writes(emulator, "support_bot"), ["account_import", "portrait_set"]);
		assert.deepEqual(writes(emulator, "@RBT#faq"), ["create_robot", "portrait_set"]);
		assert.deepEqual(writes(emulator, "news_bot"), ["portrait_set"]);
	});

	it("shows a changed policy as a changed input in a preview, and writes nothing in the up", async () => {
		const before = writes(emulator);
		stack.write({ "index.ts": withPolicies(readFileSync(join(stack.folder, "index.ts"), "utf8")) });
		assertExitCode(await stack.run("config", "set", "tim:allowAccountDeletion", "true"), 0);
		const preview = assertExitCode(await stack.preview("--diff"), 0);
		assert.match(preview, /Account: \(update\)\n.*\n.*\n +\+ onDelete: "delete"/);
		assert.match(preview, /~ 3 to update/);
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(writes(emulator), before);
	});

	it("deletes the account and the robot in a destroy, and restores the adopted profile, as the policies declare", async () => {
		assertExitCode(await stack.destroy(), 0);
		assert.equal(emulator.profile("support_bot"), undefined);
		assert.equal(emulator.profile("@RBT#faq"), undefined);
		const { Tag_Profile_IM_Nick: nick, Tag_Profile_IM_Level: level } = emulator.profile("news_bot") ?? {};
		assert.deepEqual({ nick, level }, { nick: "Daily news", level: 1 });
		assert.deepEqual(writes(emulator, "support_bot").slice(2), ["account_delete"]);
		assert.deepEqual(writes(emulator, "@RBT#faq").slice(2), ["delete_robot"]);
	});
});

/** Returns the program with the changed lines that the example's README shows. */
function withPolicies(program: string): string {
	const readme = readFileSync(join(checkout, "examples/bots/README.md"), "utf8");
	const lines = /```ts\n([\s\S]*?)```/.exec(readme)?.[1]?.trimEnd().split("\n") ?? [];
	assert.equal(lines.length, 3);
	return lines.reduce((text, line) => {
		const before = line.replace(/,? onDelete: "\w+"/, "");
		assert.ok(text.includes(before), `the example does not contain: ${before}`);
		return text.replace(before, line);
	}, program);
}
