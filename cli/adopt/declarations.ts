import type { ProfileAttributes } from "../../provider/model/types";
import { isRobot, resourceNames, variableNames } from "./names";

/** One account as it goes into the program. */
export interface AdoptedAccount {
	readonly account: string;
	/** What its profile declares. */
	readonly attributes: ProfileAttributes;
	/** Whether the program declares the account or robot too, beside its profile. */
	readonly declared: boolean;
}

/** An account or a robot, kept in a variable for what depends on it. */
export interface AccountDeclaration {
	readonly kind: "Account" | "Robot";
	readonly name: string;
	readonly account: string;
	readonly variable: string;
}

/** The profile of one account. */
export interface ProfileDeclaration {
	readonly kind: "Profile";
	readonly name: string;
	readonly account: string;
	readonly attributes: ProfileAttributes;
	/** The variable of the account, where the program declares that too. */
	readonly owner: string | undefined;
}

/** The profiles of all accounts in one resource. */
export interface ProfileSetDeclaration {
	readonly kind: "ProfileSet";
	readonly name: string;
	readonly profiles: readonly AdoptedAccount[];
	/** The variables of the accounts that the program declares too. */
	readonly owners: readonly string[];
}

/** A resource of the program. */
export type Declaration = AccountDeclaration | ProfileDeclaration | ProfileSetDeclaration;

/**
 * The resources that declare accounts, in their order: each account or robot before its profile, or all of them before the
 * set where there is one.
 */
export function declarationsOf(accounts: readonly AdoptedAccount[], set?: string): readonly Declaration[] {
	const names = resourceNames(accounts.map(({ account }) => account));
	const declared = accounts.filter((each) => each.declared).map(({ account }) => account);
	const variables = variableNames(declared);
	const ownerOf = (account: string): readonly AccountDeclaration[] => {
		const variable = variables.get(account);
		const kind = isRobot(account) ? "Robot" : "Account";
		return variable === undefined ? [] : [{ kind, name: names.get(account) ?? "", account, variable }];
	};
	if (set !== undefined) {
		const owners = declared.flatMap(ownerOf);
		const waitsFor = owners.map(({ variable }) => variable);
		return [...owners, { kind: "ProfileSet", name: set, profiles: accounts, owners: waitsFor }];
	}
	return accounts.flatMap(({ account, attributes }): readonly Declaration[] => [
		...ownerOf(account),
		{ kind: "Profile", name: names.get(account) ?? "", account, attributes, owner: variables.get(account) },
	]);
}
