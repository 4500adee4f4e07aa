import { isPlainObject } from "../util";

type InputMap = Readonly<Record<string, unknown>>;

/**
 * Calls `then` with a value: immediately, or asynchronously when the value of an output or a promise is known. Returns
 * the result of `then`; for an output or a promise, the result is an output.
 */
export type WhenKnown = (value: unknown, then: (known: unknown) => unknown) => unknown;

const immediately: WhenKnown = (value, then) => then(value);

/**
 * Merges the defaults of a set into its profiles. Values of a profile take precedence, and `custom` and `tags` are
 * merged by key. Single values are not read, so a secret stays a secret and an unknown value stays unknown. If a value
 * is not a map where a map is required, it is returned unchanged, and the check of the inputs reports it.
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

/** Merges two maps of inputs. An input of `undefined` or `null` counts as absent. */
function mergeValues(lower: InputMap, upper: InputMap): InputMap {
	return { ...lower, ...Object.fromEntries(Object.entries(upper).filter(([, value]) => value != null)) };
}
