import assert from "node:assert/strict";
import { Api } from "tls-sig-api-v2";
import { catchRefusal } from "@/emulator/refusal";
import { decodeUserSig, signatureOf, type UserSigContext, verifyUserSig } from "@/emulator/user-sig";
import { packUserSig } from "@/test/unit/emulator/in-memory-emulator";

const key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
const time = 1_700_000_000;
const published =
	"eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwokpuZl5mcUlRYkl*UVQBcUp2YkFBZkpSlaGJgZQAJEpycxNVbIyNEcVTa0oyCxKVbKyMDOBCRVnpitZKVX6OKZql5uHh6aGlhYmhVlm6IdEmFuUGhnmh7hnamdaRhUYlhoHFORFmhnYKtUCAK0SM5I_";

const vectors = [
	{
		key: "test-secret-key-1234567890abcdef",
		identifier: "user_42",
		sdkAppId: 20_030_819,
		time: 1_718_764_800,
		expire: 604_800,
		sig: "8y4PAvIKGCmKvubBW+DGnAa/LQ9VpBWp4fEjtiQ/VHQ=",
	},
	{
		key,
		identifier: "xiaojun",
		sdkAppId: 1_400_000_000,
		time,
		expire: 15_552_000,
		sig: "LvA7d/Iw7gSsnskvVzBDPOCCDbuNCw4GHwTC0bip+B4=",
	},
	{
		key,
		identifier: "administrator",
		sdkAppId: 1_400_000_000,
		time,
		expire: 86_400,
		sig: "yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=",
	},
];

const context: UserSigContext = {
	sdkAppId: 1_400_000_000,
	identifier: "administrator",
	app: { sdkAppId: 1_400_000_000, secretKey: key },
	nowMs: time * 1000,
	validFromSeconds: 0,
	kicked: { seconds: 0, code: 70052 },
};

const claims = {
	"TLS.ver": "2.0",
	"TLS.identifier": "administrator",
	"TLS.sdkappid": 1_400_000_000,
	"TLS.time": time,
	"TLS.expire": 86_400,
};
const document = { ...claims, "TLS.sig": vectors[2]?.sig };

const codeOf = (text: string, changes: Partial<UserSigContext> = {}) =>
	catchRefusal(() => verifyUserSig(text, { ...context, ...changes }))?.errorCode;

describe("verifyUserSig", () => {
	for (const vector of vectors) {
		it(`computes the known signature of ${vector.identifier}`, () => {
			assert.equal(signatureOf(vector, vector.key), vector.sig);
		});
	}

	it("accepts a published UserSig from the official library", () => {
		assert.equal(codeOf(published), undefined);
	});

	it("accepts a new UserSig from the official library", () => {
		const text = new Api(1_400_000_000, key).genUserSig("administrator", 3600);
		assert.equal(codeOf(text, { nowMs: Date.now() }), undefined);
	});

	it("accepts any order of the JSON keys", () => {
		assert.equal(codeOf(packUserSig(Object.fromEntries(Object.entries(document).reverse()))), undefined);
	});

	it("includes the userbuf in the signature", () => {
		const unsigned = { identifier: "administrator", sdkAppId: 1_400_000_000, time, expire: 86_400, userBuf: "YWJj" };
		const signed = { ...claims, "TLS.userbuf": "YWJj", "TLS.sig": signatureOf(unsigned, key) };
		assert.equal(codeOf(packUserSig(signed)), undefined);
		assert.equal(codeOf(packUserSig({ ...signed, "TLS.userbuf": "eHl6" })), 70009);
	});

	const malformed = [
		{ name: "a random string", text: "xxx" },
		{ name: "a truncated UserSig", text: published.slice(0, 60) },
		{ name: "a UserSig in the standard base64 alphabet", text: published.replaceAll("*", "+") },
		{ name: "a UserSig that contains a list", text: packUserSig([]) },
		{ name: "a UserSig of an unknown version", text: packUserSig({ ...document, "TLS.ver": "1.0" }) },
		{ name: "a UserSig without a signature", text: packUserSig(claims) },
		{ name: "a UserSig whose SDKAppID is a string", text: packUserSig({ ...document, "TLS.sdkappid": "1400000000" }) },
		{ name: "a UserSig with a lifetime of 0", text: packUserSig({ ...document, "TLS.expire": 0 }) },
		{ name: "a UserSig with a negative lifetime", text: packUserSig({ ...document, "TLS.expire": -1 }) },
	];
	for (const c of malformed) {
		it(`refuses ${c.name} with 70003`, () => {
			assert.equal(decodeUserSig(c.text), undefined);
			assert.equal(codeOf(c.text), 70003);
		});
	}

	const cases: readonly { name: string; code: number | undefined; changes: Partial<UserSigContext> }[] = [
		{ name: "a UserSig for another app than the URL", code: 70014, changes: { sdkAppId: 1_400_000_001 } },
		{ name: "an app that is not the emulator's app", code: 70020, changes: { app: { sdkAppId: 1, secretKey: key } } },
		{ name: "a UserSig for another identifier", code: 70013, changes: { identifier: "bob" } },
		{ name: "a UserSig one second after it expired", code: 70001, changes: { nowMs: (time + 86_401) * 1000 } },
		{ name: "a UserSig in the second of its expiry", code: undefined, changes: { nowMs: (time + 86_400) * 1000 } },
		{
			name: "a UserSig signed before all UserSigs were invalidated",
			code: 70001,
			changes: { validFromSeconds: time + 1 },
		},
		{ name: "a UserSig signed before a kick", code: 70052, changes: { kicked: { seconds: time + 1, code: 70052 } } },
		{
			name: "a UserSig signed in the second of a kick",
			code: undefined,
			changes: { kicked: { seconds: time, code: 70052 } },
		},
		{ name: "a UserSig signed five minutes in the future", code: undefined, changes: { nowMs: (time - 300) * 1000 } },
		{
			name: "a UserSig signed more than five minutes in the future",
			code: 70003,
			changes: { nowMs: (time - 301) * 1000 },
		},
		{
			name: "a UserSig signed with another key",
			code: 70009,
			changes: { app: { sdkAppId: 1_400_000_000, secretKey: "other" } },
		},
	];
	for (const c of cases) {
		it(c.code === undefined ? `accepts ${c.name}` : `refuses ${c.name} with ${c.code}`, () => {
			assert.equal(codeOf(published, c.changes), c.code);
		});
	}
});
