import { Agent, request } from "node:http";
import { createReader, type ProfileReader } from "../../provider/client/reader";
import { createReads } from "../../provider/client/reads";
import { sharedOnline } from "../../provider/online";
import { resolveSettings } from "../../provider/settings";
import { accountAt, type EmulatorProcess, startEmulatorProcess } from "../emulator";
import { grouped, type Size } from "../size";
import { timesFloor } from "../targets";
import type { Row, Scene, SetScene } from "./scene";

/** As many calls in flight as the client has. */
const CONCURRENCY = 4;
const ACCOUNTS_OF_A_CALL = 100;
const tags = { Tag_Profile_IM_Nick: "A bot that answers", Tag_Profile_IM_Level: 3 };
const TAGS = Object.keys(tags);
const CALLS_PER_SECOND = 10_000;

/** Answer times of the two emulators. */
const latencies = [0, 40];

function rows({ reads }: Size): readonly Row[] {
	return latencies.map((latencyMs) => ({
		work: `client alone: read ${grouped(reads)} profiles`,
		callsPerSecond: CALLS_PER_SECOND,
		latencyMs,
		targets: [timesFloor(metricOf(latencyMs), 1.5)],
	}));
}

const metricOf = (latencyMs: number) => `client ${latencyMs} ms`;

async function set({ reads }: Size): Promise<SetScene> {
	const emulators: (readonly [number, EmulatorProcess])[] = [];
	for (const latencyMs of latencies) {
		emulators.push([latencyMs, await startEmulatorProcess({ accounts: reads, tags, latencyMs, limit: 0 })]);
	}
	const accounts = Array.from({ length: reads }, (_, index) => accountAt(index));
	for (const [, emulator] of emulators) {
		await bareMs(emulator, accounts); // so that neither side pays for the warming up of the other
		await clientMs(emulator, accounts);
	}
	return {
		async round({ samples, say, round }) {
			for (const [latencyMs, emulator] of emulators) {
				say(`${grouped(reads)} reads at ${latencyMs} ms`);
				const metric = metricOf(latencyMs);
				const bare = async () => samples.add(metric, "floor", await bareMs(emulator, accounts));
				const ours = async () => samples.add(metric, "ours", await clientMs(emulator, accounts));
				for (const side of round % 2 === 0 ? [bare, ours] : [ours, bare]) await side();
			}
		},
		async close() {
			for (const [, emulator] of emulators) await emulator.stop();
		},
	};
}

/** Reads through our client: a read for each account, as the hooks make them. */
async function clientMs({ env }: EmulatorProcess, accounts: readonly string[]): Promise<number> {
	const settings = { ...env, TIM_CALLS_PER_SECOND: String(CALLS_PER_SECOND) };
	const started = performance.now();
	const reader = readerOf(settings);
	await Promise.all(accounts.map((account) => reader.read(account, TAGS)));
	return performance.now() - started;
}

function readerOf(env: Readonly<Record<string, string>>): ProfileReader {
	return sharedOnline(new Map<string, ProfileReader>(), resolveSettings({ config: () => undefined, env }), {
		make: ({ transport, retry }) => createReader(createReads(transport), retry),
		options: {},
	});
}

/** The same calls and no more: the bodies posted over connections that are kept alive, the answers parsed. */
async function bareMs({ env }: EmulatorProcess, accounts: readonly string[]): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
	const url = await signedUrl(env);
	const bodies = Array.from({ length: accounts.length / ACCOUNTS_OF_A_CALL }, (_, call) =>
		JSON.stringify({
			To_Account: accounts.slice(call * ACCOUNTS_OF_A_CALL, (call + 1) * ACCOUNTS_OF_A_CALL),
			TagList: TAGS,
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

/** The client without the engine, against bare HTTP. */
export const clientScene: Scene = { name: "client", rows, set };
