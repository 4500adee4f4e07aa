import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import { createStack, type Stack } from "../support/stack";

const accounts = ["support_bot", "faq_bot", "news_bot"];

describe("examples/bots on the real engine", () => {
	let emulator: Emulator;
	let stack: Stack;

	before(async () => {
		emulator = await startEmulator({
			customFields: ["Team"],
			accounts: Object.fromEntries(accounts.map((account) => [account, {}])),
		});
		stack = await createStack({ program: "examples/bots", env: emulator.env });
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	it("creates what the program declares", async () => {
		const up = await stack.up();
		assert.equal(up.code, 0, up.output);
		assert.equal(emulator.profile("support_bot")?.Tag_Profile_IM_Nick, "Support");
	});

	it("has nothing left to do", async () => {
		const preview = await stack.preview("--expect-no-changes");
		assert.equal(preview.code, 0, preview.output);
	});

	it("finds a change made behind its back in a plain preview", async () => {
		emulator.setProfile("support_bot", { Tag_Profile_IM_Nick: "Win a prize" });
		const preview = await stack.preview("--diff", "--expect-no-changes");
		assert.equal(preview.code, 7, preview.output);
		assert.match(preview.output, /nick\s*: "Win a prize" => "Support"/);
	});

	it("puts it back", async () => {
		const up = await stack.up();
		assert.equal(up.code, 0, up.output);
		assert.equal(emulator.profile("support_bot")?.Tag_Profile_IM_Nick, "Support");
	});

	it("keeps the same short text in the state for every profile", async () => {
		const resources = await stack.resources();
		const texts = resources.filter(({ id }) => accounts.includes(id ?? "")).map(({ inputs }) => inputs?.__provider);
		assert.equal(texts.length, accounts.length);
		assert.equal(new Set(texts).size, 1);
		assert.ok(Buffer.byteLength(String(texts[0])) <= 300);
	});

	it("leaves accounts and profiles alone when it is destroyed", async () => {
		const destroy = await stack.destroy();
		assert.equal(destroy.code, 0, destroy.output);
		assert.equal(emulator.profile("support_bot")?.Tag_Profile_IM_Nick, "Support");
	});
});
