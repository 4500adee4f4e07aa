import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { EmulatorProcess } from "./emulator";

/** The number of concurrent calls, the same as in the provider's client. */
const CONCURRENCY = 4;
const ACCOUNTS_PER_CALL = 100;

/** The accounts and tags to read. */
export interface RawReads {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
}

/**
 * Reads profiles with the same HTTP calls as the provider's client, but does not do the other work of the client: only
 * posts the bodies over keep-alive connections, and parses the responses. Returns the time of all reads in
 * milliseconds.
 */
export async function rawHttpMs({ env }: EmulatorProcess, { accounts, tags }: RawReads): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
	const url = await signedUrl(env);
	const started = performance.now();
	await Promise.all(toBodies({ accounts, tags }).map((body) => post(url, body, agent)));
	const ms = performance.now() - started;
	agent.destroy();
	return ms;
}

/**
 * Reads profiles like {@link rawHttpMs}, but sends the calls at a fixed rate, and does not wait for responses. No client
 * that obeys the rate limit is faster.
 */
export async function pacedHttpMs({ env }: EmulatorProcess, reads: RawReads, callsPerSecond: number): Promise<number> {
	const agent = new Agent({ keepAlive: true });
	const url = await signedUrl(env);
	const started = performance.now();
	const pending: Promise<unknown>[] = [];
	for (const [index, body] of toBodies(reads).entries()) {
		const waitMs = started + (index * 1000) / callsPerSecond - performance.now();
		if (waitMs > 0) await sleep(waitMs);
		pending.push(post(url, body, agent));
	}
	await Promise.all(pending);
	const ms = performance.now() - started;
	agent.destroy();
	return ms;
}

function toBodies({ accounts, tags }: RawReads): readonly string[] {
	return Array.from({ length: accounts.length / ACCOUNTS_PER_CALL }, (_, call) =>
		JSON.stringify({
			To_Account: accounts.slice(call * ACCOUNTS_PER_CALL, (call + 1) * ACCOUNTS_PER_CALL),
			TagList: tags,
		}),
	);
}

async function signedUrl(env: Readonly<Record<string, string>>): Promise<URL> {
	const { Api } = await import("tls-sig-api-v2");
	const { TIM_ENDPOINT = "", TIM_SDK_APP_ID = "", TIM_SECRET_KEY = "", TIM_IDENTIFIER = "" } = env;
	const url = new URL("/v4/profile/portrait_get", TIM_ENDPOINT);
	const usersig = new Api(Number(TIM_SDK_APP_ID), TIM_SECRET_KEY).genUserSig(TIM_IDENTIFIER, 3600);
	const query = { sdkappid: TIM_SDK_APP_ID, identifier: TIM_IDENTIFIER, usersig, random: "1", contenttype: "json" };
	url.search = new URLSearchParams(query).toString();
	return url;
}

function post(url: URL, body: string, agent: Agent): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
		const sent = request(url, { method: "POST", agent, headers }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk: string) => {
				text += chunk;
			});
			response.on("end", () => resolve(JSON.parse(text)));
		});
		sent.on("error", reject);
		sent.end(body);
	});
}
