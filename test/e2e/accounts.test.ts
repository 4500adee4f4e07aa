import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

/**
 * The resources of the program. `accounts` contains accounts and robots by resource name. `literal` contains further
 * profiles: the account ID, which the program writes as plain text, by the name of the profile.
 */
interface Declared {
	readonly accounts: Readonly<Record<string, { readonly account: string; readonly onDelete?: "delete" }>>;
	readonly literal?: Readonly<Record<string, string>>;
}

const program = `
const tim = require("pulumi-tim");
const { accounts, literal = {} } = JSON.parse(require("node:fs").readFileSync("declared.json", "utf8"));
const made = Object.entries(accounts).map(([name, args]) => {
	const isRobot = args.account.startsWith("@RBT#");
	const resource = isRobot ? new tim.Robot(name, args) : new tim.Account(name, args);
	return new tim.Profile(name, { account: resource.account, nick: "Nick of " + name });
});
for (const [name, account] of Object.entries(literal)) new tim.Profile(name, { account, level: 1 });
exports.missing = tim.getProfile({ account: "missing" }).then(({ exists }) => exists);
exports.nicks = tim.getProfilesOutput({ accounts: made.map(({ account }) => account) }).profiles.apply((all) => all.map(({ nick }) => nick).join());
exports.robots = tim.getRobotsOutput({ dependsOn: made }).accounts;
`;

const fileOf = (declared: Declared) => ({ "declared.json": JSON.stringify(declared) });

const deleting = (account: string) => ({ account, onDelete: "delete" as const });
const first: Declared = {
	accounts: {
		kept: { account: "kept" },
		removed: deleting("removed"),
		renamed: deleting("renamed"),
		claimed: deleting("claimed"),
		replaced: deleting("replaced_old"),
		faq: { account: "@RBT#faq" },
		gone: deleting("@RBT#gone"),
	},
};
const { removed, renamed, claimed, gone, ...others } = first.accounts;
const second: Declared = {
	accounts: { ...others, renamed_now: deleting("renamed"), replaced: deleting("replaced_new") },
	literal: { claims: "claimed" },
};

describe("the provider with accounts and robots on the real engine", function () {
	this.timeout(180_000);
	let emulator: Emulator;
	let stack: Stack;
	const has = (account: string) => emulator.profile(account) !== undefined;

	before(async () => {
		emulator = await startEmulator({ quirks: { deletion: "allowed", reimport: "allowed" } });
		stack = await createStack({ files: { "index.js": program, ...fileOf(first) }, env: emulator.env });
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	it("creates accounts and robots before their profiles", async () => {
		const preview = assertExitCode(await stack.preview(), 0);
		assert.match(preview, /missing *: false/);
		assert.equal(emulator.requests.filter(({ command }) => /import|create|set/.test(command)).length, 0);
		assertExitCode(await stack.up(), 0);
		assert.equal(emulator.profile("kept")?.Tag_Profile_IM_Nick, "Nick of kept");
		assert.equal(emulator.profile("@RBT#faq")?.Tag_Profile_IM_Nick, "Nick of faq");
		assertExitCode(await stack.preview("--expect-no-changes"), 0);
		assertExitCode(await stack.refresh("--preview-only", "--expect-no-changes"), 0);
	});

	it("waits in getProfilesOutput and getRobotsOutput until the resources are created", async () => {
		const outputs = assertExitCode(await stack.run("stack", "output", "--json"), 0);
		const { missing, nicks, robots } = JSON.parse(outputs.slice(outputs.indexOf("{"), outputs.lastIndexOf("}") + 1));
		assert.equal(missing, false);
		assert.match(nicks, /Nick of kept,Nick of removed/);
		assert.deepEqual(robots, ["@RBT#faq", "@RBT#gone"]);
	});

	it("deletes removed and replaced accounts if allowed, except accounts that another resource claims", async () => {
		stack.write(fileOf(second));
		stack.env.TIM_ALLOW_ACCOUNT_DELETION = "true";
		const output = assertExitCode(await stack.up(), 0);
		assert.match(output, /renamed: not deleted, because another resource of the program uses the account/);
		const there = ["kept", "renamed", "claimed", "replaced_new", "@RBT#faq"];
		const away = ["removed", "replaced_old", "@RBT#gone"];
		assert.deepEqual(there.filter(has), there);
		assert.deepEqual(away.filter(has), []);
		assertExitCode(await stack.preview("--expect-no-changes"), 0);
	});

	it("creates an account again that was deleted outside Pulumi", async () => {
		emulator.removeAccount("kept");
		const output = assertExitCode(await stack.preview("--expect-no-changes"), 7);
		assert.match(
			output,
			/kept: the account does not exist in the service; the next pulumi up creates the account again/,
		);
		assertExitCode(await stack.up(), 0);
		assert.equal(emulator.profile("kept")?.Tag_Profile_IM_Nick, "Nick of kept");
	});

	it("keeps accounts in a destroy by default, and when the stack does not allow their deletion", async () => {
		delete stack.env.TIM_ALLOW_ACCOUNT_DELETION;
		assert.match(assertExitCode(await stack.destroy(), 1), /not deleted, because a deletion is permanent/);
		assert.ok(has("renamed") && has("replaced_new"));
		stack.env.TIM_ALLOW_ACCOUNT_DELETION = "true";
		assertExitCode(await stack.destroy(), 0);
		assert.deepEqual(["kept", "claimed", "@RBT#faq"].filter(has), ["kept", "claimed", "@RBT#faq"]);
		assert.deepEqual(["renamed", "replaced_new"].filter(has), []);
		assert.deepEqual(await stack.resources(), []);
	});
});
