import assert from "node:assert/strict";
import vm from "node:vm";
import fc from "fast-check";
import { stringLiteral } from "@/cli/adopt/printer";
import { anyText, assertProperty } from "@/test/support/arbitraries";

describe("stringLiteral", () => {
	const cases: readonly { readonly text: string; readonly literal: string }[] = [
		{ text: "Support", literal: '"Support"' },
		{ text: "", literal: '""' },
		{ text: "it's", literal: `"it's"` },
		{ text: 'say "hi"', literal: `'say "hi"'` },
		{ text: `"it's"`, literal: `'"it\\'s"'` },
		{ text: `it's "`, literal: `"it's \\""` },
		{ text: "a\\b", literal: '"a\\\\b"' },
		{ text: "two\r\n\tlines", literal: '"two\\r\\n\\tlines"' },
		{ text: "\u0000\u001b\u007f\u0085", literal: '"\\x00\\x1B\\x7F\\x85"' },
		{ text: "客服 👩\u200d💻 e\u0301", literal: '"客服 👩\u200d💻 e\u0301"' },
		{ text: "\u2028\u2029", literal: '"\\u2028\\u2029"' },
		{ text: "admin\u202enimda", literal: '"admin\\u202Enimda"' },
		{ text: "a\u00a0b\u3000c\ufeff", literal: '"a\\xA0b\\u3000c\\uFEFF"' },
		{ text: "\ud83d", literal: '"\\uD83D"' },
		{ text: "\u{e0067}", literal: '"\\u{E0067}"' },
		{ text: "`$", literal: '"`$"' },
	];
	for (const { text, literal } of cases) {
		it(`prints ${JSON.stringify(text)} as ${literal}`, () => assert.equal(stringLiteral(text), literal));
	}

	it("returns a literal on one line that evaluates to the same text", () => {
		assertProperty(
			fc.property(anyText, (text) => {
				assert.equal(vm.runInThisContext(stringLiteral(text)), text);
				assert.doesNotMatch(stringLiteral(text), /[\n\r\u2028\u2029]/);
			}),
			1000,
		);
	});
});
