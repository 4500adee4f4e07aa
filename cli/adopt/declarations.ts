import { isZero } from "../../provider/model/compare";
import { ROBOT_PREFIX } from "../../provider/model/limits";
import { replaceValues, toAttributes } from "../../provider/model/managed-profiles";
import { attributesSchema } from "../../provider/model/schema";
import type { ProfileAttributes, TagValues } from "../../provider/model/types";
import { compileSchema, type InputFailure, toFailures } from "../../provider/model/validation";

/** The part of a live profile that a program can declare. */
export interface DeclarableProfile {
	/** Tags with a value; custom fields and other tags are in the order in which they were read. */
	readonly attributes: ProfileAttributes;
	/** Path and reason of each live value that is not a valid input, such as one of a later version of the service. */
	readonly omitted: readonly InputFailure[];
}

/** An account for the program. */
export interface AdoptedAccount {
	readonly account: string;
	/** Attributes that its profile declares. */
	readonly attributes: ProfileAttributes;
	/** Whether the program declares the account or robot too, beside its profile. */
	readonly declared: boolean;
}

/** An account or a robot, assigned to a variable for the resources that depend on it. */
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
	/** Variable of the account, if the program declares it too. */
	readonly owner: string | undefined;
}

/** The profiles of all accounts in one resource. */
export interface ProfileSetDeclaration {
	readonly kind: "ProfileSet";
	readonly name: string;
	readonly profiles: readonly AdoptedAccount[];
	/** Variables of the accounts that the program declares too. */
	readonly owners: readonly string[];
}

/** A resource of the program. */
export type Declaration = AccountDeclaration | ProfileDeclaration | ProfileSetDeclaration;

/**
 * Creates a function that selects what a program declares of live values, so that its first `up` has nothing to write:
 * every value that is not zero, spelled as it is live.
 */
export function createDeclarableFilter(): (tags: readonly string[], live: TagValues) => DeclarableProfile {
	const validate = compileSchema({ type: "object", additionalProperties: false, properties: attributesSchema() });
	return (tags, live) => {
		const values = tags.flatMap((tag) => (isZero(tag, live[tag]) ? [] : [[tag, live[tag]] as const]));
		const attributes = toAttributes(Object.fromEntries(values) as TagValues);
		if (validate(attributes)) return { attributes, omitted: [] };
		const omitted = toFailures(validate.errors);
		return { attributes: withoutFailures(attributes, omitted), omitted };
	};
}

/**
 * Returns the resources that declare accounts, in order: each account or robot before its profile, or all of them before
 * the set if there is one.
 */
export function createDeclarations(accounts: readonly AdoptedAccount[], set?: string): readonly Declaration[] {
	const names = resourceNames(accounts.map(({ account }) => account));
	const declared = accounts.filter((each) => each.declared).map(({ account }) => account);
	const variables = variableNames(declared);
	const declareAccount = (account: string): readonly AccountDeclaration[] => {
		const variable = variables.get(account);
		const kind = isRobot(account) ? "Robot" : "Account";
		return variable === undefined ? [] : [{ kind, name: names.get(account) ?? "", account, variable }];
	};
	if (set !== undefined) {
		const owners = declared.flatMap(declareAccount);
		const variablesOfOwners = owners.map(({ variable }) => variable);
		return [...owners, { kind: "ProfileSet", name: set, profiles: accounts, owners: variablesOfOwners }];
	}
	return accounts.flatMap(({ account, attributes }): readonly Declaration[] => [
		...declareAccount(account),
		{ kind: "Profile", name: names.get(account) ?? "", account, attributes, owner: variables.get(account) },
	]);
}

/**
 * Returns a unique resource name for each account: the account itself if Pulumi's command line takes it without quotes, or
 * else its valid characters, so that `@RBT#faq` becomes `faq-robot`. A name that is taken gets a number.
 */
export function resourceNames(accounts: readonly string[]): ReadonlyMap<string, string> {
	return uniqueNames(accounts, toResourceName, "-");
}

/**
 * Returns a unique variable for each account: `support_bot` becomes `supportBotAccount`, `@RBT#faq` becomes `faqRobot`. The
 * last word prevents reserved words. A variable that is taken gets a number.
 */
export function variableNames(accounts: readonly string[]): ReadonlyMap<string, string> {
	return uniqueNames(accounts, toVariableName, "");
}

function withoutFailures(attributes: ProfileAttributes, failures: readonly InputFailure[]): ProfileAttributes {
	const paths = new Set(failures.map(({ path }) => path));
	const { custom, tags, ...rest } = replaceValues(attributes, (owned) =>
		paths.has(owned.path) ? undefined : owned.value,
	);
	return { ...rest, ...withoutEmptyMaps({ custom, tags }) };
}

function withoutEmptyMaps<T extends object>(maps: T): Partial<T> {
	return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map ?? {}).length > 0)) as Partial<T>;
}

function isRobot(account: string): boolean {
	return account.startsWith(ROBOT_PREFIX);
}

function withoutRobotPrefix(account: string): string {
	return isRobot(account) ? account.slice(ROBOT_PREFIX.length) : account;
}

function toResourceName(account: string): string {
	const safe = withoutRobotPrefix(account)
		.replaceAll(/[^\w.-]+/g, "-")
		.replaceAll(/^-+|-+$/g, "");
	if (isRobot(account)) return safe === "" ? "robot" : `${safe}-robot`;
	return safe === "" ? "account" : safe;
}

function toVariableName(account: string): string {
	const kind = isRobot(account) ? "robot" : "account";
	const [first = "", ...others] = withoutRobotPrefix(account).match(/[A-Za-z0-9]+/g) ?? [];
	const camelCase = lowerFirst(first) + others.map(upperFirst).join("");
	return /^[a-z]/.test(camelCase) ? camelCase + upperFirst(kind) : kind + camelCase;
}

/** Names the accounts whose name is the account itself first, so that they keep it; then the others in their order. */
function uniqueNames(accounts: readonly string[], toName: (account: string) => string, separator: string) {
	const unchanged = accounts.filter((account) => toName(account) === account);
	const changed = accounts.filter((account) => toName(account) !== account);
	const taken = new Set(unchanged);
	const named = changed.map((account) => [account, reserveName(toName(account), { taken, separator })] as const);
	return new Map([...unchanged.map((account) => [account, account] as const), ...named]);
}

function reserveName(
	name: string,
	{ taken, separator }: { readonly taken: Set<string>; readonly separator: string },
): string {
	let candidate = name;
	for (let number = 2; taken.has(candidate); number += 1) candidate = name + separator + number;
	taken.add(candidate);
	return candidate;
}

function lowerFirst(word: string): string {
	return /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word.slice(0, 1).toLowerCase() + word.slice(1);
}

function upperFirst(word: string): string {
	return word.slice(0, 1).toUpperCase() + word.slice(1);
}
