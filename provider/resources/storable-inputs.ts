import * as pulumi from "@pulumi/pulumi";
import { isStorable, isStorableName } from "../model/compare";
import { escapeControlCharacters } from "../util/text";
import { type InputMap, isInputMap, mapInputs } from "./inputs";
import { createRunError } from "./run-error";

/*
 * Checks of names and texts that Pulumi would change before the provider receives them. The constructors make these checks,
 * because the provider cannot: it receives the changed value, or a text that looks like an unknown value.
 */

/**
 * Throws if an input of a resource, at any depth, has a name or a text that Pulumi cannot pass on unchanged. An output or a
 * promise is checked when its value is known. Returns the checked inputs: the plain values themselves, and outputs and
 * promises that fail if their check fails. The caller must register the returned inputs.
 *
 * @throws RunError, whose message contains the path but not the value. Pulumi shows the message without a stack trace.
 */
export function checkInputs(resource: string, args: object = {}): InputMap {
	requireInputMap(resource, args);
	return checkInput(resource, [], args) as InputMap;
}

/** Throws if the arguments of a constructor are not a map of inputs, because Pulumi would then receive no inputs. */
export function requireInputMap(resource: string, args: unknown): void {
	if (isInputMap(args) && !(args instanceof Promise) && !(Symbol.iterator in args)) return;
	throw createRunError(`${resource}: the arguments must be an object; pass outputs and promises as its properties`);
}

function checkInput(resource: string, path: readonly string[], input: unknown): unknown {
	if (typeof input === "string") assertStorableText(resource, path, input);
	if (typeof input !== "object" || input === null || pulumi.Resource.isInstance(input)) return input;
	if (input instanceof Map || input instanceof Set) throw unstorableCollection(resource, path);
	if (hasLiteralPrototype(input)) throw unstorableName(resource, [...path, "__proto__"]);
	const check = (known: unknown) => checkInput(resource, path, known);
	if (pulumi.Output.isInstance(input)) return input.apply(check);
	if (input instanceof Promise) return input.then(check); // not an output, which would copy the value before the check
	return mapInputs(input, (each, key) => {
		const eachPath = [...path, key];
		if (!isStorableName(key)) throw unstorableName(resource, eachPath);
		return checkInput(resource, eachPath, each);
	});
}

function unstorableName(resource: string, path: readonly string[]): pulumi.RunError {
	const next = path.at(-2) === "profiles" ? "use a Profile for this account" : "choose another name";
	return createRunError(`${resource}: ${format(path)}: Pulumi cannot pass on this name; ${next}`);
}

function unstorableCollection(resource: string, path: readonly string[]): pulumi.RunError {
	return createRunError(`${resource}: ${format(path)}: Pulumi cannot pass on a Map or a Set; use an object or a list`);
}

function assertStorableText(resource: string, path: readonly string[], text: string): void {
	if (isStorable(text)) return;
	throw createRunError(`${resource}: ${format(path)}: Pulumi cannot pass on this text; declare other text`);
}

/**
 * Whether the prototype of an object is not the prototype of a class. An object literal with the key `__proto__` sets such a
 * prototype, whose properties Pulumi does not pass on: `{ __proto__: { … } }`.
 */
function hasLiteralPrototype(input: object): boolean {
	const prototype: { readonly constructor?: unknown } | null = Object.getPrototypeOf(input);
	if (prototype === null || prototype === Object.prototype) return false;
	const { constructor: owner } = prototype;
	return typeof owner !== "function" || owner.prototype !== prototype;
}

function format(path: readonly string[]): string {
	return path.map(escapeControlCharacters).join(".");
}
