/*
 * Rules for every import of shipped code, imports of types included. `.dependency-cruiser-runtime.cjs` has the rules that are
 * about imports at run time only. docs/architecture.md describes the layers; test/conventions/imports.test.ts tries each rule.
 */

const shipped = "^(provider|cli|emulator)/";

/** A rule that lets a layer of `provider/` import only some other modules of ours. */
function layer(name, from, allowed, comment) {
	const to = { path: "^(provider|cli|emulator)/", pathNot: `^provider/(${[...allowed, "util/"].join("|")})` };
	return { name, severity: "error", comment, from: { path: `^provider/${from}` }, to };
}

/** A rule that lets only some modules import a library. */
function onlyFrom(name, library, from, comment) {
	const to = { path: `(^|node_modules/)(${library})(/|$)` };
	return { name, severity: "error", comment, from: { path: shipped, pathNot: from }, to };
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
	forbidden: [
		layer("layer-util", "util/", [], "util/ imports no other folder of ours."),
		layer("layer-errors", "errors/", ["errors/"], "errors/ imports only util/."),
		layer("layer-settings", "settings/", ["settings/", "errors/"], "settings/ imports only errors/ and util/."),
		layer("layer-model", "model/", ["model/", "errors/"], "model/ imports only errors/ and util/."),
		layer(
			"layer-client",
			"client/",
			["client/", "model/", "settings/", "errors/"],
			"client/ imports only the layers below it: model/, settings/, errors/ and util/.",
		),
		layer(
			"layer-lifecycle",
			"lifecycle/",
			["lifecycle/", "client/", "model/", "settings/", "errors/"],
			"lifecycle/ imports only the layers below it: client/ (types), model/, settings/, errors/ and util/.",
		),
		layer(
			"layer-composition",
			"(compose|compose-read-only|service)\\.ts$",
			["(compose|compose-read-only|service)\\.ts$", "lifecycle/", "client/", "model/", "settings/", "errors/"],
			"The composition roots and service.ts import no front and no resource class.",
		),
		layer(
			"layer-dynamic",
			"dynamic/",
			["dynamic/", "compose\\.ts$", "lifecycle/", "model/", "settings/", "errors/"],
			"dynamic/ reaches the service through compose.ts and the handlers of lifecycle/.",
		),
		layer(
			"layer-resources",
			"resources/",
			["resources/", "dynamic/serialized-provider\\.ts$", "lifecycle/handler\\.ts$", "model/", "settings/", "errors/"],
			"resources/ runs in the program: it imports no handler and no client.",
		),
		layer(
			"layer-functions",
			"functions/",
			["functions/", "resources/", "compose-read-only\\.ts$", "lifecycle/", "model/", "settings/", "errors/"],
			"functions/ reads through compose-read-only.ts.",
		),
		layer(
			"layer-index",
			"index\\.ts$",
			["resources/", "functions/", "model/", "settings/"],
			"index.ts exports resources, functions and the types of their inputs.",
		),
		{
			name: "emulator-is-independent",
			severity: "error",
			comment: "The emulator is an independent witness: of provider/ it imports only the field table and the limits.",
			from: { path: "^emulator/" },
			to: { path: "^(provider|cli)/", pathNot: "^provider/model/(fields|limits)\\.ts$" },
		},
		{
			name: "shared-cli-below-commands",
			severity: "error",
			comment: "Modules at the root of cli/ are shared by the commands; only program.ts and main.ts import a command.",
			from: { path: "^cli/[^/]+\\.ts$", pathNot: "^cli/(main|program)\\.ts$" },
			to: { path: "^cli/[^/]+/" },
		},
		onlyFrom("only-http-imports-axios", "axios", "^provider/client/http\\.ts$", "Only client/http.ts imports axios."),
		onlyFrom("only-model-imports-ajv", "ajv|ajv-formats", "^provider/model/", "Only model/ imports ajv."),
		onlyFrom(
			"only-program-and-handlers-import-pulumi",
			"@pulumi/pulumi",
			"^provider/(resources|functions|dynamic|lifecycle)/",
			"Only resources/ and functions/ import Pulumi; dynamic/ and lifecycle/ may import its types.",
		),
		onlyFrom(
			"only-servers-and-commands-import-their-libraries",
			"hono|@hono/node-server|commander|cross-spawn",
			"^(cli|emulator)/",
			"provider/ contains no command and no server.",
		),
		{
			name: "no-tests-or-tools",
			severity: "error",
			comment: "Tests, benches, tools and examples are not shipped.",
			from: { path: shipped },
			to: { path: "^(test|bench|tools|examples)/" },
		},
		{
			name: "no-cycles",
			severity: "error",
			comment: "Modules do not import each other in a cycle, types included.",
			from: {},
			to: { circular: true },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^dist/" },
	},
};
