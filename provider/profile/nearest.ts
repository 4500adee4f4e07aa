import { closest, distance } from "fastest-levenshtein";

/** The candidate that a misspelt name most likely means; nothing where none is near. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
	if (candidates.length === 0) return undefined;
	const found = closest(
		name.toLowerCase(),
		candidates.map((candidate) => candidate.toLowerCase()),
	);
	const candidate = candidates.find((each) => each.toLowerCase() === found);
	const mostEdits = Math.max(2, Math.floor(name.length / 3));
	return distance(name.toLowerCase(), found) <= mostEdits ? candidate : undefined;
}
