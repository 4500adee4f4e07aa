import assert from "node:assert/strict";
import { findKeyMistake } from "@/provider/settings/key-text";

const KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

describe("findKeyMistake", () => {
	for (const key of [KEY, "test-secret-key_1", "YWJjZA==", "eJwtzE*ELgkAUhd-lhh3yX-MDL", "a=", "=", "a:b.c/d+e"]) {
		it(`accepts ${key}`, () => assert.equal(findKeyMistake(key), undefined));
	}

	const cases: readonly { readonly problem: string; readonly texts: readonly string[] }[] = [
		{
			problem: "has the form NAME=value",
			texts: [
				`TIM_SECRET_KEY=${KEY}`,
				`TIM_SECRET_KEY="${KEY}"`,
				`TIM_SECRET_KEY = ${KEY}`,
				`secret-key=${KEY}`,
				`export TIM_SECRET_KEY=${KEY}`,
				`export TIM_SECRET_KEY='${KEY}'`,
				`set TIM_SECRET_KEY=${KEY}`,
				`$env:TIM_SECRET_KEY = "${KEY}"`,
				`const key = "${KEY}";`,
				`TIM_SDK_APP_ID=1400000000\nTIM_SECRET_KEY=${KEY}`,
			],
		},
		{
			problem: "contains quotation marks",
			texts: [`"${KEY}"`, `'${KEY}'`, `\u201c${KEY}\u201d`, `\`${KEY}\``, `${KEY}"`],
		},
		{
			problem: "contains brackets, as JSON does",
			texts: [`{"secretKey":"${KEY}"}`, `{\n\t"SECRETKEY": "${KEY}"\n}`, `["${KEY}"]`, `{${KEY}}`],
		},
		{
			problem: "contains spaces or several lines",
			texts: [`# the key\n${KEY}`, `${KEY}\n${KEY}`, `secretKey: ${KEY}`, `key ${KEY}`, `${KEY}\u00a0x`],
		},
	];
	for (const { problem, texts } of cases) {
		for (const text of texts) {
			it(`returns "${problem}" for ${JSON.stringify(text.replaceAll(KEY, "KEY"))}`, () =>
				assert.equal(findKeyMistake(text), problem));
		}
	}
});
