import fc from "fast-check";
import { customField, type Field, fields } from "../../../../provider/profile/fields";
import type { ProfileInputs, TagValue } from "../../../../provider/profile/types";

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const uint32 = fc.integer({ min: 0, max: 4_294_967_295 });

/** Any number of 64 bits without a sign, as the digits that a program writes. */
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => ({ uint64: value.toString() }));

/** Any value that an unlisted tag can have. */
export const tagValue: fc.Arbitrary<TagValue> = fc.oneof(text, fc.maxSafeNat(), uint64);

/** Any name of a tag that no table lists. */
const otherTag = fc.stringMatching(/^Tag_Profile_IM_New[A-Za-z0-9]{0,6}$/);

/** Any keyword of a custom field. */
const keyword = fc.stringMatching(/^[A-Za-z]{1,8}$/);

function valueOfField(field: Field): fc.Arbitrary<TagValue> {
	if (field.type === "enum") return fc.constantFrom(...field.values);
	return field.type === "string" ? text : uint32;
}

const standard = Object.fromEntries(Object.entries<Field>(fields).map(([name, field]) => [name, valueOfField(field)]));

/** Any inputs that `check` lets through, with any of the attributes. */
export const profileInputs = fc.record(
	{
		...standard,
		account: fc.constant("alice"),
		custom: fc.dictionary(keyword, text, { maxKeys: 4, noNullPrototype: true }),
		tags: fc.dictionary(otherTag, tagValue, { maxKeys: 4, noNullPrototype: true }),
	},
	{ requiredKeys: ["account"], noNullPrototype: true },
) as unknown as fc.Arbitrary<ProfileInputs>;

/** Any tag with a value that it can have. */
export const ownedTag = fc.oneof(
	fc
		.constantFrom(...Object.values<Field>(fields))
		.chain((field) => valueOfField(field).map((value) => ({ tag: field.tag, value }))),
	fc.tuple(keyword, text).map(([word, value]) => ({ tag: customField.prefix + word, value: value as TagValue })),
	fc.tuple(otherTag, tagValue).map(([tag, value]) => ({ tag, value })),
);
