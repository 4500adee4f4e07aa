import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeItems } from "@/provider/model/codec";
import { customField, type Field, fields } from "@/provider/model/fields";
import { type OwnedTag, ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileInputs } from "@/provider/model/types";
import {
	anyJson,
	anyText,
	arbitraryProfileInputs,
	assertAsyncProperty,
	assertProperty,
	printSeed,
	textNear,
} from "@/test/support/arbitraries";
import { checked } from "./checked";
import { createInProcessService } from "./in-process";
import { inputNames, nearlyInputs } from "./nearly-inputs";

/** Returns whether a text has no unpaired surrogates. */
const isWellFormed = (text: string) => Buffer.from(text).toString() === text;

describe("check of a Profile", () => {
	printSeed();

	it("returns valid inputs unchanged", () => {
		assertProperty(
			fc.property(arbitraryProfileInputs, (news) => {
				assert.deepEqual(checked(news), { inputs: news, reasons: [] });
			}),
			1000,
		);
	});

	it("does not throw for any JSON, and returns a path in each reason", () => {
		const news = fc.dictionary(fc.oneof(inputNames, fc.string()), anyJson, { noNullPrototype: true });
		assertProperty(
			fc.property(fc.oneof(news, nearlyInputs), fc.oneof(news, arbitraryProfileInputs), (inputs, olds) => {
				for (const reason of checked(inputs, olds).reasons) assert.match(reason, /: |^and \d+ more; /);
			}),
			2500,
		);
	});

	it("rejects all values that the service refuses", () =>
		assertAsyncProperty(
			fc.asyncProperty(nearlyInputs, async (news) => {
				const { inputs, reasons } = checked(news);
				const owned = reasons.length === 0 ? ownedTags(inputs) : [];
				if (owned.length === 0) return;
				const { client } = createInProcessService({ accounts: { [inputs.account]: {} }, ...tagsOfApp(inputs, owned) });
				await client.portraitSet(inputs.account, encodeItems(owned));
			}),
			2000,
		));

	const texts = Object.entries<Field>(fields).flatMap(([name, field]) =>
		field.type === "string" ? [{ name, limit: field.maxBytes, inputs: (text: string) => ({ [name]: text }) }] : [],
	);
	const limited = [
		...texts,
		{ name: "a custom field", limit: customField.maxBytes, inputs: (text: string) => ({ custom: { Team: text } }) },
		{ name: "a tag in tags", limit: customField.maxBytes, inputs: (text: string) => ({ tags: { Tag_New: text } }) },
	];
	for (const { name, limit, inputs } of limited) {
		it(`accepts ${name} up to ${limit} bytes of UTF-8`, () => {
			assertProperty(
				fc.property(fc.oneof(textNear(limit), anyText), (text) => {
					const fits = Buffer.byteLength(text) <= limit && isWellFormed(text);
					const { reasons } = checked({ account: "alice", ...inputs(text) });
					assert.equal(reasons.length === 0, fits, reasons.join());
				}),
				500,
			);
		});
	}

	it("accepts only accounts of 1 to 32 printable ASCII characters", () => {
		assertProperty(
			fc.property(fc.oneof(textNear(32), anyText, fc.string({ minLength: 30, maxLength: 34 })), (account) => {
				assert.equal(checked({ account }).reasons.length === 0, /^[ -~]{1,32}$/.test(account));
			}),
			1000,
		);
	});

	it("accepts only keywords of 1 to 8 English letters", () => {
		assertProperty(
			fc.property(fc.oneof(fc.stringMatching(/^[A-Za-z]{0,10}.?$/), anyText), (keyword) => {
				const { reasons } = checked({ account: "alice", custom: { [keyword]: "" } });
				assert.equal(reasons.length === 0, /^[A-Za-z]{1,8}(?!\n)$/.test(keyword));
			}),
			1000,
		);
	});
});

/** Returns the emulator options for an app that has the given tags. */
function tagsOfApp({ custom = {} }: ProfileInputs, owned: readonly OwnedTag[]) {
	const known = new Set(Object.values<Field>(fields).map(({ tag }) => tag));
	const others = owned.filter(({ path, tag }) => path.startsWith("tags.") && !known.has(tag));
	const extraTags = Object.fromEntries(
		others.map(({ tag, value }) => [tag, typeof value === "string" ? ("string" as const) : ("uint64" as const)]),
	);
	return { customFields: Object.keys(custom), extraTags };
}
