import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { nodePackage, npm, packCheckout } from "@/test/support/package";
import { assertExitCode, storedTags, summarizePreview } from "@/test/support/profile-stack";
import { writeFiles } from "@/test/support/program";
import { createStack } from "@/test/support/stack";

interface Installation {
	readonly name: string;
	/** Packages to install beside pulumi-tim, with their versions. */
	readonly packages: readonly string[];
	/** Module settings of the program's tsconfig.json, as in Pulumi's project template for that SDK. */
	readonly module: { readonly module: string; readonly moduleResolution: string };
	/** Matches the versions of Node.js and the SDK that the program exports. */
	readonly runsOn: RegExp;
	/** The path of the `node` to run, relative to the project's folder. @defaultValue the `node` that runs the tests */
	readonly node?: string;
}

const installations: readonly Installation[] = [
	{
		name: "the oldest supported SDK",
		packages: ["@pulumi/pulumi@3.216.0", "typescript@5.9.3"],
		module: { module: "commonjs", moduleResolution: "node" },
		runsOn: /runsOn *: "v2\d\S+ with 3\.216\.0"/,
	},
	{
		name: "a new SDK on Node 24",
		packages: ["@pulumi/pulumi@3.270.0", "typescript@5.9.3", `${nodePackage}@24.21.0`],
		module: { module: "nodenext", moduleResolution: "nodenext" },
		runsOn: /runsOn *: "v24\S+ with 3\.270\.0"/,
		node: `node_modules/${nodePackage}/bin/node`,
	},
];

const program = `
import { version } from "@pulumi/pulumi/version";
import * as tim from "pulumi-tim";

new tim.Profile("bot", { account: "bot", nick: "Bot", allowType: tim.AllowType.DenyAny, custom: { Team: "core" } });
export const runsOn = \`\${process.version} with \${version}\`;
`;

describe("the packed package in an empty project", function () {
	this.timeout(240_000);
	let base: string;
	let tarball: string;
	let emulator: Emulator;

	before(async () => {
		base = mkdtempSync(join(tmpdir(), "pulumi-tim-packed-"));
		tarball = await packCheckout(base);
		emulator = await startEmulator({ accounts: { bot: {} }, customFields: ["Team"] });
	});
	beforeEach(() => emulator.reset());
	after(async () => {
		rmSync(base, { recursive: true, force: true });
		await emulator.close();
	});

	for (const { name, packages, module, runsOn, node } of installations) {
		it(`works with ${name}`, async () => {
			const folder = mkdtempSync(join(base, "installed-"));
			writeFiles(folder, {
				"package.json": JSON.stringify({ name: "installed", private: true, main: "index.ts" }),
				"Pulumi.yaml": JSON.stringify({
					name: "installed",
					runtime: { name: "nodejs", options: { typescript: true } },
				}),
				"tsconfig.json": JSON.stringify({ compilerOptions: { ...module, target: "es2020", strict: true } }),
				"index.ts": program,
			});
			await npm(["install", tarball, ...packages], { cwd: folder });
			assert.ok(!existsSync(join(folder, "node_modules/pulumi-tim/provider")), "the package contains sources");
			const stack = await createStack({
				folder,
				env: emulator.env,
				...(node !== undefined && { node: join(folder, node) }),
			});
			try {
				assert.match(assertExitCode(await stack.up(), 0), runsOn);
				assert.deepEqual(storedTags(emulator, "bot"), {
					Nick: "Bot",
					AllowType: "AllowType_Type_DenyAny",
					Custom_Team: "core",
				});
				emulator.setProfile("bot", { Tag_Profile_IM_Nick: "by hand" });
				assert.deepEqual((await summarizePreview(stack)).operations, { bot: "update" });
				assertExitCode(await stack.up(), 0);
				assert.equal(storedTags(emulator, "bot").Nick, "Bot");
				assertExitCode(await stack.destroy(), 0);
			} finally {
				stack.dispose();
			}
		});
	}
});
