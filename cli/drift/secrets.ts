import { unknownValue } from "../../provider/model/types";

/** Why a value cannot be compared. */
export type UnreadableReason = "encrypted" | "unknown";

/** Something in a tree of properties, by its path key by key. */
export interface UnreadableValue {
	readonly path: readonly string[];
	readonly why: UnreadableReason;
}

/** A tree of properties as it is meant. */
export interface UnwrappedState {
	/** The tree, secrets in clear where they are known; what is veiled is not in it. */
	readonly value: unknown;
	/** Paths below which everything is secret. */
	readonly secrets: readonly (readonly string[])[];
	readonly veiled: readonly UnreadableValue[];
}

/** By what Pulumi marks a special value in a state, and a secret among those. Source: sdk/go/common/resource/sig */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** How `pulumi preview --json` writes each secret. */
const HIDDEN = "[secret]";

/**
 * Takes the marks of Pulumi off a tree of properties: of a state export, or of a preview, where a secret is a mere text.
 *
 * Shape: a secret that is in clear (`--show-secrets`) is its value, and its path is among `secrets`.
 */
export function unwrapSecrets(value: unknown, source: "preview" | "state"): UnwrappedState {
	const secrets: (readonly string[])[] = [];
	const veiled: UnreadableValue[] = [];
	const markUnreadable = (path: readonly string[], why: UnreadableReason) => {
		veiled.push({ path, why });
		return undefined;
	};
	const visit = (node: unknown, path: readonly string[]): unknown => {
		if (node === unknownValue) return markUnreadable(path, "unknown");
		if (source === "preview" && node === HIDDEN) return markUnreadable(path, "encrypted");
		if (!isMap(node)) return node;
		if (node[SIGNATURE] === SECRET) {
			const plain = plaintextOf(node);
			if (plain === undefined) return markUnreadable(path, "encrypted");
			secrets.push(path);
			return visit(plain.value, path);
		}
		const entries = Object.entries(node).map(([key, each]) => [key, visit(each, [...path, key])] as const);
		return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
	};
	return { value: visit(value, []), secrets, veiled };
}

/** Whether one path is another, or lies below it. */
export function isBelow(path: readonly string[], above: readonly string[]): boolean {
	return above.every((key, at) => path[at] === key);
}

function plaintextOf({ plaintext }: Readonly<Record<string, unknown>>): { readonly value: unknown } | undefined {
	try {
		return typeof plaintext === "string" ? { value: JSON.parse(plaintext) } : undefined;
	} catch {
		return undefined;
	}
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
