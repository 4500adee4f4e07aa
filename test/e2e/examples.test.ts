import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { parseSeed } from "../../emulator/seed";
import { checkout } from "../support/engine";
import { ended } from "../support/profile-stack";
import { createStack, type Stack } from "../support/stack";

const NICK = "Tag_Profile_IM_Nick";

/** An account that each example declares, and the nick it gives to it. */
const declared: Readonly<Record<string, { readonly account: string; readonly nick: string }>> = {
	admins: { account: "ops_admin", nick: "Operations" },
	bots: { account: "support_bot", nick: "Support" },
	fleet: { account: "ams_007", nick: "Amsterdam 7" },
};

describe("the examples on the real engine", () => {
	it("are each in this test", () => {
		const programs = readdirSync(join(checkout, "examples")).filter((name) =>
			existsSync(join(checkout, "examples", name, "Pulumi.yaml")),
		);
		assert.deepEqual(programs.sort(), Object.keys(declared));
	});

	for (const [example, { account, nick }] of Object.entries(declared)) {
		describe(`examples/${example}`, () => {
			let emulator: Emulator;
			let stack: Stack;

			before(async () => {
				const folder = `examples/${example}`;
				emulator = await startEmulator(parseSeed(readFileSync(join(checkout, folder, "seed.json"), "utf8")));
				stack = await createStack({ program: folder, env: emulator.env });
			});
			after(async () => {
				stack?.dispose();
				await emulator?.close();
			});

			it("brings what it declares, and then has nothing left to do", async () => {
				ended(await stack.up(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
				ended(await stack.preview("--expect-no-changes"), 0);
			});

			it("shows live and declared value of a change behind its back in a plain preview, and puts it back", async () => {
				emulator.setProfile(account, { [NICK]: "Win a prize" });
				const output = ended(await stack.preview("--diff", "--expect-no-changes"), 7);
				assert.match(output, new RegExp(`nick\\s*: "Win a prize" => "${nick}"`));
				ended(await stack.up(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
			});

			it("leaves accounts and profiles alone when it is destroyed", async () => {
				ended(await stack.destroy(), 0);
				assert.equal(emulator.profile(account)?.[NICK], nick);
			});
		});
	}
});
