import { customField, type Field, fields, MAX_UINT32 } from "./fields";
import { MAX_ACCOUNT_BYTES, MAX_SET_ACCOUNTS, ROBOT_PREFIX } from "./limits";
import { accountOnDelete, policySchemas } from "./policies";

/*
 * JSON Schemas of the inputs, derived from the field table and the policies. The keywords `maxBytes`, `wellFormed`,
 * `printableAscii` and `tagValue` are defined in validation.ts.
 */

/** Returns the JSON Schema of the inputs of a `Profile`. */
export function profileSchema(): object {
	return {
		title: "a profile",
		type: "object",
		required: ["account"],
		additionalProperties: false,
		properties: {
			account: { type: "string", ...accountSchema },
			...attributesSchema(),
			...policySchemas(),
			__unmanaged: unmanagedSchema,
		},
	};
}

/** Returns the JSON Schema of the inputs of a `ProfileSet`. */
export function profileSetSchema(): object {
	return {
		title: "a set of profiles",
		type: "object",
		required: ["profiles"],
		additionalProperties: false,
		properties: {
			profiles: {
				type: "object",
				maxProperties: MAX_SET_ACCOUNTS,
				propertyNames: accountSchema,
				additionalProperties: {
					title: "a profile",
					type: "object",
					additionalProperties: false,
					properties: attributesSchema(),
				},
			},
			...policySchemas(),
			createAccounts: { type: "boolean" },
			__id: { type: "string" },
			__unmanaged: unmanagedSchema,
		},
	};
}

/** Returns the JSON Schema of the inputs of an `Account`. */
export function accountInputsSchema(): object {
	return accountResourceSchema("an account", {
		not: { type: "string", pattern: `^${ROBOT_PREFIX}` },
		description: `must not start with ${ROBOT_PREFIX}, the prefix of robots; declare a tim.Robot instead`,
	});
}

/** Returns the JSON Schema of the inputs of a `Robot`. */
export function robotInputsSchema(): object {
	return accountResourceSchema("a robot", {
		pattern: `^${ROBOT_PREFIX}.`,
		description: `must start with ${ROBOT_PREFIX}, followed by at least one character`,
	});
}

/** Returns the JSON Schemas of the attributes of a profile, keyed by attribute name. */
export function attributesSchema(): Readonly<Record<string, object>> {
	return {
		...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
		custom: { type: "object", propertyNames: keywordSchema, additionalProperties: textSchema(customField.maxBytes) },
		tags: {
			type: "object",
			propertyNames: tagSchema,
			properties: Object.fromEntries(Object.values(fields).map((field) => [field.tag, fieldSchema(field)])),
			patternProperties: { [`^${customField.prefix}`]: textSchema(customField.maxBytes) },
			additionalProperties: { tagValue: true },
		},
	};
}

/** Functions that return the JSON Schema of the inputs, keyed by the kind of resource. */
export const inputSchemas = {
	account: accountInputsSchema,
	profile: profileSchema,
	profileSet: profileSetSchema,
	robot: robotInputsSchema,
} as const;

/** JSON Schema of a UserID, without the keyword `type`. */
const accountSchema = { minLength: 1, maxBytes: MAX_ACCOUNT_BYTES, printableAscii: true };

const unmanagedSchema = { type: "array", items: { type: "string" } };

/** JSON Schema of a tag name. Source of the allowed characters: profile fields, https://trtc.io/document/33520 */
const tagSchema = {
	pattern: "^Tag_[A-Za-z0-9_]+$",
	description: "a tag must start with Tag_, followed by letters, digits and underscores",
};

const keywordSchema = {
	pattern: customField.keyword.source,
	description: "the keyword of a custom field must consist of English letters",
	maxBytes: customField.maxKeywordBytes,
};

function fieldSchema(field: Field): object {
	if (field.type === "string") return textSchema(field.maxBytes);
	if (field.type === "enum") return { type: "string", enum: field.values };
	return { type: "integer", minimum: 0, maximum: MAX_UINT32 };
}

function textSchema(maxBytes: number): object {
	return { type: "string", maxBytes, wellFormed: true };
}

function accountResourceSchema(title: string, idSchema: object): object {
	return {
		title,
		type: "object",
		required: ["account"],
		additionalProperties: false,
		properties: {
			account: { type: "string", ...accountSchema, ...idSchema },
			onDelete: { type: "string", enum: accountOnDelete.values },
		},
	};
}
