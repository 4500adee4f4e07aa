import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "lossless-json";
import { parseResponse } from "@/provider/client/http";
import { decodeItems, encodeItems } from "@/provider/model/codec";
import { differingTags, equalValues } from "@/provider/model/compare";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileItem } from "@/provider/model/types";
import {
	arbitraryProfileInputs,
	assertProperty,
	ownedTag,
	printSeed,
	tagValue,
	uint64,
} from "@/test/support/arbitraries";

const call = { service: "profile", command: "portrait_get", accounts: ["alice"], body: {} };

/** Returns the items that result from writing items as JSON and parsing the text. */
function throughJson(items: readonly ProfileItem[]): readonly ProfileItem[] {
	const data = stringify({ items }) ?? "";
	return (parseResponse(call, { status: 200, headers: {}, data }) as { readonly items: readonly ProfileItem[] }).items;
}

describe("the codec", () => {
	printSeed();

	it("decodes encoded values to the original values", () => {
		const owned = fc.uniqueArray(ownedTag, { selector: ({ tag }) => tag });
		assertProperty(
			fc.property(owned, (tags) => {
				const values = Object.fromEntries(tags.map(({ tag, value }) => [tag, value]));
				assert.deepEqual(decodeItems(encodeItems(tags)), values);
			}),
			1000,
		);
	});

	it("decodes the items of every valid profile to equal values after a round trip through JSON", () => {
		assertProperty(
			fc.property(arbitraryProfileInputs, (inputs) => {
				const owned = ownedTags(inputs);
				const decoded = decodeItems(throughJson(encodeItems(owned)));
				assert.deepEqual(
					Object.keys(decoded),
					owned.map(({ tag }) => tag),
				);
				for (const { tag, value } of owned) assert.ok(equalValues(tag, value, decoded[tag]));
			}),
			1000,
		);
	});

	it("keeps every digit of a 64-bit number in a round trip through JSON", () => {
		assertProperty(
			fc.property(uint64, (value) => {
				const [item] = throughJson([{ Tag: "Tag_New", Value: value }]);
				assert.equal(BigInt(item?.Value ?? -1), value);
				assert.equal(typeof item?.Value, value > BigInt(Number.MAX_SAFE_INTEGER) ? "bigint" : "number");
			}),
			1000,
		);
	});
});

describe("differingTags", () => {
	printSeed();

	it("returns no tags after the differing tags were written", () => {
		assertProperty(
			fc.property(arbitraryProfileInputs, fc.dictionary(fc.string(), tagValue), (inputs, before) => {
				const owned = ownedTags(inputs);
				const after = { ...before, ...decodeItems(throughJson(encodeItems(differingTags(owned, before)))) };
				assert.deepEqual(differingTags(owned, after), []);
			}),
			1000,
		);
	});

	it("distinguishes consecutive 64-bit numbers", () => {
		assertProperty(
			fc.property(uint64, (value) => {
				const owned = { path: "tags.Tag_New", tag: "Tag_New", value: { uint64: value.toString() } };
				const live = (number: bigint) => decodeItems(throughJson([{ Tag: "Tag_New", Value: number }]));
				assert.deepEqual(differingTags([owned], live(value)), []);
				assert.deepEqual(differingTags([owned], live(value + 1n)), [owned]);
			}),
			1000,
		);
	});
});
