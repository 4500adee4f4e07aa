import { SIGNATURE } from "../../provider/model/compare";
import { unknownValue } from "../../provider/model/types";
import { changeValues, isPlainObject } from "../../provider/util/core";
import { MAX_LEVELS } from "./json-splitter";

/**
 * The reason why a value cannot be read. `lost`: the plain text of a secret is `null`, which some versions of the engine
 * write if the passphrase is wrong. `null`: the value itself is `null`, which this package never stores.
 */
export type UnwrapReason = "encrypted" | "lost" | "null" | "unknown";

/** The path of a value that cannot be read, and the reason. */
export interface UnreadableValue<Reason = UnwrapReason> {
	readonly path: readonly string[];
	readonly reason: Reason;
}

/** A property tree from which Pulumi's markers for secret and unknown values have been removed. */
export interface UnwrappedState {
	/** The tree with each plain-text secret replaced by its value. Unreadable values are omitted. */
	readonly value: unknown;
	/** Paths of secrets. Every value at or below such a path is secret. */
	readonly secretPaths: readonly (readonly string[])[];
	/** Values that are encrypted, lost, `null` or unknown. */
	readonly unreadable: readonly UnreadableValue[];
}

/** The content of the property {@link SIGNATURE} for a secret. Source: pulumi sdk/go/common/resource/sig */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value is a map with which Pulumi marks a secret or another special value. */
export function isMarked(value: unknown): boolean {
	return typeof value === "object" && value !== null && Object.hasOwn(value, SIGNATURE);
}

/** The text that replaces each secret in `pulumi preview --json`. */
export const PREVIEW_MASK = "[secret]";

/**
 * Removes Pulumi's markers for secret and unknown values from a property tree of a stack export or a preview.
 *
 * A plain-text secret (`--show-secrets`) is replaced by its value, and its path is added to `secretPaths`.
 *
 * @throws Error with a one-line message if the tree has too many levels.
 */
export function unwrapSecrets(value: unknown, source: "preview" | "state"): UnwrappedState {
	const secretPaths: (readonly string[])[] = [];
	const unreadable: UnreadableValue[] = [];
	const markUnreadable = (path: readonly string[], reason: UnwrapReason) => {
		unreadable.push({ path, reason });
		return undefined;
	};
	const unwrapSecret = (node: Readonly<Record<string, unknown>>, path: readonly string[]) => {
		const secret = parsePlaintext(node);
		if (secret === undefined) return markUnreadable(path, "encrypted");
		if (secret.value === null) return markUnreadable(path, "lost");
		secretPaths.push(path);
		return unwrap(secret.value, path);
	};
	const unwrap = (node: unknown, path: readonly string[]): unknown => {
		const reason = findReason(node, source);
		if (reason !== undefined) return markUnreadable(path, reason);
		assertLevels(path);
		if (Array.isArray(node)) return node.map((each: unknown, index) => unwrap(each, [...path, String(index)]));
		if (!isPlainObject(node)) return node;
		if (node[SIGNATURE] === SECRET) return unwrapSecret(node, path);
		return changeValues(node, (child, key) => unwrap(child, [...path, key]));
	};
	return { value: unwrap(value, []), secretPaths, unreadable };
}

/** Returns the reason why a value that is not a map cannot be read, or `undefined` for all other values. */
function findReason(value: unknown, source: "preview" | "state"): UnwrapReason | undefined {
	if (value === null) return "null";
	if (value === unknownValue) return "unknown";
	return source === "preview" && value === PREVIEW_MASK ? "encrypted" : undefined;
}

function assertLevels({ length }: readonly string[]): void {
	if (length > MAX_LEVELS) throw new Error(`not valid: a secret has over ${MAX_LEVELS} levels; export the stack again`);
}

/** Returns a text that is different for each path. */
export function pathKey(path: readonly string[]): string {
	return JSON.stringify(path);
}

/** Returns a function that tests whether a path equals one of the given paths or lies below it. */
export function isAtOrBelowAny(paths: readonly (readonly string[])[]): (path: readonly string[]) => boolean {
	if (paths.length === 0) return () => false;
	const keys = new Set(paths.map(pathKey));
	return (path) => [...path.keys(), path.length].some((length) => keys.has(pathKey(path.slice(0, length))));
}

function parsePlaintext({ plaintext }: Readonly<Record<string, unknown>>): { readonly value: unknown } | undefined {
	try {
		return typeof plaintext === "string" ? { value: JSON.parse(plaintext) } : undefined;
	} catch {
		return undefined;
	}
}
