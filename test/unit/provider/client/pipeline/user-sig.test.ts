import assert from "node:assert/strict";
import { decodeUserSig, signatureOf } from "@/emulator/user-sig";
import { createKeySigner, createStaticSigner, userSig } from "@/provider/client/pipeline/user-sig";
import { apiError } from "@/provider/errors/im-error";
import { failureOf } from "@/test/support/builders";
import { aCall, answering, ok } from "@/test/unit/provider/client/calls";

/** The sample key that the service's own READMEs publish. */
const SAMPLE_KEY = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

/** Recomputed with the official signer at a fixed time and with another implementation; both agree. */
const vectors = [
	{
		secretKey: "test-secret-key-1234567890abcdef",
		claims: { identifier: "user_42", sdkAppId: 20030819, time: 1718764800, expire: 604800 },
		sig: "8y4PAvIKGCmKvubBW+DGnAa/LQ9VpBWp4fEjtiQ/VHQ=",
	},
	{
		secretKey: SAMPLE_KEY,
		claims: { identifier: "xiaojun", sdkAppId: 1400000000, time: 1700000000, expire: 15552000 },
		sig: "LvA7d/Iw7gSsnskvVzBDPOCCDbuNCw4GHwTC0bip+B4=",
	},
	{
		secretKey: SAMPLE_KEY,
		claims: { identifier: "administrator", sdkAppId: 1400000000, time: 1700000000, expire: 86400 },
		sig: "yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=",
	},
];

/** The output of the official signer for the last vector, on Node 20. */
const WHOLE =
	"eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwokpuZl5mcUlRYkl*UVQBcUp2YkFBZkpSlaGJgZQAJEpycxNVbIyNEcVTa0oyCxKVbKyMDOBCRVnpitZKVX6OKZql5uHh6aGlhYmhVlm6IdEmFuUGhnmh7hnamdaRhUYlhoHFORFmhnYKtUCAK0SM5I_";

const options = { sdkAppId: 1400000000, identifier: "administrator", secretKey: SAMPLE_KEY };

/** Runs synchronous work at another time: the official signer always reads the system clock. */
function atSecond<T>(second: number, work: () => T): T {
	const { now } = Date;
	Date.now = () => second * 1000;
	try {
		return work();
	} finally {
		Date.now = now;
	}
}

describe("a UserSig", () => {
	for (const { secretKey, claims, sig } of vectors) {
		const { identifier, sdkAppId, time, expire } = claims;
		it(`of ${identifier} has the published signature in the signer and the emulator`, () => {
			const signer = createKeySigner({ identifier, sdkAppId, secretKey, expireSeconds: expire });
			const userSig = atSecond(time, () => signer.userSig());
			assert.deepEqual(decodeUserSig(userSig), { ...claims, sig });
			assert.equal(signatureOf(claims, secretKey), sig);
		});
	}

	it("decodes the published text", () => {
		const [, , last] = vectors;
		assert.deepEqual(decodeUserSig(WHOLE), { ...last?.claims, sig: last?.sig });
	});
});

describe("createKeySigner", () => {
	it("signs for one hour by default", () => {
		assert.equal(decodeUserSig(createKeySigner(options).userSig())?.expire, 3600);
	});

	describe("with a lifetime of 1000 seconds", () => {
		const createSigner = () => createKeySigner({ ...options, expireSeconds: 1000, now: () => Date.now() });
		const start = 1_700_000_000;
		const timeAt = (signer: ReturnType<typeof createKeySigner>, second: number) =>
			atSecond(second, () => (decodeUserSig(signer.userSig())?.time ?? 0) - start);

		it("keeps a UserSig for three quarters of its lifetime", () => {
			const signer = createSigner();
			const times = [0, 1, 749, 750, 751, 1499, 1500].map((second) => timeAt(signer, start + second));
			assert.deepEqual(times, [0, 0, 0, 750, 750, 750, 1500]);
		});

		it("generates a new UserSig after one was refused", () => {
			const signer = createSigner();
			const refused = atSecond(start, () => signer.userSig());
			assert.equal(signer.refresh(refused), true);
			assert.equal(timeAt(signer, start + 5), 5);
		});

		it("keeps the newer UserSig when an older one is refused again", () => {
			const signer = createSigner();
			const refused = atSecond(start, () => signer.userSig());
			signer.refresh(refused);
			timeAt(signer, start + 5);
			signer.refresh(refused);
			assert.equal(timeAt(signer, start + 10), 5);
		});
	});
});

describe("createStaticSigner", () => {
	const signer = createStaticSigner("ready");

	it("has one UserSig, which it cannot renew", () => {
		assert.deepEqual([signer.userSig(), signer.refresh("ready"), signer.userSig()], ["ready", false, "ready"]);
	});
});

describe("userSig", () => {
	/** A signer that returns sig1, and after each refresh the next number. */
	function countingSigner() {
		let made = 1;
		const refresh = (refused: string) => {
			if (refused === `sig${made}`) made += 1;
			return true;
		};
		return { userSig: () => `sig${made}`, refresh };
	}

	const userSigs = (calls: readonly { readonly userSig?: string }[]) => calls.map(({ userSig }) => userSig);

	it("adds the UserSig to the call", async () => {
		const { transport, calls } = answering(ok);
		assert.equal(await userSig(countingSigner())(transport)(aCall), ok);
		assert.deepEqual(calls, [{ ...aCall, userSig: "sig1" }]);
	});

	for (const code of [70001, 70052]) {
		it(`renews the UserSig after ${code} and repeats the call once`, async () => {
			const { transport, calls } = answering(apiError(aCall, code), ok);
			assert.equal(await userSig(countingSigner())(transport)(aCall), ok);
			assert.deepEqual(userSigs(calls), ["sig1", "sig2"]);
		});

		it(`fails when ${code} is returned twice`, async () => {
			const error = apiError(aCall, code);
			const { transport, calls } = answering(error);
			assert.equal(await failureOf(userSig(countingSigner())(transport)(aCall)), error);
			assert.deepEqual(userSigs(calls), ["sig1", "sig2"]);
		});
	}

	for (const code of [60010, 70003, 70009, 70013, 70014, 40006]) {
		it(`does not renew after ${code}`, async () => {
			const error = apiError(aCall, code);
			const { transport, calls } = answering(error);
			assert.equal(await failureOf(userSig(countingSigner())(transport)(aCall)), error);
			assert.deepEqual(userSigs(calls), ["sig1"]);
		});
	}

	it("does not repeat the call with a fixed UserSig", async () => {
		const { transport, calls } = answering(apiError(aCall, 70001));
		await failureOf(userSig(createStaticSigner("ready"))(transport)(aCall));
		assert.deepEqual(userSigs(calls), ["ready"]);
	});

	it("renews once for concurrent calls", async () => {
		const { transport, calls } = answering(apiError(aCall, 70001), apiError(aCall, 70001), ok);
		const send = userSig(countingSigner())(transport);
		await Promise.all([send(aCall), send(aCall)]);
		assert.deepEqual(userSigs(calls), ["sig1", "sig1", "sig2", "sig2"]);
	});
});
