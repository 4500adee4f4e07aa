import fc from "fast-check";
import { anyJson } from "@/test/support/arbitraries";

/** A change of one value in a JSON document. */
interface Mutation {
	readonly at: number;
	readonly how: "delete" | "nest" | "repeat" | "replace" | "reverse" | "text" | "trap";
	readonly by: unknown;
}

/** Generates one to three mutations of a document. */
export const mutations = fc.array(
	fc.record<Mutation>({
		at: fc.nat(),
		how: fc.constantFrom("delete", "nest", "repeat", "replace", "reverse", "text", "trap"),
		by: anyJson,
	}),
	{ minLength: 1, maxLength: 3 },
);

type Parent = Record<string, unknown>;

/** Returns a copy of a document to which mutations are applied in order. */
export function mutate(document: object, all: readonly Mutation[]): object {
	const copy = structuredClone(document);
	for (const mutation of all) {
		const slots = listSlots(copy);
		const slot = slots[mutation.at % slots.length];
		if (slot !== undefined) apply(...slot, mutation);
	}
	return copy;
}

function listSlots(value: unknown): readonly (readonly [Parent, string])[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.keys(value).flatMap((key) => [[value as Parent, key] as const, ...listSlots((value as Parent)[key])]);
}

function apply(parent: Parent, key: string, { how, by }: Mutation): void {
	const value = parent[key];
	if (how === "delete" && Array.isArray(parent)) parent.splice(Number(key), 1);
	else if (how === "delete") delete parent[key];
	else if (how === "repeat" && Array.isArray(parent)) parent.push(structuredClone(value));
	else if (how === "reverse" && Array.isArray(value)) value.reverse();
	else if (how === "trap") put(parent, "__proto__", by);
	else put(parent, key, replacement(value, how, by));
}

/** Defines an own property, even if its name is `__proto__`. */
function put(parent: Parent, key: string, value: unknown): void {
	Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function replacement(value: unknown, how: Mutation["how"], by: unknown): unknown {
	if (how === "nest") return [value];
	return how === "text" ? JSON.stringify(value) : by;
}
