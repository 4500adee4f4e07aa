import assert from "node:assert/strict";
import fc from "fast-check";
import { formatPropertyPath, isPropertyPath, parsePropertyPath } from "@/provider/model/property-path";

describe("parsePropertyPath", () => {
	const cases: readonly { readonly path: string; readonly keys: readonly string[] }[] = [
		{ path: "nick", keys: ["nick"] },
		{ path: "custom.Team", keys: ["custom", "Team"] },
		{ path: 'custom["Team"]', keys: ["custom", "Team"] },
		{ path: '["custom"]["Team"]', keys: ["custom", "Team"] },
		{ path: "profiles[*].nick", keys: ["profiles", "*", "nick"] },
		{ path: 'profiles["desk.2"].nick', keys: ["profiles", "desk.2", "nick"] },
		{ path: 'profiles["a\\"]b"].nick', keys: ["profiles", 'a"]b', "nick"] },
		{ path: 'profiles["a\\b"].nick', keys: ["profiles", "a\\b", "nick"] },
		{ path: "profiles.10086.nick", keys: ["profiles", "10086", "nick"] },
		{ path: "custom-field", keys: ["custom-field"] },
		{ path: "*", keys: ["*"] },
	];
	for (const { path, keys } of cases) {
		it(`splits ${path}`, () => {
			assert.equal(isPropertyPath(path), true);
			assert.deepEqual(parsePropertyPath(path), keys);
		});
	}

	it("splits text that is not a property path as far as possible", () => {
		assert.deepEqual(parsePropertyPath("a]b.[c[d]e[f["), ["a]b", "c[d", "e", "f"]);
	});

	it("is the inverse of formatPropertyPath", () => {
		const key = fc.string({ minLength: 1 }).filter((text) => !text.endsWith("\\"));
		fc.assert(
			fc.property(fc.array(key, { minLength: 1 }), (keys) => {
				const path = formatPropertyPath(keys);
				assert.equal(isPropertyPath(path), true, path);
				assert.deepEqual(parsePropertyPath(path), keys);
			}),
		);
	});
});

describe("isPropertyPath", () => {
	const invalid = [
		"",
		".",
		"custom.",
		".nick",
		"custom..Team",
		"custom[Team]",
		"custom['Team']",
		"profiles[10086].nick",
	];
	const unclosed = ["custom[", 'custom["Team', 'custom["Team"', 'custom["a\\"]', "custom[*", "[]", "custom[]"];
	for (const text of [...invalid, ...unclosed]) {
		it(`returns false for ${JSON.stringify(text)}`, () => assert.equal(isPropertyPath(text), false));
	}
});

describe("formatPropertyPath", () => {
	const cases: readonly { readonly keys: readonly string[]; readonly path: string }[] = [
		{ keys: ["profiles", "*", "nick"], path: "profiles.*.nick" },
		{ keys: ["profiles", "desk.2", "nick"], path: 'profiles["desk.2"].nick' },
		{ keys: ["a.b"], path: '["a.b"]' },
		{ keys: ["custom", ""], path: 'custom[""]' },
	];
	for (const { keys, path } of cases) {
		it(`formats ${JSON.stringify(keys)}`, () => assert.equal(formatPropertyPath(keys), path));
	}
});
