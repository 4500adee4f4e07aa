import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "lossless-json";
import { parseAnswer } from "../../provider/client/transport";
import type { ProfileItem } from "../../provider/client/wire";
import { equalValues } from "../../provider/profile/canonical";
import { decodeItems, encodeItems } from "../../provider/profile/codec";
import { diffLive } from "../../provider/profile/diff";
import { ownedTags } from "../../provider/profile/owned";
import { assertLaw, ownedTag, printSeed, profileInputs, tagValue, uint64 } from "../support/arbitraries";

const call = { service: "profile", command: "portrait_get", accounts: ["alice"], body: {} };

/** What comes back of some items when they are written as JSON and read as an answer. */
function throughJson(items: readonly ProfileItem[]): readonly ProfileItem[] {
	const data = stringify({ items }) ?? "";
	return (parseAnswer(call, { status: 200, headers: {}, data }) as { readonly items: readonly ProfileItem[] }).items;
}

describe("the codec", () => {
	printSeed();

	it("reads what it wrote as the same values", () => {
		const owned = fc.uniqueArray(ownedTag, { selector: ({ tag }) => tag });
		assertLaw(
			fc.property(owned, (tags) => {
				const values = Object.fromEntries(tags.map(({ tag, value }) => [tag, value]));
				assert.deepEqual(decodeItems(encodeItems(tags)), values);
			}),
			1000,
		);
	});

	it("reads every valid profile back through JSON, each value equal to the declared one", () => {
		assertLaw(
			fc.property(profileInputs, (inputs) => {
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

	it("keeps every digit of a number of 64 bits through JSON", () => {
		assertLaw(
			fc.property(uint64, (value) => {
				const [item] = throughJson([{ Tag: "Tag_New", Value: value }]);
				assert.equal(BigInt(item?.Value ?? -1), value);
				assert.equal(typeof item?.Value, value > BigInt(Number.MAX_SAFE_INTEGER) ? "bigint" : "number");
			}),
			1000,
		);
	});
});

describe("a difference", () => {
	printSeed();

	it("is gone once it is applied", () => {
		assertLaw(
			fc.property(profileInputs, fc.dictionary(fc.string(), tagValue), (inputs, before) => {
				const owned = ownedTags(inputs);
				const after = { ...before, ...decodeItems(throughJson(encodeItems(diffLive(owned, before)))) };
				assert.deepEqual(diffLive(owned, after), []);
			}),
			1000,
		);
	});

	it("tells neighbours among the numbers of 64 bits apart, and no number from itself", () => {
		assertLaw(
			fc.property(uint64, (value) => {
				const owned = { path: "tags.Tag_New", tag: "Tag_New", value: { uint64: value.toString() } };
				const live = (number: bigint) => decodeItems(throughJson([{ Tag: "Tag_New", Value: number }]));
				assert.deepEqual(diffLive([owned], live(value)), []);
				assert.deepEqual(diffLive([owned], live(value + 1n)), [owned]);
			}),
			1000,
		);
	});
});
