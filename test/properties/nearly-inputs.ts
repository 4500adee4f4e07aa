import fc from "fast-check";
import { customField, type Field, fields } from "@/provider/model/fields";
import { anyJson, anyText, arbitraryProfileInputs, reservedName, tagValue, textNear } from "@/test/support/arbitraries";

/** Generates the name of an input of a profile, or a similar name. */
export const inputNames = fc.constantFrom(...Object.keys(fields), "account", "custom", "tags", "__unmanaged", "Nick");

const edges = [-1, -0, 0, 0.5, 4_294_967_295, 4_294_967_296, 2 ** 53 - 1, 2 ** 53, 1e300, "", "0", "7", "00"];
const number = fc.oneof(fc.integer({ min: -2, max: 2 ** 33 }), fc.constantFrom<unknown>(...edges));
const digits = fc.oneof(
	fc.bigInt({ min: -2n, max: 2n ** 65n }).map(String),
	fc.constantFrom("18446744073709551615", "18446744073709551616", "0007", "+1", "1e3", " 1", "1\n", "", "٣"),
);
const text = fc.oneof(textNear(500), anyText);

function nearly(field: Field): fc.Arbitrary<unknown> {
	if (field.type === "string") return text;
	if (field.type === "uint32") return number;
	return fc.constantFrom(...field.values, "", field.values[0]?.toLowerCase(), 0);
}

/** Generates values with `arbitrary` in most cases, and any JSON in the other cases. */
const mostly = (arbitrary: fc.Arbitrary<unknown>) =>
	fc.oneof({ arbitrary, weight: 30 }, { arbitrary: anyJson, weight: 1 });

const anyTagValue = fc.oneof(
	tagValue,
	text,
	number,
	digits.map((uint64) => ({ uint64 })),
	fc.record({ uint64: digits, more: fc.constant(1) }),
);

const tagName = fc.oneof(
	fc.stringMatching(/^Tag_[A-Za-z0-9_]{1,8}$/),
	fc.stringMatching(/^[A-Za-z]{1,8}$/).map((word) => customField.prefix + word),
	fc.constantFrom(...Object.values<Field>(fields).map(({ tag }) => tag)),
	reservedName,
);

const account = fc.oneof(fc.string({ minLength: 1, maxLength: 33 }), fc.constantFrom("@TLS#NOT_FOUND", "__proto__"));
const keyword = fc.oneof(fc.stringMatching(/^[A-Za-z]{1,8}$/), fc.constantFrom("valueOf", "toString", "isNaN1"));
const some = { maxKeys: 3, noNullPrototype: true };

const attributes: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
	...Object.fromEntries(Object.entries<Field>(fields).map(([name, field]) => [name, mostly(nearly(field))])),
	account: mostly(account),
	custom: mostly(fc.dictionary(keyword, fc.oneof({ arbitrary: text, weight: 9 }, number), some)),
	tags: mostly(fc.dictionary(tagName, anyTagValue, some)),
	__unmanaged: mostly(fc.array(inputNames)),
};

const attribute = fc.oneof(...Object.entries(attributes).map(([name, value]) => fc.tuple(fc.constant(name), value)), {
	arbitrary: fc.tuple(fc.constant("tags"), fc.dictionary(tagName, anyTagValue, some)),
	weight: 5,
});

/**
 * Generates valid inputs of a profile in which up to two attributes are replaced, so that many inputs are valid or
 * almost valid.
 */
export const nearlyInputs: fc.Arbitrary<Record<string, unknown>> = fc
	.tuple(arbitraryProfileInputs, fc.array(attribute, { maxLength: 2 }))
	.map(([inputs, replaced]) => ({ ...inputs, ...Object.fromEntries(replaced) }));
