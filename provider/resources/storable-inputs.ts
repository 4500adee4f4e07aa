import { isStorable, isStorableName } from "../model/compare";
import type { TagValue } from "../model/types";
import { escapeControlCharacters } from "../util/text";
import { createRunError } from "./run-error";

/*
 * Checks of names and texts that Pulumi would change before the provider receives them. The constructors make these checks,
 * because the provider cannot: it receives the changed value, or a text that looks like an unknown value.
 */

/**
 * Throws if a map of inputs has a key that Pulumi cannot pass on, or a prototype from an object literal with the key
 * `__proto__`.
 *
 * @throws RunError, whose message Pulumi shows without a stack trace
 */
export function assertStorableNames(resource: string, path: readonly string[], map: object): void {
	const name = hasLiteralPrototype(map) ? "__proto__" : Object.keys(map).find((key) => !isStorableName(key));
	if (name === undefined) return;
	const next = path.at(-1) === "profiles" ? "use a Profile for this account" : "choose another name";
	throw createRunError(`${resource}: ${format([...path, name])}: Pulumi cannot pass on this name; ${next}`);
}

/**
 * Throws if an input has a text that Pulumi cannot pass on unchanged.
 *
 * @throws RunError, whose message contains the path but not the text
 */
export function assertStorableText(resource: string, path: readonly string[], value: unknown): void {
	if (isStorable(value as TagValue)) return;
	throw createRunError(`${resource}: ${format(path)}: Pulumi cannot pass on this text; declare other text`);
}

/** Whether an object was created by a literal that sets its prototype: `{ __proto__: { … } }`. */
function hasLiteralPrototype(map: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(map);
	if (prototype === null || prototype === Object.prototype || typeof prototype !== "object") return false;
	return !Object.hasOwn(prototype, "constructor"); // the prototype of a class has its constructor
}

function format(path: readonly string[]): string {
	return path.map(escapeControlCharacters).join(".");
}
