import { isStorable, isStorableName, isZero } from "../../provider/model/compare";
import { ROBOT_PREFIX } from "../../provider/model/limits";
import { ownedTags, replaceValues, toAttributes } from "../../provider/model/managed-profiles";
import { attributesSchema } from "../../provider/model/schema";
import type { ProfileAttributes, TagValues } from "../../provider/model/types";
import { compileSchema, failureAt, type InputFailure, toFailures } from "../../provider/model/validation";
import { once } from "../../provider/util/core";

/** A live profile, divided into the attributes to declare and the values that a program cannot declare. */
export interface DeclarableProfile {
	/**
	 * The attributes whose live value is not zero. Custom fields and other tags keep the order in which they were
	 * requested.
	 */
	readonly attributes: ProfileAttributes;
	/** Path and reason of each live value that is not a valid input, such as an enum value that the service added later. */
	readonly omitted: readonly InputFailure[];
}

/** An account that the program declares. */
export interface AdoptedAccount {
	readonly account: string;
	/** Attributes of the account's profile. */
	readonly attributes: ProfileAttributes;
	/** Whether the program also declares the account itself, as an `Account` or `Robot`. */
	readonly declared: boolean;
}

/**
 * The declaration of an `Account` or a `Robot`. The program assigns the resource to a variable, to which other
 * resources refer.
 */
export interface AccountDeclaration {
	readonly kind: "Account" | "Robot";
	readonly name: string;
	readonly account: string;
	readonly variable: string;
}

/** The declaration of a `Profile`. */
export interface ProfileDeclaration {
	readonly kind: "Profile";
	readonly name: string;
	readonly account: string;
	readonly attributes: ProfileAttributes;
	/**
	 * Name of the variable that holds the `Account` or `Robot` with this account ID. Undefined if the program declares
	 * neither.
	 */
	readonly owner: string | undefined;
}

/** The declaration of a `ProfileSet` that contains the profiles of all accounts. */
export interface ProfileSetDeclaration {
	readonly kind: "ProfileSet";
	readonly name: string;
	readonly profiles: readonly AdoptedAccount[];
	/** Names of the variables that hold the `Account` and `Robot` resources of these accounts. */
	readonly owners: readonly string[];
}

/** The declaration of one resource in the program. */
export type Declaration = AccountDeclaration | ProfileDeclaration | ProfileSetDeclaration;

const attributesValidator = once(() =>
	compileSchema({ type: "object", additionalProperties: false, properties: attributesSchema() }),
);

/**
 * Creates a function that selects the live values to declare: every valid value that is not zero. The function does not
 * change these values, so the first `pulumi up` of the program writes nothing to the service.
 */
export function createDeclarableFilter(): (tags: readonly string[], live: TagValues) => DeclarableProfile {
	const validate = attributesValidator();
	return (tags, live) => {
		const values = tags.flatMap((tag) => (isZero(tag, live[tag]) ? [] : [[tag, live[tag]] as const]));
		const attributes = toAttributes(Object.fromEntries(values) as TagValues);
		const unstorable = ownedTags(attributes).filter(({ path, value }) => !isStorable(value) || !isStorablePath(path));
		const failures = unstorable.map(({ path }) => failureAt(path.split("."), "Pulumi cannot store it"));
		const paths = failures.map(({ path }) => path);
		const invalid = validate(attributes) ? [] : toFailures(validate.errors).filter(({ path }) => !paths.includes(path));
		const omitted = [...failures, ...invalid];
		return omitted.length === 0
			? { attributes, omitted }
			: { attributes: withoutFailures(attributes, omitted), omitted };
	};
}

/**
 * Returns the resources of the program in order. Without `set`, each `Account` or `Robot` precedes the `Profile` of the
 * same account. If `set`, the name of a `ProfileSet`, is given, every `Account` and `Robot` precedes the `ProfileSet`.
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
 * Returns a unique resource name for each account: the account ID if a shell accepts the ID without quotes, otherwise a
 * name made from the ID: `@RBT#faq` becomes `faq-robot`. If a name is already in use, a number is appended.
 */
export function resourceNames(accounts: readonly string[]): ReadonlyMap<string, string> {
	return uniqueNames(accounts, toResourceName, "-");
}

/**
 * Returns a unique variable name for each account: `support_bot` becomes `supportBotAccount`, `@RBT#faq` becomes
 * `faqRobot`. Because of the suffix, a name is never a reserved word of TypeScript. If a name is already in use, a
 * number is appended.
 */
export function variableNames(accounts: readonly string[]): ReadonlyMap<string, string> {
	return uniqueNames(accounts, toVariableName, "");
}

function isStorablePath(path: string): boolean {
	return path.split(".").every(isStorableName);
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

/**
 * Returns a unique name for each account. Keeps each account ID that is a valid name, and then names the other accounts
 * in order.
 */
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
