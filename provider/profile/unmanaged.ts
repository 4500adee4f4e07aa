import type { OwnedTag } from "./owned";

/**
 * Whether the program leaves a tag to others through `ignoreChanges`.
 *
 * Shape: `unmanaged` holds property paths as Pulumi writes them: `nick`, `custom.Team`, `custom["Team"]`, `custom`, `tags.*`, `*`.
 * It may not have been checked yet: what is no path covers nothing.
 */
export function isUnmanaged(path: string, unmanaged: unknown = []): boolean {
	const segments = path.split(".");
	const patterns: readonly unknown[] = Array.isArray(unmanaged) ? unmanaged : [];
	return patterns.some((pattern) => typeof pattern === "string" && coversPath(segmentsOf(pattern), segments));
}

/** The owned tags that the program manages: all but those it names in `ignoreChanges`. */
export function managedTags(owned: readonly OwnedTag[], unmanaged?: readonly string[]): readonly OwnedTag[] {
	return owned.filter(({ path }) => !isUnmanaged(path, unmanaged));
}

function coversPath(pattern: readonly string[], path: readonly string[]): boolean {
	return pattern.length <= path.length && pattern.every((segment, at) => segment === "*" || segment === path[at]);
}

function segmentsOf(pattern: string): readonly string[] {
	return pattern
		.replaceAll(/\[(?:"([^"]*)"|([^\]]*))\]/g, ".$1$2")
		.split(".")
		.filter((segment) => segment !== "");
}
