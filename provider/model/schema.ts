import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isUint64 } from "./compare";
import { customField, type Field, fields, MAX_UINT32 } from "./fields";
import { ROBOT_PREFIX } from "./limits";
import { accountOnDelete, policySchemas } from "./policies";

/** Limits of an account's UserID, in bytes. Source: https://www.tencentcloud.com/document/product/1047/34381 */
const MAX_ACCOUNT_BYTES = 32;

/** The most accounts in one set: as many as were tried together. */
export const MAX_SET_ACCOUNTS = 10_000;

const MAX_UINT64 = 2n ** 64n - 1n;

/** How a tag is spelled: letters, digits, underscore. Source: profile fields, https://trtc.io/document/33520 */
const TAG_PATTERN = "^Tag_[A-Za-z0-9_]+$";

/** JSON Schema of the inputs of a profile, without the account: made from the field table. */
export function attributesSchema(): Readonly<Record<string, object>> {
	return {
		...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOfField(field)])),
		custom: { type: "object", propertyNames: keywordSchema, additionalProperties: textSchema(customField.maxBytes) },
		tags: {
			type: "object",
			propertyNames: tagSchema,
			properties: Object.fromEntries(Object.values(fields).map((field) => [field.tag, schemaOfField(field)])),
			patternProperties: { [`^${customField.prefix}`]: textSchema(customField.maxBytes) },
			additionalProperties: { tagValue: true },
		},
	};
}

/** JSON Schema of the inputs of a `Profile`. */
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

/** JSON Schema of the inputs of a `ProfileSet`. */
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

/**
 * Compiles a schema with the keywords that JSON Schema lacks. Every error is collected, with the value it is about.
 *
 * The schema is ours, so it is not checked itself, and compiling fast counts for more than running fast: each process
 * compiles it once, before its first answer.
 */
export function compileSchema(schema: object): ValidateFunction {
	const quickly = { meta: false, validateSchema: false, code: { optimize: false } };
	const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, ...quickly });
	ajv.addKeyword({ keyword: "maxBytes", type: "string", schemaType: "number", validate: isWithinBytes });
	ajv.addKeyword({ keyword: "wellFormed", type: "string", schemaType: "boolean", validate: isWellFormed });
	ajv.addKeyword({ keyword: "printableAscii", type: "string", schemaType: "boolean", validate: isPrintableAscii });
	ajv.addKeyword({ keyword: "tagValue", schemaType: "boolean", validate: isAnyTagValue });
	return ajv.compile(schema);
}

/** An error of the schema, as ajv reports it. */
export type SchemaError = ErrorObject<string, Record<string, unknown>, unknown>;

/** What a UserID may be, beside its type. */
export const accountSchema = { minLength: 1, maxBytes: MAX_ACCOUNT_BYTES, printableAscii: true };

const unmanagedSchema = { type: "array", items: { type: "string" } };

const tagSchema = {
	pattern: TAG_PATTERN,
	description: "a tag must start with Tag_ and hold letters, digits and underscores only",
};

const keywordSchema = {
	pattern: customField.keyword.source,
	description: "the keyword of a custom field must be English letters only",
	maxBytes: customField.maxKeywordBytes,
};

function schemaOfField(field: Field): object {
	if (field.type === "string") return textSchema(field.maxBytes);
	if (field.type === "enum") return { type: "string", enum: field.values };
	return { type: "integer", minimum: 0, maximum: MAX_UINT32 };
}

function textSchema(maxBytes: number): object {
	return { type: "string", maxBytes, wellFormed: true };
}

function isWithinBytes(maxBytes: number, text: string): boolean {
	return Buffer.byteLength(text) <= maxBytes;
}

function isWellFormed(_: boolean, text: string): boolean {
	return !/\p{Surrogate}/u.test(text);
}

function isPrintableAscii(_: boolean, text: string): boolean {
	return /^[\x20-\x7e]*$/.test(text);
}

function isAnyTagValue(_: boolean, value: unknown): boolean {
	if (typeof value === "string") return isWithinBytes(customField.maxBytes, value) && isWellFormed(true, value);
	if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
	return isUint64(value) && Object.keys(value).length === 1 && isUint64Digits(value.uint64);
}

function isUint64Digits(digits: string): boolean {
	return /^\d{1,20}$/.test(digits) && BigInt(digits) <= MAX_UINT64;
}

const onDeleteSchema = { type: "string", enum: accountOnDelete.values };

/** JSON Schema of the inputs of an `Account`. */
export function accountInputsSchema(): object {
	const isRobot = { type: "string", pattern: `^${ROBOT_PREFIX}` };
	return inputsSchema("an account", {
		not: isRobot,
		description: `starts with ${ROBOT_PREFIX}, as robots do; declare a tim.Robot`,
	});
}

/** JSON Schema of the inputs of a `Robot`. */
export function robotInputsSchema(): object {
	return inputsSchema("a robot", {
		pattern: `^${ROBOT_PREFIX}.`,
		description: `must start with ${ROBOT_PREFIX} and go on after it`,
	});
}

function inputsSchema(title: string, idSchema: object): object {
	return {
		title,
		type: "object",
		required: ["account"],
		additionalProperties: false,
		properties: { account: { type: "string", ...accountSchema, ...idSchema }, onDelete: onDeleteSchema },
	};
}
