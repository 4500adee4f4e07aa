import { isPlainObject } from "../../provider/util/core";

/** A resource in a stack export or a preview. */
export interface PulumiResource {
	readonly urn: string;
	readonly type: string;
	readonly id?: string;
	/** The inputs. {@link resourceProblem} does not check them. */
	readonly inputs?: unknown;
	/** The outputs. {@link resourceProblem} does not check them. */
	readonly outputs?: unknown;
	/** The provider of the resource, as `URN::ID`. */
	readonly provider?: string;
	/** Whether the program only reads the resource, for example with `Profile.get`. */
	readonly external?: boolean;
	/** Whether Pulumi has created a replacement for the resource, but has not deleted the resource yet. */
	readonly delete?: boolean;
	/** Whether Pulumi has deleted the resource to replace it, but has not created the replacement yet. */
	readonly pendingReplacement?: boolean;
	/** Error messages of the last operation on the resource, if the operation failed partially. */
	readonly initErrors?: readonly unknown[] | null;
	/** The names of outputs that are secret. */
	readonly additionalSecretOutputs?: readonly string[] | null;
}

/** The kind of a resource that declares profiles. */
export type ProfileKind = "profile" | "profileSet";

const kindsByType = new Map<string, ProfileKind>([
	["pulumi-nodejs:dynamic/tim:Profile", "profile"],
	["pulumi-nodejs:dynamic/tim:ProfileSet", "profileSet"],
]);

/**
 * Returns the kind of a resource that declares profiles and that the stack manages, or `undefined` for all others. See
 * {@link hasTwoTypes} for a resource whose URN names another type.
 */
export function profileKind({ urn, type, external, delete: isReplaced }: PulumiResource): ProfileKind | undefined {
	return external === true || isReplaced === true ? undefined : (kindsByType.get(type) ?? kindOfUrn(urn));
}

/** Whether the type and the URN of a resource name two types, and one of them is a type of this package. */
export function hasTwoTypes({ urn, type }: PulumiResource): boolean {
	return kindsByType.get(type) !== kindOfUrn(urn);
}

/** Returns the kind of the resource that a URN names, or `undefined` if the URN names a resource of another type. */
export function kindOfUrn(urn: string): ProfileKind | undefined {
	const [, , types = ""] = urn.split("::");
	return kindsByType.get(types.slice(types.lastIndexOf("$") + 1));
}

/** The types of the properties of a resource, and whether a property is required. */
const propertyTypes = [
	{ name: "urn", type: "string", isRequired: true },
	{ name: "type", type: "string", isRequired: true },
	{ name: "id", type: "string", isRequired: false },
	{ name: "provider", type: "string", isRequired: false },
	{ name: "external", type: "boolean", isRequired: false },
	{ name: "delete", type: "boolean", isRequired: false },
	{ name: "pendingReplacement", type: "boolean", isRequired: false },
] as const;

const typeNames = { string: "text", boolean: "true or false" };

/**
 * Returns the first problem of a value that must be a {@link PulumiResource}, such as `resources[3].urn must be text`, or
 * `undefined` if there is none. `inputs` and `outputs` may have any type.
 */
export function resourceProblem(where: string, resource: unknown): string | undefined {
	if (!isPlainObject(resource)) return `${where} must be an object`;
	const invalid = propertyTypes.find(({ name, type, isRequired }) => {
		const value = resource[name];
		return value === undefined ? isRequired : typeof value !== type;
	});
	if (invalid !== undefined) return `${where}.${invalid.name} must be ${typeNames[invalid.type]}`;
	const { urn, initErrors, additionalSecretOutputs: secrets } = resource;
	if (!isUrn(urn)) return `${where}.urn must be a URN`;
	if (!isOptionalList(initErrors)) return `${where}.initErrors must be a list`;
	const areNames = isOptionalList(secrets) && (secrets ?? []).every((each) => typeof each === "string");
	return areNames ? undefined : `${where}.additionalSecretOutputs must be a list of texts`;
}

/** Whether a value is a URN of Pulumi. Reports contain the URNs of a document, so other texts are rejected. */
export function isUrn(value: unknown): boolean {
	return typeof value === "string" && value.startsWith("urn:pulumi:");
}

function isOptionalList(value: unknown): value is readonly unknown[] | null | undefined {
	return value === undefined || value === null || Array.isArray(value);
}
