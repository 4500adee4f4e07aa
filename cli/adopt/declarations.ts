import { isZero } from "../../provider/model/compare";
import { ROBOT_PREFIX } from "../../provider/model/limits";
import { replaceValues, toAttributes } from "../../provider/model/managed-profiles";
import { attributesSchema } from "../../provider/model/schema";
import type { ProfileAttributes, TagValues } from "../../provider/model/types";
import { compileSchema, type InputFailure, type SchemaError, toFailures } from "../../provider/model/validation";

/** Whether an account is a robot, by its UserID. */
export function isRobot(account: string): boolean {
	return account.startsWith(ROBOT_PREFIX);
}

/**
 * A resource name for each account: the account itself where Pulumi's command line takes it without quotes, else what is
 * left of it, so `@RBT#faq` is `faq-robot`.
 *
 * Shape: no name twice; one that is taken gets a number.
 */
export function resourceNames(accounts: readonly string[]): ReadonlyMap<string, string> {
	return uniqueNames(accounts, resourceName, "-");
}

/**
 * A variable for each account: `support_bot` is `supportBotAccount`, `@RBT#faq` is `faqRobot`. The last word keeps it from
 * being a word of the language.
 *
 * Shape: no variable twice; one that is taken gets a number.
 */
export function variableNames(accounts: readonly string[]): ReadonlyMap<string, string> {
	return uniqueNames(accounts, variableName, "");
}

function resourceName(account: string): string {
	const safe = stem(account)
		.replaceAll(/[^\w.-]+/g, "-")
		.replaceAll(/^-+|-+$/g, "");
	if (isRobot(account)) return safe === "" ? "robot" : `${safe}-robot`;
	return safe === "" ? "account" : safe;
}

function variableName(account: string): string {
	const kind = isRobot(account) ? "robot" : "account";
	const [first = "", ...others] = stem(account).match(/[A-Za-z0-9]+/g) ?? [];
	const camel = lowerFirst(first) + others.map(upperFirst).join("");
	return /^[a-z]/.test(camel) ? camel + upperFirst(kind) : kind + camel;
}

function stem(account: string): string {
	return isRobot(account) ? account.slice(ROBOT_PREFIX.length) : account;
}

/** An account whose name is the account itself has it for sure; the others come in their order. */
function uniqueNames(accounts: readonly string[], nameOf: (account: string) => string, joint: string) {
	const own = accounts.filter((account) => nameOf(account) === account);
	const taken = new Set(own);
	const others = accounts.filter((account) => nameOf(account) !== account);
	const named = others.map((account) => [account, claim(nameOf(account), { taken, joint })] as const);
	return new Map([...own.map((account) => [account, account] as const), ...named]);
}

function claim(name: string, { taken, joint }: { readonly taken: Set<string>; readonly joint: string }): string {
	let candidate = name;
	for (let number = 2; taken.has(candidate); number += 1) candidate = name + joint + number;
	taken.add(candidate);
	return candidate;
}

function lowerFirst(word: string): string {
	return /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word.slice(0, 1).toLowerCase() + word.slice(1);
}

function upperFirst(word: string): string {
	return word.slice(0, 1).toUpperCase() + word.slice(1);
}

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
export function createDeclarations(accounts: readonly AdoptedAccount[], set?: string): readonly Declaration[] {
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

/** What of a live profile a program can declare. */
export interface DeclarableProfile {
	/** The tags that have a value: custom fields and other tags in the order they were asked for. */
	readonly attributes: ProfileAttributes;
	/** Live values that no program may declare, such as one of a later version of the service: where, and why. */
	readonly omitted: readonly InputFailure[];
}

/**
 * Makes the function that says what of live values a program declares, so that its first `up` finds nothing to write: every
 * value that is not zero, spelled as it is live.
 */
export function createDeclarableFilter(): (tags: readonly string[], live: TagValues) => DeclarableProfile {
	const validate = compileSchema({ type: "object", additionalProperties: false, properties: attributesSchema() });
	return (tags, live) => {
		const set = tags.flatMap((tag) => (isZero(tag, live[tag]) ? [] : [[tag, live[tag]] as const]));
		const attributes = toAttributes(Object.fromEntries(set) as TagValues);
		if (validate(attributes)) return { attributes, omitted: [] };
		const leftOut = toFailures((validate.errors ?? []) as readonly SchemaError[]);
		return { attributes: without(attributes, leftOut), omitted: leftOut };
	};
}

function without(attributes: ProfileAttributes, failures: readonly InputFailure[]): ProfileAttributes {
	const paths = new Set(failures.map(({ path }) => path));
	const { custom, tags, ...rest } = replaceValues(attributes, (owned) =>
		paths.has(owned.path) ? undefined : owned.value,
	);
	return { ...rest, ...filled({ custom }), ...filled({ tags }) };
}

function filled<T extends object>(maps: T): Partial<T> {
	return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map ?? {}).length > 0)) as Partial<T>;
}
