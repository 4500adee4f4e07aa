import { ROBOT_PREFIX } from "../../provider/model/limits";

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
