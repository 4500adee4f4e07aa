import { Agent, request } from "node:http";
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
	const bodies = Array.from({ length: accounts.length / ACCOUNTS_PER_CALL }, (_, call) =>
		JSON.stringify({
			To_Account: accounts.slice(call * ACCOUNTS_PER_CALL, (call + 1) * ACCOUNTS_PER_CALL),
			TagList: tags,
		}),
	);
	const started = performance.now();
	await Promise.all(bodies.map((body) => post(url, body, agent)));
	const ms = performance.now() - started;
	agent.destroy();
	return ms;
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
