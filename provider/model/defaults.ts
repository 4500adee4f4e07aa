import { isPlainObject } from "../util/core";

type InputMap = Readonly<Record<string, unknown>>;

/**
 * Calls `then` with the value of an input. If the input is a plain value, calls `then` immediately and returns its
 * result. If the input is an output or a promise, calls `then` when the value is known and returns an output of the
 * result.
 */
export type WhenKnown = (value: unknown, then: (known: unknown) => unknown) => unknown;

const immediately: WhenKnown = (value, then) => then(value);

/**
 * Merges the default attributes of a set into each profile of the set. An attribute of the profile takes precedence
 * over the default. The maps `custom` and `tags` are merged key by key. The values of attributes are not read, so that
 * a secret stays a secret and an unknown value stays unknown. A value that must be a map but is not a map is returned
 * unchanged; the check of the inputs reports this value later.
 */
export function mergeDefaults(profiles: unknown, defaults: unknown, whenKnown: WhenKnown = immediately): unknown {
	if (defaults === undefined) return profiles;
	const mergeMaps = (lower: unknown, upper: unknown, merge: (lower: InputMap, upper: InputMap) => InputMap) =>
		whenKnown(lower, (below) =>
			whenKnown(upper, (above) => (isPlainObject(below) && isPlainObject(above) ? merge(below, above) : above)),
		);
	const mergeProfile = (lower: InputMap, upper: InputMap): InputMap => {
		const maps = ["custom", "tags"].filter((name) => upper[name] != null && lower[name] != null);
		const merged = maps.map((name) => [name, mergeMaps(lower[name], upper[name], mergeValues)]);
		return { ...mergeValues(lower, upper), ...Object.fromEntries(merged) };
	};
	return whenKnown(profiles, (all) => {
		if (!isPlainObject(all)) return all;
		const entries = Object.entries(all).map(([account, own]) => [account, mergeMaps(defaults, own, mergeProfile)]);
		return Object.fromEntries(entries);
	});
}

/** Merges two maps of inputs. The inputs in `upper` take precedence, unless their value is `undefined` or `null`. */
function mergeValues(lower: InputMap, upper: InputMap): InputMap {
	return { ...lower, ...Object.fromEntries(Object.entries(upper).filter(([, value]) => value != null)) };
}
