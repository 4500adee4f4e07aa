import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator, type Tags } from "@/emulator";
import { startCommand } from "@/test/support/command";
import { checkout } from "@/test/support/engine";
import { assertExitCode, assertReconciled } from "@/test/support/profile-stack";
import { createStack, type Stack, withoutTypeCheck } from "@/test/support/stack";

/** 247 accounts with different profiles. */
const desks: readonly (readonly [string, Tags])[] = Array.from({ length: 247 }, (_, index) => [
	`desk ${index}`,
	{
		Tag_Profile_IM_Nick: `Desk "${index}"\u2028 '客服'`,
		Tag_Profile_IM_AllowType: index % 3 === 0 ? "AllowType_Type_DenyAny" : "",
		Tag_Profile_IM_Level: index % 5,
		Tag_Profile_Custom_Team: index % 2 === 0 ? "core" : "",
		Tag_Profile_IM_New: { uint64: String(2n ** 63n + BigInt(index)) },
	},
]);
const robots: Readonly<Record<string, Tags>> = {
	"@RBT#1": { Tag_Profile_IM_Nick: "One" },
	"@RBT#2": {},
	"@RBT#3": { Tag_Profile_IM_Gender: "Gender_Type_Female" },
};
const tags = ["--custom", "Team", "--tags", "Tag_Profile_IM_New"];
const writes = ["portrait_set", "account_import", "multiaccount_import", "create_robot"];

describe("the program that pulumi-tim adopt prints, on the real engine", function () {
	this.timeout(180_000);
	let emulator: Emulator;
	before(async () => {
		emulator = await startEmulator({
			accounts: { ...Object.fromEntries(desks), ...robots },
			customFields: ["Team"],
			extraTags: { Tag_Profile_IM_New: "uint64" },
		});
	});
	beforeEach(() => emulator.reset());
	after(() => emulator.close());

	/**
	 * Runs `pulumi-tim adopt` and returns the printed program. If `accounts` is not empty, a file with them is passed as
	 * `--file`.
	 */
	async function adopt(stack: Stack, accounts: readonly string[], ...args: readonly string[]): Promise<string> {
		const file = join(stack.folder, "ids.csv");
		writeFileSync(file, accounts.join("\n"));
		const named = accounts.length === 0 ? [] : ["--file", file];
		const command = [join(checkout, "dist/cli/main.js"), "adopt", ...named, ...tags, ...args];
		const { code, stdout, output } = await startCommand(process.execPath, command, {
			cwd: stack.folder,
			env: stack.env,
		}).result;
		assert.deepEqual({ code, output }, { code: 0, output: stdout });
		return stdout;
	}

	const assertNoWrites = () =>
		assert.deepEqual(
			writes.map((command) => emulator.calls(command)),
			writes.map(() => 0),
		);

	it("compiles, writes nothing in the first up, and shows no change in the next preview", async () => {
		const stack = await createStack({
			files: { "index.ts": 'import "./profiles";\nimport "./set";\n' },
			env: emulator.env,
		});
		try {
			const accounts = desks.map(([account]) => account);
			stack.write({
				"profiles.ts": await adopt(stack, accounts.slice(0, 147), "--robots"),
				"set.ts": await adopt(stack, accounts.slice(147), "--set", "desks"),
			});
			assertExitCode(await stack.up(), 0);
			assertNoWrites();
			Object.assign(stack.env, withoutTypeCheck); // the types have been checked
			await assertReconciled(stack);
			assert.equal((await stack.resources()).filter(({ type }) => type.includes("tim:")).length, 147 + 6 + 1);
		} finally {
			stack.dispose();
		}
	});

	it("shows no change after pulumi import, even if the service returns zero values for tags that were never set", async () => {
		emulator.quirks.unsetTags = "zero";
		const stack = await createStack({ files: { "index.ts": "" }, env: { ...emulator.env, ...withoutTypeCheck } });
		try {
			const file = join(stack.folder, "import.json");
			const set = await adopt(stack, ["desk 0", "desk 1"], "--set", "desks", "--with-accounts", "--import-file", file);
			const flags = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
			assertExitCode(await stack.run("import", "--file", file, ...flags), 0);
			const robotFile = join(stack.folder, "import-robots.json");
			stack.write({ "index.ts": 'import "./set";\nimport "./robots";\n', "set.ts": set });
			stack.write({ "robots.ts": await adopt(stack, [], "--robots", "--import-file", robotFile) });
			assertExitCode(await stack.run("import", "--file", robotFile, ...flags), 0);
			assertExitCode(await stack.refresh(), 0);
			await assertReconciled(stack);
			assertNoWrites();
		} finally {
			stack.dispose();
		}
	});

	it("cannot be replaced by pulumi import of a single resource, which fails in the SDK", async () => {
		const stack = await createStack({ files: { "index.ts": "" }, env: { ...emulator.env, ...withoutTypeCheck } });
		try {
			const resource = ["pulumi-nodejs:dynamic/tim:Profile", "desk", "desk 0"];
			const flags = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
			const { code, output } = await stack.run("import", ...resource, ...flags);
			assert.notEqual(code, 0);
			assert.match(output, /reading 'toJavaScript'/);
			assert.deepEqual(
				(await stack.resources()).filter(({ type }) => type.includes("tim:Profile")),
				[],
			);
		} finally {
			stack.dispose();
		}
	});
});
