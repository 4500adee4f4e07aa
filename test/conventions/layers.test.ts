import assert from "node:assert/strict";
import { posix } from "node:path";
import ts from "typescript";
import { containsNode, runtimeImports, type Source, sourcesBelow } from "./sources";

/**
 * What each file may load when it runs; `folder/*` stands for every file of a folder. Types may come from anywhere.
 * A file that is in no row fails, so that a new one takes its place here.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
	"provider/index.ts": ["provider/profile/enums.ts", "provider/resources/*", "provider/functions/*"],
	"provider/hooks.ts": ["provider/connect.ts", "provider/door.ts", "provider/lazy.ts", "provider/lifecycle/*"],
	"provider/door.ts": ["provider/errors.ts", "provider/lifecycle/partial-failure.ts"],
	"provider/connect.ts": ["provider/lazy.ts", "provider/once.ts", "provider/settings.ts", "provider/lifecycle/*"],
	"provider/lazy.ts": ["provider/connect-read-only.ts", "provider/lifecycle/check.ts", "provider/service.ts"],
	"provider/service.ts": [
		...["provider/online.ts", "provider/rosters.ts", "provider/lifecycle/*", "provider/client/*"],
		"node:timers/promises",
	],
	"provider/once.ts": [],
	"provider/rosters.ts": ["provider/lifecycle/*", "provider/client/*"],
	"provider/connect-read-only.ts": [
		...["provider/online.ts", "provider/once.ts", "provider/settings.ts", "provider/lifecycle/observe.ts"],
		...["provider/client/account-reads.ts", "provider/client/reader.ts", "provider/client/reads.ts"],
	],
	"provider/online.ts": ["provider/errors.ts", "provider/client/*", "node:crypto", "node:fs"],
	"provider/settings.ts": [
		"provider/errors.ts",
		"provider/loopback.ts",
		"provider/regions.ts",
		"provider/settings-table.ts",
	],
	"provider/loopback.ts": ["node:net"],
	"provider/settings-table.ts": [],
	"provider/regions.ts": [],
	"provider/errors.ts": ["provider/error-codes.ts"],
	"provider/error-codes.ts": [],

	"provider/resources/profile.ts": [
		...["@pulumi/pulumi", "provider/resources/hooks-text.ts", "provider/resources/secret-key.ts"],
		...["provider/resources/owners.ts", "provider/resources/absent.ts", "provider/resources/traces.ts"],
		...["provider/profile/enums.ts", "provider/profile/policies.ts"],
	],
	"provider/resources/profile-set.ts": [
		...["@pulumi/pulumi", "provider/resources/hooks-text.ts", "provider/resources/secret-key.ts"],
		...["provider/resources/owners.ts", "provider/resources/defaults.ts", "provider/profile/policies.ts"],
	],
	"provider/resources/absent.ts": ["@pulumi/pulumi"],
	"provider/resources/attributes.ts": [],
	"provider/resources/defaults.ts": ["provider/resources/when-known.ts"],
	"provider/resources/traces.ts": [],
	"provider/resources/when-known.ts": ["@pulumi/pulumi"],
	"provider/resources/owners.ts": [
		...["@pulumi/pulumi", "provider/resources/when-known.ts", "provider/profile/unmanaged.ts"],
	],
	"provider/resources/provider.ts": ["@pulumi/pulumi", "provider/settings-table.ts"],
	"provider/resources/secret-key.ts": ["@pulumi/pulumi", "@pulumi/pulumi/runtime/config"],
	"provider/resources/hooks-text.ts": [],

	"provider/lifecycle/memory.ts": [],
	"provider/lifecycle/*": ["provider/lifecycle/*", "provider/account/*", "provider/profile/*", "provider/errors.ts"],
	"provider/lifecycle/lines.ts": [],
	"provider/lifecycle/partial-failure.ts": ["provider/errors.ts", "provider/lifecycle/lines.ts"],

	"provider/resources/account.ts": [
		...["@pulumi/pulumi", "provider/resources/hooks-text.ts", "provider/resources/secret-key.ts"],
		"provider/resources/owners.ts",
	],
	"provider/resources/robot.ts": [
		...["@pulumi/pulumi", "provider/resources/hooks-text.ts", "provider/resources/secret-key.ts"],
		"provider/resources/owners.ts",
	],

	"provider/functions/values.ts": ["@pulumi/pulumi", "provider/settings-table.ts"],
	"provider/functions/run.ts": [
		...["@pulumi/pulumi", "provider/functions/values.ts", "provider/resources/secret-key.ts"],
		...["provider/lazy.ts", "provider/errors.ts"],
	],
	"provider/functions/*": ["@pulumi/pulumi", "provider/functions/*", "provider/lifecycle/read-attributes.ts"],

	"provider/account/types.ts": [],
	"provider/account/robots.ts": [],
	"provider/account/policies.ts": [],
	"provider/account/schema.ts": [
		...["provider/account/robots.ts", "provider/account/policies.ts", "provider/profile/schema.ts"],
	],

	"provider/profile/types.ts": [],
	"provider/profile/enums.ts": [],
	"provider/profile/unknown.ts": [],
	"provider/profile/members.ts": ["provider/profile/policies.ts"],
	"provider/profile/policies.ts": [],
	"provider/profile/undo.ts": ["provider/profile/canonical.ts"],
	"provider/profile/unmanaged.ts": ["provider/profile/owned.ts"],
	"provider/profile/nearest.ts": ["fastest-levenshtein"],
	"provider/profile/one-line.ts": [],
	"provider/profile/fields.ts": ["provider/profile/enums.ts"],
	"provider/profile/canonical.ts": ["provider/profile/fields.ts"],
	"provider/profile/owned.ts": ["provider/profile/fields.ts"],
	"provider/profile/codec.ts": ["provider/profile/fields.ts", "provider/profile/canonical.ts"],
	"provider/profile/diff.ts": ["provider/profile/canonical.ts"],
	"provider/profile/schema.ts": [
		...["provider/profile/fields.ts", "provider/profile/canonical.ts", "provider/profile/policies.ts", "ajv"],
	],
	"provider/profile/failures.ts": [
		...["provider/profile/fields.ts", "provider/profile/nearest.ts", "provider/profile/one-line.ts"],
		"provider/profile/unknown.ts",
	],

	"provider/client/wire.ts": [],
	"provider/client/tls-sig-api-v2.d.ts": [],
	"provider/client/crowd.ts": [],
	"provider/client/batch-window.ts": ["provider/client/crowd.ts"],
	"provider/client/reads.ts": ["provider/errors.ts"],
	"provider/client/writes.ts": ["provider/errors.ts"],
	"provider/client/envelope.ts": ["provider/errors.ts"],
	"provider/client/split.ts": ["provider/errors.ts"],
	"provider/client/account-results.ts": ["provider/errors.ts"],
	"provider/client/account-reads.ts": ["provider/client/account-results.ts", "provider/errors.ts"],
	"provider/client/account-writes.ts": ["provider/client/account-results.ts", "provider/errors.ts"],
	"provider/client/account-checker.ts": ["provider/client/joining.ts"],
	"provider/client/importer.ts": ["provider/client/joining.ts", "provider/errors.ts"],
	"provider/client/client.ts": [
		...["provider/client/reads.ts", "provider/client/writes.ts"],
		...["provider/client/account-reads.ts", "provider/client/account-writes.ts"],
	],
	"provider/client/joining.ts": [
		...["provider/client/batch-window.ts", "provider/client/retry.ts", "provider/errors.ts", "dataloader"],
	],
	"provider/client/reader.ts": ["provider/client/joining.ts", "provider/client/split.ts", "provider/errors.ts"],
	"provider/client/http.ts": ["provider/errors.ts", "axios", "node:http", "node:https"],
	"provider/client/transport.ts": ["provider/client/http.ts", "provider/errors.ts", "lossless-json"],
	"provider/client/retry.ts": ["provider/errors.ts", "cockatiel"],
	"provider/client/throttle.ts": ["provider/errors.ts", "limiter"],
	"provider/client/circuit.ts": ["provider/errors.ts", "cockatiel"],
	"provider/client/signing.ts": ["provider/errors.ts", "tls-sig-api-v2"],

	"cli/*": ["cli/*", "emulator/index.ts", "emulator/seed.ts", "provider/*", "commander", "node:*"],
	"cli/adopt/account-list.ts": ["cli/adopt/text-literal.ts", "provider/profile/*", "csv-parse/sync"],
	"cli/adopt/expression.ts": ["cli/adopt/text-literal.ts", "string-width"],
	"cli/doctor.ts": [
		"cli/doctor/*",
		"cli/adopt/tag-list.ts",
		"cli/terminal.ts",
		"provider/errors.ts",
		"provider/profile/fields.ts",
		"node:*",
	],
	"cli/doctor/*": [
		...["cli/*", "emulator/user-sig.ts", "provider/*", "node:*"],
		...["cli-table3", "picocolors", "semver", "wrap-ansi"],
	],
	"cli/watch/server.ts": ["cli/watch/*", "fastify", "node:timers/promises"],
	"cli/drift*": [
		...["cli/drift/*", "cli/events.ts", "cli/exit-codes.ts"],
		...["cli/bare-table.ts", "cli/progress.ts", "cli/terminal.ts", "cli/text-file.ts"],
		...["provider/connect-read-only.ts", "provider/errors.ts", "provider/error-codes.ts", "provider/profile/*"],
		"provider/lifecycle/context.ts",
		...["provider/client/http.ts", "provider/client/retry.ts", "provider/loopback.ts", "cli/version.ts"],
		...[
			"cli-table3",
			"jsonc-parser",
			"picocolors",
			"picomatch",
			"wrap-ansi",
			"write-file-atomic",
			"xmlbuilder2",
			"yaml",
		],
		"node:*",
	],
	"emulator/*": [
		"emulator/*",
		"provider/profile/enums.ts",
		"provider/profile/fields.ts",
		"fastify",
		"lossless-json",
		"node:*",
	],
};

/** What looks and must not be able to write. */
const readOnly =
	/^provider\/(connect-read-only|client\/(reads|reader|split|joining|account-(reads|results|checker))|lifecycle\/(observe|read-(attributes|members))|profile\/members)\.ts$|^cli\/(adopt|doctor|drift|watch)/;

const sources = sourcesBelow("provider", "cli", "emulator");
const below = (folder: string) => sources.filter(({ path }) => path.startsWith(`${folder}/`));
const known = new Set(sources.map(({ path }) => path));

/** A module by its path in the checkout, or by the name of its package. */
function moduleOf({ path }: Source, name: string): string {
	if (!name.startsWith(".")) return name;
	const base = posix.join(posix.dirname(path), name).replace(/\.js$/, "");
	return [`${base}.ts`, `${base}/index.ts`].find((each) => known.has(each)) ?? base;
}

const importsOf = (source: Source) => runtimeImports(source).map((name) => moduleOf(source, name));
const covers = (rule: string, path: string) =>
	rule.endsWith("*") ? path.startsWith(rule.slice(0, -1)) : rule === path;

/** The row of a file: its own, or the longest that covers it. */
function rowOf(path: string): string | undefined {
	const rows = Object.keys(mayImport).filter((row) => covers(row, path));
	return rows.sort((a, b) => b.length - a.length)[0];
}

/** The files that load a module, each with the module. */
function loading(files: readonly Source[], is: (module: string) => boolean): readonly string[] {
	return files.flatMap((source) =>
		importsOf(source)
			.filter(is)
			.map((module) => `${source.path} loads ${module}`),
	);
}

describe("the layers", () => {
	for (const source of sources) {
		it(`let ${source.path} load what its row names, and nothing else`, () => {
			const row = rowOf(source.path);
			assert.ok(row !== undefined, "the file is in no row of the table");
			const strangers = importsOf(source).filter((module) => !mayImport[row]?.some((rule) => covers(rule, module)));
			assert.deepEqual(strangers, []);
		});
	}

	it("have a file for each row", () => {
		const rows = Object.keys(mayImport).filter((row) => !sources.some(({ path }) => covers(row, path)));
		assert.deepEqual(rows, []);
	});

	const owners: readonly { module: RegExp; name: string; only: RegExp }[] = [
		{ name: "axios", module: /^axios(\/|$)/, only: /^provider\/client\/http\.ts$/ },
		{ name: "ajv", module: /^ajv(\/|$)/, only: /^provider\/profile\/schema\.ts$/ },
		{ name: "Pulumi", module: /^@pulumi\//, only: /^provider\/(resources|functions)\// },
		{ name: "fastify and commander", module: /^(@fastify\/|fastify|commander)/, only: /^(cli|emulator)\// },
	];
	for (const { name, module, only } of owners) {
		it(`let nothing but ${only.source} load ${name}`, () => {
			const others = sources.filter(({ path }) => !only.test(path));
			assert.deepEqual(
				loading(others, (each) => module.test(each)),
				[],
			);
		});
	}

	it("keep the emulator from the code that it is a witness of", () => {
		const isWitnessed = (module: string) => /^provider\/(client\/|profile\/codec|lifecycle\/)/.test(module);
		assert.deepEqual(loading(below("emulator"), isWitnessed), []);
	});

	it("keep tests, benches and tools out of what users install", () => {
		const isOurs = (module: string) => /^(test|bench|tools)\//.test(module) || module === "(computed)";
		assert.deepEqual(loading(sources, isOurs), []);
	});

	it("keep what writes out of the reach of what reads", () => {
		const writing = sources.filter(({ path }) => /\/(writes|account-writes|importer|write|converge)\.ts$/.test(path));
		assert.equal(writing.length, 5);
		const reached = sources
			.filter(({ path }) => readOnly.test(path))
			.flatMap((from) => writing.filter((to) => reaches(from.path, to.path)).map((to) => [from.path, to.path]));
		assert.deepEqual(reached, []);
	});

	it("have no circle", () => {
		const circles = sources.filter(({ path }) => reaches(path, path)).map(({ path }) => path);
		assert.deepEqual(circles, []);
	});
});

/** Whether loading one file loads another. */
function reaches(from: string, to: string): boolean {
	const seen = new Set<string>();
	const visit = (path: string): boolean => {
		const source = sources.find((each) => each.path === path);
		const next = source === undefined ? [] : importsOf(source);
		return next.some((module) => {
			if (module === to) return true;
			if (seen.has(module)) return false;
			seen.add(module);
			return visit(module);
		});
	};
	return visit(from);
}

/** Names by which code meets the world: clock, chance, environment, files, sockets, waits. */
const worldly =
	/^(Date|performance|process|globalThis|fetch|console|crypto|set(Timeout|Interval|Immediate)|queueMicrotask)$/;

function isNamed(node: ts.Node, name: RegExp): boolean {
	if (!ts.isIdentifier(node) || !name.test(node.text)) return false;
	const { parent } = node;
	return !(ts.isPropertyAccessExpression(parent) && parent.name === node) && !ts.isPropertyAssignment(parent);
}

function isMathRandom(node: ts.Node): boolean {
	return ts.isPropertyAccessExpression(node) && node.getText() === "Math.random";
}

describe("profile/", () => {
	for (const source of below("provider/profile")) {
		it(`has no input or output, clock or chance in ${source.path}`, () => {
			assert.deepEqual(
				importsOf(source).filter((module) => module.startsWith("node:")),
				[],
			);
			assert.equal(
				containsNode(source, (node) => isNamed(node, worldly) || isMathRandom(node)),
				false,
			);
		});
	}
});

describe("client/ and lifecycle/", () => {
	for (const source of [...below("provider/client"), ...below("provider/lifecycle")]) {
		it(`take chance, environment and console as options in ${source.path}`, () => {
			const isTaken = (node: ts.Node) => isNamed(node, /^(process|console|performance)$/) || isMathRandom(node);
			assert.equal(containsNode(source, isTaken), false);
		});
	}
});
