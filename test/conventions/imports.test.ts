import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Files, writeFiles } from "@/test/support/program";
import { root } from "./sources";

interface Violation {
	readonly from: string;
	readonly to: string;
	readonly rule: { readonly name: string };
}

interface RuleSet {
	readonly forbidden: readonly { readonly name: string }[];
}

/**
 * The configuration files of dependency-cruiser: one for all imports, and one for the imports that Node.js loads at run
 * time.
 */
const configurations = [".dependency-cruiser.cjs", ".dependency-cruiser-runtime.cjs"] as const;

/** Runs dependency-cruiser on the shipped folders below `folder`. Returns `rule: from → to` for each violation. */
function violationsIn(folder: string, configuration: string): readonly string[] {
	const script = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
	const args = [script, "--config", join(root, configuration), "--output-type", "json"];
	const options = { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
	const output = execFileSync(process.execPath, [...args, "provider", "cli", "emulator"], options);
	const { summary } = JSON.parse(output) as { readonly summary: { readonly violations: readonly Violation[] } };
	return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

interface Import {
	readonly from: string;
	readonly to: string;
	/** Set if the import is an `import type`. */
	readonly isTypeOnly?: true;
}

/** An import that violates a rule of dependency-cruiser. */
interface Planted extends Import {
	readonly rule: string;
	/** A module that `from` imports and that imports `to`. @defaultValue `from` imports `to` directly */
	readonly via?: string;
}

const allImports: readonly Planted[] = [
	{ rule: "layer-util", from: "provider/util/text.ts", to: "provider/model/fields.ts" },
	{ rule: "layer-errors", from: "provider/errors/im-error.ts", to: "provider/model/types.ts", isTypeOnly: true },
	{ rule: "layer-settings", from: "provider/settings/resolve.ts", to: "provider/client/http.ts" },
	{ rule: "layer-model", from: "provider/model/codec.ts", to: "provider/client/wire.ts", isTypeOnly: true },
	{ rule: "layer-client", from: "provider/client/reads.ts", to: "provider/lifecycle/handler.ts", isTypeOnly: true },
	{ rule: "layer-lifecycle", from: "provider/lifecycle/diff.ts", to: "provider/dynamic/hooks.ts" },
	{ rule: "layer-composition", from: "provider/service.ts", to: "provider/resources/profile.ts" },
	{ rule: "layer-dynamic", from: "provider/dynamic/adapter.ts", to: "provider/client/http.ts", isTypeOnly: true },
	{ rule: "layer-resources", from: "provider/resources/robot.ts", to: "provider/client/http.ts" },
	{ rule: "layer-functions", from: "provider/functions/lookups.ts", to: "provider/compose.ts" },
	{ rule: "layer-index", from: "provider/index.ts", to: "provider/lifecycle/handler.ts", isTypeOnly: true },
	{ rule: "emulator-is-independent", from: "emulator/tags.ts", to: "provider/model/codec.ts" },
	{ rule: "emulator-is-independent", from: "emulator/json.ts", to: "provider/client/wire.ts", isTypeOnly: true },
	{ rule: "shared-cli-below-commands", from: "cli/terminal.ts", to: "cli/drift/command.ts" },
	{ rule: "only-http-imports-axios", from: "provider/client/connection.ts", to: "axios", isTypeOnly: true },
	{ rule: "only-model-imports-ajv", from: "provider/lifecycle/check.ts", to: "ajv" },
	{ rule: "only-program-and-handlers-import-pulumi", from: "cli/files.ts", to: "@pulumi/pulumi", isTypeOnly: true },
	{ rule: "only-servers-and-commands-import-their-libraries", from: "provider/service.ts", to: "hono" },
	{ rule: "no-tests-or-tools", from: "cli/options.ts", to: "test/support/builders.ts" },
	{ rule: "no-cycles", from: "cli/watch/messages.ts", to: "cli/watch/server.ts", isTypeOnly: true },
];

const runTimeImports: readonly Planted[] = [
	{ rule: "read-only-cannot-write", from: "cli/drift/command.ts", to: "provider/client/writes.ts" },
	{ rule: "read-only-cannot-write", from: "cli/adopt/command.ts", to: "provider/service.ts" },
	{ rule: "read-only-cannot-write", from: "cli/doctor/command.ts", to: "provider/compose.ts" },
	{ rule: "read-only-cannot-write", from: "cli/watch/command.ts", to: "provider/client/batched-writes.ts" },
	{ rule: "read-only-cannot-write", from: "cli/doctor/context.ts", to: "provider/compose.ts", via: "cli/files.ts" },
	{ rule: "lifecycle-imports-types-of-client", from: "provider/lifecycle/diff.ts", to: "provider/client/http.ts" },
	{ rule: "only-program-loads-pulumi", from: "provider/dynamic/adapter.ts", to: "@pulumi/pulumi" },
	{ rule: "only-program-loads-pulumi", from: "provider/lifecycle/check.ts", to: "@pulumi/pulumi" },
	{ rule: "no-development-dependencies", from: "cli/options.ts", to: "mocha" },
];

/** The imports that no rule may report. */
const permitted: readonly Import[] = [
	{ from: "provider/client/http.ts", to: "axios" },
	{ from: "provider/model/validation.ts", to: "ajv" },
	{ from: "provider/resources/profile.ts", to: "@pulumi/pulumi" },
	{ from: "provider/dynamic/hooks.ts", to: "@pulumi/pulumi", isTypeOnly: true },
	{ from: "provider/lifecycle/context.ts", to: "provider/client/writes.ts", isTypeOnly: true },
	{ from: "cli/drift/compare.ts", to: "provider/lifecycle/context.ts" },
	{ from: "emulator/routes/profiles.ts", to: "provider/model/fields.ts" },
	{ from: "emulator/options.ts", to: "provider/model/limits.ts" },
	{ from: "cli/program.ts", to: "cli/drift/command.ts" },
	{ from: "cli/main.ts", to: "commander" },
	{ from: "cli/watch/server.ts", to: "cli/watch/messages.ts", isTypeOnly: true },
];

const libraries = ["axios", "ajv", "hono", "commander", "@pulumi/pulumi", "mocha"];

/**
 * Returns the files of a source tree that contains the given imports. A module that is only imported is an empty file.
 */
function createTree(imports: readonly Import[]): Files {
	const modules = new Map<string, string>();
	for (const { to } of imports) if (!libraries.includes(to)) modules.set(to, "");
	for (const [index, each] of imports.entries()) {
		const { from, isTypeOnly } = each;
		const [keyword, name] = isTypeOnly ? ["import type", `T${index}`] : ["import", `v${index}`];
		const use = isTypeOnly ? `export type U${index} = ${name};` : `export const u${index} = ${name};`;
		modules.set(from, `${modules.get(from) ?? ""}${keyword} { ${name} } from "${specifier(each)}";\n${use}\n`);
	}
	const installed = libraries.flatMap((name) => [
		[`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
		[`node_modules/${name}/index.js`, "exports.a = 1;\n"],
	]);
	const manifest = {
		name: "tree",
		dependencies: { axios: "1", ajv: "1", hono: "1", commander: "1" },
		peerDependencies: { "@pulumi/pulumi": "1" },
		devDependencies: { "@pulumi/pulumi": "1", mocha: "1" },
	};
	return { ...Object.fromEntries(modules), ...Object.fromEntries(installed), "package.json": JSON.stringify(manifest) };
}

function specifier({ from, to }: Import): string {
	if (libraries.includes(to)) return to;
	const path = relative(dirname(from), to).replace(/\.ts$/, "");
	return path.startsWith(".") ? path : `./${path}`;
}

function toImports({ from, to, via, ...rest }: Planted): readonly Import[] {
	if (via === undefined) return [{ from, to, ...rest }];
	return [
		{ from, to: via },
		{ from: via, to },
	];
}

function expectedViolation({ rule, from, to }: Planted): string {
	return `${rule}: ${from} → ${libraries.includes(to) ? `node_modules/${to}/index.js` : to}`;
}

describe("dependency-cruiser", function () {
	this.timeout(60_000);

	const cases = [
		{ configuration: configurations[0], planted: allImports },
		{ configuration: configurations[1], planted: runTimeImports },
	];
	for (const { configuration, planted } of cases) {
		describe(`with ${configuration}`, () => {
			let found: readonly string[];

			before(() => {
				const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-imports-"));
				writeFiles(folder, createTree([...planted.flatMap(toImports), ...permitted]));
				found = violationsIn(folder, configuration);
				rmSync(folder, { recursive: true, force: true });
			});

			it("is tested with a violation of each rule", () => {
				const { forbidden } = require(join(root, configuration)) as RuleSet;
				assert.deepEqual(
					forbidden.map(({ name }) => name).sort(),
					[...new Set(planted.map(({ rule }) => rule))].sort(),
				);
			});

			for (const each of planted) {
				it(`reports ${each.from} → ${each.to} (${each.rule})`, () => {
					assert.ok(found.includes(expectedViolation(each)), found.join("\n"));
				});
			}

			it("reports no permitted import", () => {
				const expected = planted.map(expectedViolation);
				assert.deepEqual(
					found.filter((each) => !expected.includes(each)),
					[],
				);
			});
		});
	}
});
