import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./sources";

/** The public names of each entry point. A name with an asterisk is a value; the other names are types. */
const surfaces: Readonly<Record<string, readonly string[]>> = {
	"provider/index.ts": [
		...["Account*", "AccountArgs", "AccountOnDelete", "AdminForbidType*", "AllowType*", "Compare", "Gender*"],
		...["FunctionOptions", "FunctionOutputOptions", "getProfile*", "getProfileOutput*", "GetProfileArgs"],
		...["GetProfileOutputArgs", "GetProfileResult", "getProfiles*", "getProfilesOutput*", "GetProfilesArgs"],
		...["GetProfilesOutputArgs", "GetProfilesResult", "getRobots*", "getRobotsOutput*", "GetRobotsResult"],
		...["Policies", "PolicyArgs"],
		...["Profile*", "ProfileArgs", "ProfileAttributeArgs", "ProfileAttributes", "ProfileSet*", "ProfileSetArgs"],
		...["Provider*", "ProviderArgs", "Region", "Robot*", "RobotArgs", "TagValue", "TagValues", "Uint64"],
	],
	"provider/dynamic/hooks.ts": ["account*", "profile*", "profileSet*", "robot*"],
	"emulator/index.ts": [
		...["defaultQuirks*", "demoApp*", "startEmulator*"],
		...["CallsPerSecond", "Emulator", "EmulatorOptions", "Lag", "RequestRecord", "Seed", "Site"],
		...["TagChanges", "TagValue", "Tags", "ActiveFault", "FaultCondition", "FaultEffect", "FaultRule", "Faults"],
		...["AnswerAccountFault", "AnswerFault", "BodyFault", "DelayFault", "DropFault", "ExpireUserSigsFault"],
		...["LoseFault", "RefuseValueFault", "StaleFault"],
		...["Delivery", "Platform", "ProfileChange", "ProfileEvent", "Webhook", "WebhookOptions"],
		...["OnlineStatus", "Platforms", "Quirks"],
	],
};

describe("an entry point of the package", () => {
	let program: ts.Program;

	before(function () {
		this.timeout(60_000);
		const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
		const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
		program = ts.createProgram(
			[...Object.keys(surfaces), "provider/client/tls-sig-api-v2.d.ts"].map((file) => join(root, file)),
			{ ...options, noEmit: true },
		);
	});

	for (const [file, names] of Object.entries(surfaces)) {
		it(`exports exactly the listed names: ${file}`, () =>
			assert.deepEqual(exportedNames(program, join(root, file)), [...names].sort()));
	}
});

function exportedNames(program: ts.Program, file: string): readonly string[] {
	const checker = program.getTypeChecker();
	const source = program.getSourceFile(file);
	const module = source && checker.getSymbolAtLocation(source);
	assert.ok(module !== undefined);
	return checker
		.getExportsOfModule(module)
		.map((symbol) => symbol.name + (isValue(checker, symbol) ? "*" : ""))
		.sort();
}

/**
 * Returns whether an export is a value and not only a type. A name that is re-exported with `export type` is only a
 * type.
 */
function isValue(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
	const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
	if (isAlias && symbol.declarations?.some(ts.isTypeOnlyExportDeclaration)) return false;
	const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
	return (target.flags & ts.SymbolFlags.Value) !== 0;
}
