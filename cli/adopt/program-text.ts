import type { ProfileAttributes } from "../../provider/profile/types";
import { attributeEntries } from "./attributes-literal";
import { type Expression, statementOf } from "./expression";
import { isRobot, resourceNames, variableNames } from "./names";

/** One account as it goes into the program. */
export interface AdoptedAccount {
	readonly account: string;
	/** What its profile declares. */
	readonly attributes: ProfileAttributes;
	/** Whether the program declares the account or robot too, beside its profile. */
	readonly declared: boolean;
}

/** What a program is about. */
export interface Adoption {
	/** The app (SDKAppID). */
	readonly app: number;
	readonly accounts: readonly AdoptedAccount[];
}

/**
 * A program in TypeScript that declares accounts as they are, one statement each, in their order.
 *
 * Shape: laid out as Biome and Prettier do, with tabs. The same accounts give the same text.
 */
export function programText(adoption: Adoption): string {
	const { accounts } = adoption;
	const names = resourceNames(accounts.map(({ account }) => account));
	const variables = variableNames(accounts.filter(({ declared }) => declared).map(({ account }) => account));
	const statements = accounts.map((each) =>
		statementsOf(each, { name: names.get(each.account) ?? "", variable: variables.get(each.account) ?? "" }),
	);
	return `${[header(adoption), 'import * as tim from "pulumi-tim";\n', ...statements].join("\n")}`;
}

function statementsOf(
	{ account, attributes, declared }: AdoptedAccount,
	{ name, variable }: { readonly name: string; readonly variable: string },
): string {
	const owner: Expression = declared ? { code: `${variable}.account` } : account;
	const profile = creation("Profile", name, { account: owner, rest: attributeEntries(attributes) });
	if (!declared) return `${statementOf(profile)}\n`;
	const parent = creation(isRobot(account) ? "Robot" : "Account", name, { account, rest: [] });
	return `${statementOf(parent, `const ${variable} = `)}\n${statementOf(profile)}\n`;
}

function creation(
	type: string,
	name: string,
	{ account, rest }: { readonly account: Expression; readonly rest: ReturnType<typeof attributeEntries> },
): Expression {
	const args: Expression = { entries: [["account", account], ...rest], open: rest.length > 0 };
	return { create: `tim.${type}`, arguments: [name, args] };
}

function header({ app, accounts }: Adoption): string {
	const count = accounts.length === 1 ? "One account" : `${accounts.length} accounts`;
	return `// ${count} of app ${app}, as \`pulumi-tim adopt\` found them.
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
