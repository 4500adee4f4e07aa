import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "@/emulator";
import { checkout } from "@/test/support/engine";
import { ended, plan, stored } from "@/test/support/profile-stack";
import { writeFiles } from "@/test/support/program";
import { createStack } from "@/test/support/stack";

interface Installation {
	readonly name: string;
	/** Packages beside this one. */
	readonly packages: readonly string[];
	/** Module settings of the program's tsconfig, as Pulumi's template of the time has them. */
	readonly module: { readonly module: string; readonly moduleResolution: string };
	/** What the program says it runs on. */
	readonly runsOn: RegExp;
	/** The `node` to run on, in the folder. */
	readonly node?: string;
}

const node24 = `node-${process.platform}-${process.arch}`;

const installations: readonly Installation[] = [
	{
		name: "the oldest supported SDK",
		packages: ["@pulumi/pulumi@3.216.0", "typescript@5.9.3"],
		module: { module: "commonjs", moduleResolution: "node" },
		runsOn: /runsOn *: "v2\d\S+ with 3\.216\.0"/,
	},
	{
		name: "a new SDK on Node 24",
		packages: ["@pulumi/pulumi@3.270.0", "typescript@5.9.3", `${node24}@24.21.0`],
		module: { module: "nodenext", moduleResolution: "nodenext" },
		runsOn: /runsOn *: "v24\S+ with 3\.270\.0"/,
		node: `node_modules/${node24}/bin/node`,
	},
];

const program = `
import { version } from "@pulumi/pulumi/version";
import * as tim from "pulumi-tim";

new tim.Profile("bot", { account: "bot", nick: "Bot", allowType: tim.AllowType.DenyAny, custom: { Team: "core" } });
export const runsOn = \`\${process.version} with \${version}\`;
`;

/** Runs npm without a terminal; what the outer npm put into the environment stays out. */
async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
	const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
	const { stdout } = await promisify(execFile)("npm", [...args, ...quiet], { cwd, env, timeout: 180_000 });
	return stdout;
}

describe("the package, installed in an empty folder", function () {
	this.timeout(240_000);
	let base: string;
	let tarball: string;
	let emulator: Emulator;

	before(async () => {
		base = mkdtempSync(join(tmpdir(), "pulumi-tim-packed-"));
		const [packed] = JSON.parse(await npm(checkout, "pack", "--json", "--ignore-scripts", "--pack-destination", base));
		tarball = join(base, packed.filename);
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
			await npm(folder, "install", tarball, ...packages);
			assert.ok(!existsSync(join(folder, "node_modules/pulumi-tim/provider")), "sources are in the package");
			const stack = await createStack({
				folder,
				env: emulator.env,
				...(node !== undefined && { node: join(folder, node) }),
			});
			try {
				assert.match(ended(await stack.up(), 0), runsOn);
				assert.deepEqual(stored(emulator, "bot"), {
					Nick: "Bot",
					AllowType: "AllowType_Type_DenyAny",
					Custom_Team: "core",
				});
				emulator.setProfile("bot", { Tag_Profile_IM_Nick: "by hand" });
				assert.deepEqual((await plan(stack)).operations, { bot: "update" });
				ended(await stack.up(), 0);
				assert.equal(stored(emulator, "bot").Nick, "Bot");
				ended(await stack.destroy(), 0);
			} finally {
				stack.dispose();
			}
		});
	}
});
