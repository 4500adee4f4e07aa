import { Agent, request } from "node:http";
import type { EmulatorProcess } from "./emulator";

/** As many calls in flight as our client has. */
const CONCURRENCY = 4;
const ACCOUNTS_OF_A_CALL = 100;

/** What is read. */
export interface BareReads {
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
}

/**
 * Reads profiles by the same calls as we do and no more, and gives the milliseconds: the bodies posted over connections that
 * are kept alive, the answers parsed.
 */
export async function bareMs({ env }: EmulatorProcess, { accounts, tags }: BareReads): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
	const url = await signedUrl(env);
	const bodies = Array.from({ length: accounts.length / ACCOUNTS_OF_A_CALL }, (_, call) =>
		JSON.stringify({
			To_Account: accounts.slice(call * ACCOUNTS_OF_A_CALL, (call + 1) * ACCOUNTS_OF_A_CALL),
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
			response.setEncoding("utf8").on("data", (part: string) => {
				text += part;
			});
			response.on("end", () => resolve(JSON.parse(text)));
		});
		sent.on("error", reject);
		sent.end(body);
	});
}
