/*
 * Rules for imports at run time: TypeScript removes imports of types before dependency-cruiser sees them.
 * `.dependency-cruiser.cjs` has the rules that include types; test/conventions/imports.test.ts tries each rule.
 */

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: "read-only-cannot-write",
			severity: "error",
			comment: "Read-only commands and functions cannot reach the code that writes; use compose-read-only.ts.",
			from: { path: "^(cli/(drift|adopt|doctor|watch)/|provider/functions/|provider/compose-read-only\\.ts$)" },
			to: { path: "^provider/(client/(writes|batched-writes)|service|compose)\\.ts$", reachable: true },
		},
		{
			name: "lifecycle-imports-types-of-client",
			severity: "error",
			comment: "lifecycle/ imports only types of client/, so that a handler loads no client before it needs one.",
			from: { path: "^provider/lifecycle/" },
			to: { path: "^provider/client/" },
		},
		{
			name: "only-program-loads-pulumi",
			severity: "error",
			comment: "Only resources/ and functions/ load Pulumi at run time; other modules import its types.",
			from: { path: "^(provider|cli|emulator)/", pathNot: "^provider/(resources|functions)/" },
			to: { path: "(^|node_modules/)@pulumi/pulumi(/|$)" },
		},
		{
			name: "no-development-dependencies",
			severity: "error",
			comment:
				"Shipped code loads only packages from `dependencies` or `peerDependencies`. The build bundles what scales.ts loads.",
			from: { path: "^(provider|cli|emulator)/", pathNot: "^cli/drift/formats/scales\\.ts$" },
			to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer"] },
		},
	],
	options: {
		tsPreCompilationDeps: false,
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^dist/" },
	},
};
