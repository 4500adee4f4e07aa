import { isUint64 } from "../../provider/model/compare";
import { AdminForbidType, AllowType, type Field, type FieldName, fields, Gender } from "../../provider/model/fields";
import type { ProfileAttributes, TagValue } from "../../provider/model/types";
import type { Declaration } from "./declarations";
import { type Expression, type ObjectLiteral, statementOf } from "./printer";

type Entries = ObjectLiteral["entries"];

/** The constants of the package by the text they stand for. */
const constants = new Map(
	Object.entries({ AdminForbidType, AllowType, Gender }).flatMap(([type, values]) =>
		Object.entries(values).map(([name, text]) => [text as string, `tim.${type}.${name}`]),
	),
);

/** The attributes of a profile as a program writes them, standard ones first, in the order of the field table. */
export function attributeEntries({ custom, tags, ...standard }: ProfileAttributes): Entries {
	const values: Readonly<Record<string, TagValue | undefined>> = standard;
	const named = (Object.keys(fields) as readonly FieldName[]).flatMap((name) => entryOf(name, values[name]));
	return [...named, ...mapEntry("custom", custom), ...mapEntry("tags", tags)];
}

function entryOf(name: FieldName, value: TagValue | undefined): Entries {
	if (value === undefined) return [];
	const { type }: Field = fields[name];
	const constant = type === "enum" ? constants.get(String(value)) : undefined;
	return [[name, constant === undefined ? valueLiteral(value) : { code: constant }]];
}

function mapEntry(name: string, map: Readonly<Record<string, TagValue>> | undefined): Entries {
	if (map === undefined) return [];
	return [[name, { entries: Object.entries(map).map(([key, value]) => [key, valueLiteral(value)] as const) }]];
}

function valueLiteral(value: TagValue): Expression {
	return isUint64(value) ? { entries: [["uint64", value.uint64]] } : value;
}

/** What a program is about. */
export interface ProgramOptions {
	/** The app (SDKAppID). */
	readonly app: number;
	/** How many accounts it declares the profiles of. */
	readonly count: number;
	readonly declarations: readonly Declaration[];
}

/**
 * A program in TypeScript that declares accounts as they are, a statement for each resource.
 *
 * Shape: laid out as Biome and Prettier do, with tabs. The same accounts give the same text.
 */
export function printProgram(adoption: ProgramOptions): string {
	const statements = adoption.declarations.map(
		(each, index, all) => `${breakBefore(each, all[index - 1])}${statement(each)}\n`,
	);
	return `${header(adoption)}\nimport * as tim from "pulumi-tim";\n${statements.join("")}`;
}

/** An account stands together with its profile, and accounts without profiles of their own with each other. */
function breakBefore(declaration: Declaration, before: Declaration | undefined): string {
	const isOwner = before?.kind === "Account" || before?.kind === "Robot";
	return isOwner && declaration.kind !== "ProfileSet" ? "" : "\n";
}

function statement(declaration: Declaration): string {
	const { kind, name } = declaration;
	const create = (args: ObjectLiteral, ...options: readonly Expression[]): Expression => ({
		create: `tim.${kind}`,
		arguments: [name, args, ...options],
	});
	switch (declaration.kind) {
		case "Profile": {
			const { account, owner, attributes } = declaration;
			return statementOf(create(profileLiteral(owner ? { code: `${owner}.account` } : account, attributes)));
		}
		case "ProfileSet": {
			const { profiles, owners } = declaration;
			const entries = profiles.map((each) => [each.account, { entries: attributeEntries(each.attributes) }] as const);
			const dependsOn = { entries: [["dependsOn", { list: owners.map((code) => ({ code })) }]] as const };
			const args = { entries: [["profiles", { entries, open: true }]] as const };
			return statementOf(create(args, ...(owners.length > 0 ? [dependsOn] : [])));
		}
		default: {
			const { account, variable } = declaration;
			return statementOf(create({ entries: [["account", account]] }), `const ${variable} = `);
		}
	}
}

function profileLiteral(account: Expression, attributes: Parameters<typeof attributeEntries>[0]): ObjectLiteral {
	const rest = attributeEntries(attributes);
	return { entries: [["account", account], ...rest], open: rest.length > 0 };
}

function header({ app, count }: ProgramOptions): string {
	return `// ${count === 1 ? "One account" : `${count} accounts`} of app ${app}, as \`pulumi-tim adopt\` found ${count === 1 ? "it" : "them"}.
//
// What to do next:
// - Let this file be your Pulumi program, or import it from there.
// - Run \`pulumi up\`. It takes the profiles under management and writes nothing to
//   the service, as long as they are still as you see them here.
// - From then on, edit: a changed value is written by the next \`pulumi up\`, and an
//   attribute whose line you remove is left to others.
// - The values are in clear here. Put \`pulumi.secret(…)\` around those that not
//   everybody who reads the code may see.
`;
}
