import fc from "fast-check";
import { anyJson } from "@/test/support/arbitraries";

/** A change of one value in a JSON document. */
export interface Mutation {
	readonly at: number;
	readonly how: "copy" | "delete" | "nest" | "rename" | "repeat" | "replace" | "reverse" | "text" | "trap";
	readonly by: unknown;
	/** The name of a property to add, or the new name of a property. */
	readonly name: string;
}

/** The replacements of values and the names of properties that mutations use. */
export interface MutationValues {
	readonly value: fc.Arbitrary<unknown>;
	readonly name: fc.Arbitrary<string>;
}

/** Generates one to three mutations of a document. */
export const mutations = createMutations({ value: anyJson, name: fc.constant("__proto__") });

/** Generates one to three mutations of a document, with the given values and names. */
export function createMutations({ value, name }: MutationValues): fc.Arbitrary<readonly Mutation[]> {
	const mutation = fc.record<Mutation>({
		at: fc.nat(),
		how: fc.constantFrom("copy", "delete", "nest", "rename", "repeat", "replace", "reverse", "text", "trap"),
		by: value,
		name,
	});
	return fc.array(mutation, { minLength: 1, maxLength: 3 });
}

type Parent = Record<string, unknown>;

/** Returns a copy of a document to which mutations are applied in order. */
export function mutate<T extends object>(document: T, all: readonly Mutation[]): T {
	const copy = structuredClone(document);
	for (const mutation of all) {
		const slots = listSlots(copy);
		const slot = slots[mutation.at % slots.length];
		// a later mutation may change the added value, which can be a constant of its generator
		if (slot !== undefined) apply(...slot, { ...mutation, by: structuredClone(mutation.by), slots });
	}
	return copy;
}

type Slot = readonly [parent: Parent, key: string];

function listSlots(value: unknown): readonly Slot[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.keys(value).flatMap((key) => [[value as Parent, key] as const, ...listSlots((value as Parent)[key])]);
}

function apply(parent: Parent, key: string, mutation: Mutation & { readonly slots: readonly Slot[] }): void {
	const { how, by, name } = mutation;
	const value = parent[key];
	if (how === "delete" && Array.isArray(parent)) parent.splice(Number(key), 1);
	else if (how === "delete") delete parent[key];
	else if (how === "rename" && !Array.isArray(parent)) {
		delete parent[key];
		put(parent, name, value);
	} else if (how === "repeat" && Array.isArray(parent)) parent.push(structuredClone(value));
	else if (how === "reverse" && Array.isArray(value)) value.reverse();
	else if (how === "trap") put(parent, name, by);
	else if (how === "copy") put(parent, key, copyOfOther(mutation));
	else put(parent, key, replacement(value, how, by));
}

function copyOfOther({ at, slots }: { readonly at: number; readonly slots: readonly Slot[] }): unknown {
	const [parent, key = ""] = slots[Math.floor(at / slots.length) % slots.length] ?? [];
	return structuredClone(parent?.[key]);
}

/** Defines an own property, even if its name is `__proto__`. */
function put(parent: Parent, key: string, value: unknown): void {
	Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function replacement(value: unknown, how: Mutation["how"], by: unknown): unknown {
	if (how === "nest") return [value];
	return how === "text" ? JSON.stringify(value) : by;
}
