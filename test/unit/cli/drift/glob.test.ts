import assert from "node:assert/strict";
import fc from "fast-check";
import { compileGlob } from "@/cli/drift/glob";

describe("compileGlob", () => {
	const cases: readonly (readonly [glob: string, matching: readonly string[], others: readonly string[]])[] = [
		["alice", ["alice"], ["alic", "alices", "Alice", ""]],
		["*", ["", "a", "@RBT#a/.b"], []],
		["al*", ["al", "alice"], ["bal", "a"]],
		["*a*b", ["ab", "xaxbxb"], ["ba", "abx"]],
		["a?c", ["abc", "a😀c"], ["ac", "abbc"]],
		["desk_[0-9]", ["desk_1"], ["desk_x", "desk_10"]],
		["[!a-c]x", ["dx"], ["ax", "x"]],
		["[^a]", ["b"], ["a"]],
		["[]a]", ["]", "a"], ["b"]],
		["[a-]", ["a", "-"], ["b"]],
		["[-a]", ["a", "-"], ["b"]],
		["[a\\-c]", ["a", "-", "c"], ["b", "\\"]],
		["[\\]x]", ["]", "x"], ["\\"]],
		["[!\\]]", ["x"], ["]"]],
		["[\\!a]", ["!", "a"], ["b"]],
		["[\\\\]", ["\\"], ["x"]],
		["[\\a-\\c]", ["a", "b", "c"], ["d", "\\", "-"]],
		["[a-c-e]", ["a", "b", "c", "-", "e"], ["d"]],
		["\\*\\[", ["*["], ["x["]],
		[".", ["."], ["a"]],
		["a+|$^", ["a+|$^"], ["aa"]],
		["", [""], ["a"]],
	];
	for (const [glob, matching, others] of cases) {
		it(`matches ${JSON.stringify(matching)} and not ${JSON.stringify(others)} with ${JSON.stringify(glob)}`, () => {
			const matches = compileGlob(glob);
			assert.deepEqual(
				matching.filter((text) => !matches(text)),
				[],
			);
			assert.deepEqual(others.filter(matches), []);
		});
	}

	const invalid: readonly (readonly [glob: string, message: RegExp])[] = [
		["(a+)+z", /^"\(" is not supported in a glob; .*\\\($/],
		["{a,b}", /^"{" is not supported/],
		["@(a|b)", /^"\(" is not supported/],
		["a)", /^"\)" is not supported/],
		["a[b", /^"\[" has no "\]"/],
		["[z-a]", /^the range "z-a" of a glob contains no character; exchange its ends$/],
		["[!\\z-\\a]", /^the range "\\z-\\a" of a glob/],
		["[a\\]", /^"\[" has no "\]"/],
		["[".repeat(200_000), /^"\[" has no "\]"/],
		["[]", /^"\[" has no "\]"/],
		["a\\", /^the glob ends with "\\"/],
	];
	for (const [glob, message] of invalid) {
		it(`rejects ${JSON.stringify(glob.slice(0, 20))}`, () => assert.throws(() => compileGlob(glob), { message }));
	}

	it("matches no text of more than 512 characters, which no account ID or tag has", () => {
		assert.deepEqual(
			[512, 513].map((length) => compileGlob("*")("a".repeat(length))),
			[true, false],
		);
	});

	it("rejects texts quickly with 4000 globs of 512 characters", () => {
		const globs = Array.from({ length: 4000 }, () => compileGlob(`*${"a".repeat(510)}b`));
		const texts = [100_000, 512, 32].map((length) => "a".repeat(length));
		const start = performance.now();
		for (const text of texts) assert.ok(!globs.some((matches) => matches(text)));
		assert.ok(performance.now() - start < 8000);
	});

	it("matches every text with the escaped text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const glob = text.replaceAll(/[*?[\]{}()\\]/g, "\\$&");
				assert.ok(compileGlob(glob)(text));
			}),
		);
	});

	it("matches a glob with many stars without trying every combination", () => {
		assert.equal(compileGlob(`${"*a".repeat(30)}z`)("a".repeat(1000)), false);
	});
});
