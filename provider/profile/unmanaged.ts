import type { ManagedProfile } from "./members";
import { type OwnedTag, ownedTags } from "./owned";

/**
 * Whether the program leaves an input to others through `ignoreChanges`.
 *
 * Shape: `path` is the input's, key by key. `unmanaged` holds property paths as Pulumi writes them: `nick`, `custom.Team`,
 * `custom["Team"]`, `custom`, `tags.*`, `profiles.desk_002.nick`, `*`. It may not have been checked yet: what is no path covers nothing.
 */
export function isUnmanaged(path: readonly string[], unmanaged: unknown = []): boolean {
	const patterns: readonly unknown[] = Array.isArray(unmanaged) ? unmanaged : [];
	return patterns.some((pattern) => typeof pattern === "string" && coversPath(segmentsOf(pattern), path));
}

/** The owned tags of a member that the program manages: all but those it names in `ignoreChanges`. */
export function managedTags(
	{ prefix, attributes }: ManagedProfile,
	unmanaged?: readonly string[],
): readonly OwnedTag[] {
	const owned = ownedTags(attributes);
	if (unmanaged === undefined) return owned;
	return owned.filter(({ path }) => !isUnmanaged([...prefix, ...path.split(".")], unmanaged));
}

function coversPath(pattern: readonly string[], path: readonly string[]): boolean {
	return pattern.length <= path.length && pattern.every((segment, at) => segment === "*" || segment === path[at]);
}

function segmentsOf(pattern: string): readonly string[] {
	const parts = pattern.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|[^.[]+/g);
	return [...parts].map(([plain, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? plain);
}
