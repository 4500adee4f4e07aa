import { isMap, whenKnown } from "./when-known";

type InputMap = Readonly<Record<string, unknown>>;

/**
 * Profiles with defaults filled in, leaf by leaf: what a profile has itself wins, and the maps `custom` and `tags` are
 * merged key by key. Each leaf stays the input that it was, so that a secret stays a secret and an unknown an unknown; what
 * is an output as a whole is merged when it is known. What is no map is left for the check to report.
 */
export function withDefaults(profiles: unknown, defaults: unknown): unknown {
	if (defaults === undefined) return profiles;
	return whenKnown(profiles, (all) =>
		isMap(all) ? mapValues(all, (own) => mergeInputs(defaults, own, mergeAttributes)) : all,
	);
}

function mergeAttributes(defaults: InputMap, own: InputMap): InputMap {
	const maps = ["custom", "tags"].filter((name) => own[name] != null && defaults[name] != null);
	const merged = maps.map((name) => [name, mergeInputs(defaults[name], own[name], mergeLeaves)]);
	return { ...mergeLeaves(defaults, own), ...Object.fromEntries(merged) };
}

/** An input that is given as undefined or null is not given. */
function mergeLeaves(defaults: InputMap, own: InputMap): InputMap {
	return { ...defaults, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value != null)) };
}

function mergeInputs(defaults: unknown, own: unknown, merge: (defaults: InputMap, own: InputMap) => InputMap): unknown {
	return whenKnown(defaults, (below) =>
		whenKnown(own, (above) => (isMap(below) && isMap(above) ? merge(below, above) : above)),
	);
}

function mapValues(map: InputMap, change: (value: unknown) => unknown): InputMap {
	return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
