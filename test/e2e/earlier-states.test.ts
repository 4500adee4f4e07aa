import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator, type Tags } from "@/emulator";
import { checkout } from "@/test/support/engine";
import { assertExitCode, storedTags } from "@/test/support/profile-stack";
import { createStack, type Stack, type StateResource } from "@/test/support/stack";

/**
 * The folder of stacks that earlier versions of the package created with Pulumi 3.259.0. Each subfolder contains the
 * program (`index.js`, `nicks.json`), the stack after its `up` (`stack.json`: the output of `pulumi stack export`
 * without source positions, and with `ENDPOINT` in place of the second provider's address) and the accounts on the
 * service at that time (`accounts.json`). Subfolders are added, and never changed.
 */
const folder = join(checkout, "test", "contract", "state");
const ENDPOINT = "http://127.0.0.1:9";

/** The accounts whose nick is different in the changed program. */
const renamed = [
	"kept",
	"@RBT#faq",
	"every_field",
	"restoring",
	"secret",
	"elsewhere",
	"desk.one",
	"set_adopting",
	"created_two",
];
/**
 * The accounts whose nick is different in the changed program too, but is not written, because `ignoreChanges` contains
 * it.
 */
const ignored = ["unmanaged", "set_unmanaged"];

interface ExportedResource extends StateResource {
	readonly sourcePosition?: string;
}

for (const version of readdirSync(folder).filter((name) => name.startsWith("stack-"))) {
	const read = (name: string) => readFileSync(join(folder, version, name), "utf8");

	describe(`the provider with the earlier state ${version} on the real engine`, function () {
		this.timeout(120_000);
		let emulator: Emulator;
		let stack: Stack;
		let imported: readonly ExportedResource[];

		const resources = async (): Promise<readonly ExportedResource[]> => {
			const output = assertExitCode(await stack.run("stack", "export", "--show-secrets"), 0);
			return JSON.parse(output).deployment.resources;
		};
		const changes = () =>
			emulator.requests.filter(({ command }) => !/^(portrait_get|account_check|get_all_robots)$/.test(command));

		before(async () => {
			const accounts: Readonly<Record<string, Tags>> = JSON.parse(read("accounts.json"));
			emulator = await startEmulator({
				accounts,
				customFields: ["Team"],
				extraTags: { Tag_Extra_Count: "uint64", Tag_Extra_Text: "string" },
				quirks: { deletion: "allowed", reimport: "allowed" },
			});
			const state = read("stack.json").replaceAll(ENDPOINT, emulator.endpoint);
			stack = await createStack({
				files: { "index.js": read("index.js"), "nicks.json": read("nicks.json"), "state.json": state },
				env: { ...emulator.env, SECOND_ENDPOINT: emulator.endpoint, SECOND_KEY: emulator.secretKey },
			});
			assertExitCode(await stack.run("stack", "import", "--file", "state.json"), 0);
			imported = await resources();
		});
		after(async () => {
			stack?.dispose();
			await emulator?.close();
		});

		/** Asserts that the state equals the state before the command, and that no write was sent to the service. */
		const assertUnchanged = async () => {
			assert.deepEqual(toValues(await resources()), toValues(imported));
			assert.deepEqual(changes(), []);
		};

		it("reads all four kinds of resources, with adopted values, unmanaged paths, policies, secrets and created accounts", () => {
			const types = new Set(imported.map(({ type }) => type.split(":").at(-1)));
			for (const type of ["Account", "Profile", "ProfileSet", "Robot"]) assert.ok(types.has(type), type);
			const outputs = JSON.stringify(imported.map((resource) => resource.outputs));
			for (const name of [
				"adopted",
				"__unmanaged",
				"createAccounts",
				"onConflict",
				"onDelete",
				"onRelease",
				"plaintext",
			])
				assert.ok(outputs.includes(`"${name}":`), name);
		});

		it("shows no change in a preview", async () => {
			assertExitCode(await stack.preview("--expect-no-changes"), 0);
			await assertUnchanged();
		});

		it("shows no change in a refresh", async () => {
			assertExitCode(await stack.refresh("--preview-only", "--expect-no-changes"), 0);
			assertExitCode(await stack.refresh(), 0);
			await assertUnchanged();
		});

		it("changes only the source position of each resource in an up, to a line of the user's program", async () => {
			assertExitCode(await stack.up("--expect-no-changes"), 0);
			await assertUnchanged();
			const lines = read("index.js").split("\n");
			for (const { urn, sourcePosition } of (await resources()).filter(({ type }) => type.includes(":dynamic/tim:"))) {
				const [, line] = /^project:\/\/\/index\.js#(\d+),\d+$/.exec(String(sourcePosition)) ?? [];
				assert.match(String(lines[Number(line) - 1]), /new tim\.\w+\(/, `${urn}: ${sourcePosition}`);
			}
		});

		it("writes only the changed nicks, and keeps the adopted values in the state", async () => {
			const nicks: Readonly<Record<string, string>> = JSON.parse(read("nicks.json"));
			const changed = [...renamed, ...ignored].map((account) => {
				const name = account.replace(/^@RBT#/, "");
				return [name, `${nicks[name]} 2`] as const;
			});
			stack.write({ "nicks.json": JSON.stringify({ ...nicks, ...Object.fromEntries(changed) }) });
			assertExitCode(await stack.up(), 0);
			assert.deepEqual(
				changes()
					.map(({ command, accounts, tags }) => `${command} ${accounts} ${tags}`)
					.sort(),
				renamed.map((account) => `portrait_set ${account} Tag_Profile_IM_Nick`).sort(),
			);
			assert.deepEqual(toAdopted(await resources()), toAdopted(imported));
			assertExitCode(await stack.preview("--expect-no-changes"), 0);
			assertExitCode(await stack.refresh("--preview-only", "--expect-no-changes"), 0);
		});

		it("applies the policy of each profile and account in a destroy", async () => {
			stack.env.TIM_ALLOW_ACCOUNT_DELETION = "true";
			assertExitCode(await stack.destroy(), 0);
			assert.deepEqual(await stack.resources(), []);
			assert.deepEqual(storedTags(emulator, "adopting"), { Nick: "Adopted", Level: 7, Role: 5 });
			assert.deepEqual(storedTags(emulator, "restoring"), { Nick: "Before", Level: 7 });
			assert.equal(storedTags(emulator, "resetting").Nick, "");
			assert.deepEqual(storedTags(emulator, "set_adopting"), { Nick: "Before" });
			assert.deepEqual(storedTags(emulator, "set_unmanaged"), { Nick: "By hand", Level: 3 });
			assert.equal(storedTags(emulator, "created_two").Nick, "hidden two 2");
			const exists = (account: string) => emulator.profile(account) !== undefined;
			assert.deepEqual(["kept", "@RBT#faq", "deleted", "@RBT#retired"].filter(exists), ["kept", "@RBT#faq"]);
		});
	});
}

/** Returns the id, the inputs and the outputs of each resource, by URN. */
function toValues(resources: readonly ExportedResource[]): object {
	return Object.fromEntries(resources.map(({ urn, id, inputs, outputs }) => [urn, { id, inputs, outputs }]));
}

/** Returns the adopted values of each resource that has any, by URN. */
function toAdopted(resources: readonly ExportedResource[]): object {
	const all = resources.map(({ urn, outputs }) => [urn, outputs?.adopted] as const);
	return Object.fromEntries(all.filter(([, adopted]) => adopted !== undefined));
}
