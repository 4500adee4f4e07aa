import { isUint64 } from "../../provider/model/compare";
import { AdminForbidType, AllowType, type Field, type FieldName, fields, Gender } from "../../provider/model/fields";
import type { ProfileAttributes, TagValue } from "../../provider/model/types";
import type { Declaration } from "./declarations";
import { type Expression, type ObjectLiteral, printStatement } from "./printer";

/** The declarations of a program to print, and the facts for the comment at its start. */
export interface ProgramOptions {
	/** The app (SDKAppID) that contains the accounts. */
	readonly app: number;
	/** Number of accounts whose profiles are declared. */
	readonly count: number;
	readonly declarations: readonly Declaration[];
}

type Entries = ObjectLiteral["entries"];

/** The TypeScript code for each enum value: the constant of this package that has this value. */
const constants = new Map(
	Object.entries({ AdminForbidType, AllowType, Gender }).flatMap(([type, values]) =>
		Object.entries(values).map(([name, text]) => [text as string, `tim.${type}.${name}`]),
	),
);

/**
 * Returns the text of a TypeScript program that has a statement for each resource, in Biome's default format. The text
 * depends only on the options.
 */
export function printProgram(options: ProgramOptions): string {
	const statements = options.declarations.map(
		(declaration, index, all) => `${separator(declaration, all[index - 1])}${printDeclaration(declaration)}\n`,
	);
	return `${header(options)}\nimport * as tim from "pulumi-tim";\n${statements.join("")}`;
}

/**
 * Returns the text before a declaration: an empty line, or nothing between an `Account` or `Robot` and a following
 * `Account`, `Robot` or `Profile`.
 */
function separator(declaration: Declaration, previous: Declaration | undefined): string {
	const followsAccount = previous?.kind === "Account" || previous?.kind === "Robot";
	return followsAccount && declaration.kind !== "ProfileSet" ? "" : "\n";
}

function printDeclaration(declaration: Declaration): string {
	const { kind, name } = declaration;
	const create = (args: ObjectLiteral, ...options: readonly Expression[]): Expression => ({
		create: `tim.${kind}`,
		arguments: [name, args, ...options],
	});
	switch (declaration.kind) {
		case "Profile": {
			const { account, owner, attributes } = declaration;
			return printStatement(create(profileArguments(owner ? { code: `${owner}.account` } : account, attributes)));
		}
		case "ProfileSet": {
			const { profiles, owners } = declaration;
			const entries = profiles.map((each) => [each.account, { entries: toEntries(each.attributes) }] as const);
			const args = { entries: [["profiles", { entries, isExpanded: true }]] as const };
			const dependsOn = { entries: [["dependsOn", { list: owners.map((code) => ({ code })) }]] as const };
			return printStatement(create(args, ...(owners.length > 0 ? [dependsOn] : [])));
		}
		default: {
			const { account, variable } = declaration;
			return printStatement(create({ entries: [["account", account]] }), `const ${variable} = `);
		}
	}
}

function profileArguments(account: Expression, attributes: ProfileAttributes): ObjectLiteral {
	const entries = toEntries(attributes);
	return { entries: [["account", account], ...entries], isExpanded: entries.length > 0 };
}

/**
 * Returns the attributes as entries of an object literal: the standard attributes in the order of the field table, then
 * `custom` and `tags`.
 */
function toEntries({ custom, tags, ...standard }: ProfileAttributes): Entries {
	const values: Readonly<Record<string, TagValue | undefined>> = standard;
	const standardEntries = (Object.keys(fields) as readonly FieldName[]).flatMap((name) =>
		fieldEntry(name, values[name]),
	);
	return [...standardEntries, ...mapEntry("custom", custom), ...mapEntry("tags", tags)];
}

function fieldEntry(name: FieldName, value: TagValue | undefined): Entries {
	if (value === undefined) return [];
	const { type }: Field = fields[name];
	const constant = type === "enum" ? constants.get(String(value)) : undefined;
	return [[name, constant === undefined ? toExpression(value) : { code: constant }]];
}

function mapEntry(name: string, map: Readonly<Record<string, TagValue>> | undefined): Entries {
	if (map === undefined) return [];
	return [[name, { entries: Object.entries(map).map(([key, value]) => [key, toExpression(value)] as const) }]];
}

function toExpression(value: TagValue): Expression {
	return isUint64(value) ? { entries: [["uint64", value.uint64]] } : value;
}

function header({ app, count }: ProgramOptions): string {
	const [accounts, them] = count === 1 ? ["One account", "it"] : [`${count} accounts`, "them"];
	return `// ${accounts} of app ${app}, as \`pulumi-tim adopt\` found ${them}.
//
// Next steps:
// - Use this file as your Pulumi program, or import it from your program.
// - Run \`pulumi up\`. The first run adds the profiles to the state. It writes
//   nothing to the service if the live values still equal the values below.
// - Edit the values. The next \`pulumi up\` writes each changed value, and stops
//   managing each attribute that you have removed.
// - The values are in plain text. Wrap confidential values in
//   \`pulumi.secret(…)\`.
`;
}
