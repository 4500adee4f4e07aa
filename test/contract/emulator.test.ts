import assert from "node:assert/strict";
import { Api } from "tls-sig-api-v2";
import { type Emulator, startEmulator } from "@/emulator";
import { type Exchange, readFixtures } from "./fixture";

for (const [file, exchanges] of readFixtures()) {
	describe(`the emulator with the exchanges of ${file}`, () => {
		for (const exchange of exchanges) {
			it(exchange.name, () => play(exchange));
		}
	});
}

async function play({ seed, request, response, unspecified = [], after = {} }: Exchange): Promise<void> {
	const emulator = await startEmulator(seed);
	try {
		assert.deepEqual(without(await post(emulator, request), unspecified), without(response, unspecified));
		for (const [account, tags] of Object.entries(after)) {
			assert.deepEqual(emulator.profile(account) ?? null, tags);
		}
	} finally {
		await emulator.close();
	}
}

async function post(emulator: Emulator, { path, body }: Exchange["request"]): Promise<Exchange["response"]> {
	const { endpoint, sdkAppId, secretKey, identifier } = emulator;
	const usersig = new Api(sdkAppId, secretKey).genUserSig(identifier, 3600);
	const query = { sdkappid: String(sdkAppId), identifier, usersig, random: "1", contenttype: "json" };
	const url = `${endpoint}/v4/${path}?${new URLSearchParams(query)}`;
	const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
	return (await answer.json()) as Exchange["response"];
}

function without(response: Exchange["response"], keys: readonly string[]): Exchange["response"] {
	return Object.fromEntries(Object.entries(response).filter(([key]) => !keys.includes(key)));
}
