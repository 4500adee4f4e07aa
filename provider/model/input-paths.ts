import { getOrCreate } from "../util/core";
import { customField } from "./fields";
import { nearestName } from "./nearest-name";
import { attributesSchema, inputSchemas } from "./schema";

/*
 * The paths of the inputs and outputs of each kind of resource, derived from the JSON Schemas of the inputs. A path is a
 * list of keys; the key `*` stands for any key.
 */

/** The parts of a JSON Schema that determine which paths exist. */
export interface PathSchema {
	readonly properties?: Readonly<Record<string, PathSchema>>;
	/** Keys of a map, in addition to `properties`. */
	readonly propertyNames?: NameSchema;
	readonly additionalProperties?: PathSchema | boolean;
}

interface NameSchema {
	readonly pattern?: string;
	readonly minLength?: number;
	readonly maxBytes?: number;
}

type InputsKind = keyof typeof inputSchemas;

const scalar: PathSchema = {};

const pathSchemas = new Map<InputsKind, PathSchema>();

/** Returns a schema of the inputs and outputs of a kind of resource, including hidden inputs. */
export function pathSchema(kind: InputsKind): PathSchema {
	return getOrCreate(pathSchemas, kind, () => {
		const { properties } = inputSchemas[kind]() as PathSchema;
		return { properties: { ...properties, ...adoptedSchemas()[kind], ...commonSchemas } };
	});
}

/** The hidden input and the outputs that every kind of resource has. */
const commonSchemas: PathSchema["properties"] = { __provider: scalar, app: scalar, id: scalar, urn: scalar };

/** Returns the schemas of the output `adopted`. */
function adoptedSchemas(): Readonly<Record<InputsKind, PathSchema["properties"]>> {
	const { tags } = attributesSchema() as { readonly tags: PathSchema };
	const byAccount = { propertyNames: { minLength: 1 }, additionalProperties: tags };
	return { account: {}, profile: { adopted: tags }, profileSet: { adopted: byAccount }, robot: {} };
}

/** Returns the names of the properties of a schema, without hidden inputs, `id` and `urn`. */
export function visibleNames({ properties = {} }: PathSchema): readonly string[] {
	return Object.keys(properties).filter((name) => !name.startsWith("__") && name !== "id" && name !== "urn");
}

/** Returns whether an object with this schema can have a property at a path. */
export function hasPath(schema: PathSchema, [key, ...rest]: readonly string[]): boolean {
	return key === undefined || schemasAt(schema, key).some((child) => hasPath(child, rest));
}

/** Returns the schemas that the value of a key can have. The list is empty if there is no such key. */
function schemasAt({ properties = {}, propertyNames, additionalProperties }: PathSchema, key: string) {
	const others = typeof additionalProperties === "object" ? [additionalProperties] : [];
	if (key === "*") return [...Object.values(properties), ...others];
	const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
	if (property !== undefined) return [property];
	return isAllowedName(key, propertyNames) ? others : [];
}

function isAllowedName(name: string, { pattern = "", minLength = 0, maxBytes = Number.MAX_VALUE }: NameSchema = {}) {
	return new RegExp(pattern).test(name) && name.length >= minLength && Buffer.byteLength(name) <= maxBytes;
}

/**
 * Returns the existing path that is most similar to a path that does not exist, or `undefined` if no path is similar.
 * The keys can be misspelled, a `ProfileSet` can be confused with a `Profile`, and the path can lead below a scalar.
 */
export function nearestPath(schema: PathSchema, keys: readonly string[]): readonly string[] | undefined {
	const corrected = correctKeys(schema, keys);
	if (corrected !== undefined && hasOneCorrection(keys, corrected)) return corrected;
	return rearrangements(keys).find((path) => hasPath(schema, path)) ?? corrected;
}

function hasOneCorrection(keys: readonly string[], corrected: readonly string[]): boolean {
	const changed = corrected.filter((key, index) => key !== keys[index]);
	return corrected.length === keys.length && changed.length === 1;
}

/** Replaces misspelled keys by the most similar keys, and removes keys that do not exist below the other keys. */
function correctKeys(schema: PathSchema, [key, ...rest]: readonly string[]): readonly string[] | undefined {
	if (key === undefined || isScalar(schema)) return [];
	const children = schemasAt(schema, key);
	if (children.length > 0) {
		const corrected = children.map((child) => correctKeys(child, rest)).find((path) => path !== undefined);
		return corrected && [key, ...corrected];
	}
	const nearest = nearestKeys(schema, key);
	return nearest && (correctKeys(schema, [...nearest, ...rest]) ?? nearest);
}

function isScalar({ properties, additionalProperties }: PathSchema): boolean {
	return properties === undefined && typeof additionalProperties !== "object";
}

/**
 * Returns the keys that a misspelled key most likely stands for, or `undefined` if no key is similar. The tag of a
 * custom field stands for its keyword in `custom`.
 */
export function nearestKeys(schema: PathSchema, key: string): readonly string[] | undefined {
	if (key.startsWith(customField.prefix)) {
		const keyword = key.slice(customField.prefix.length);
		const found = [["custom", keyword], [keyword]].find((path) => hasPath(schema, path));
		if (found !== undefined) return found;
	}
	const nearest = nearestName(key, visibleNames(schema));
	return nearest === undefined ? undefined : [nearest];
}

/**
 * Returns paths that a misplaced path can stand for: a path of an account whose UserID contains dots, a path without its
 * first keys, and a path in any profile of a set.
 */
function rearrangements(keys: readonly string[]): readonly (readonly string[])[] {
	const [first, ...rest] = keys;
	const tails = keys.map((_, index) => keys.slice(index));
	const dotted = rest
		.slice(2)
		.map((_, index) => ["profiles", rest.slice(0, index + 2).join("."), ...rest.slice(index + 2)]);
	return [
		...(first === "profiles" ? dotted : []),
		...tails.slice(1).filter(([key]) => key !== "*"),
		...tails.map((tail) => ["profiles", "*", ...tail]),
	];
}
