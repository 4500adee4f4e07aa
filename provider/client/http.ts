import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosResponse, isAxiosError } from "axios";
import { parse, stringify } from "lossless-json";
import { type CallName, httpError, networkError, protocolError, timeoutError } from "../errors/im-error";
import type { ApiCall, Transport } from "./transport";

/** How to post. */
export interface PostOptions {
	/** Origin, or the whole URL where the path is empty. */
	readonly baseUrl: string;
	/** Time for one attempt, in milliseconds. */
	readonly timeoutMs: number;
	/** Whether it goes to this machine: then no proxy is asked. */
	readonly loopback: boolean;
	/** The most bytes of an answer. */
	readonly maxAnswerBytes: number;
}

/** One request. */
export interface PostRequest {
	readonly path: string;
	/** JSON as text. */
	readonly body: string;
	readonly params?: Readonly<Record<string, number | string>>;
}

/** What of an HTTP response counts. */
export type HttpResponse = Pick<AxiosResponse<string>, "data" | "headers" | "status">;

/** Posts JSON and gives the answer, whatever its status is. Errors: `network`, `timeout`, `protocol`; `call` names it in them. */
export type Post = (call: CallName, request: PostRequest) => Promise<HttpResponse>;

/** A way to post, with a pool of connections that are kept alive. Redirects are not followed. */
export function createPost({ baseUrl, timeoutMs, loopback, maxAnswerBytes }: PostOptions): Post {
	const http = axios.create({
		baseURL: baseUrl,
		timeout: timeoutMs,
		headers: { "Content-Type": "application/json" },
		httpAgent: new HttpAgent({ keepAlive: true }),
		httpsAgent: new HttpsAgent({ keepAlive: true }),
		maxRedirects: 0,
		maxContentLength: maxAnswerBytes,
		responseType: "text",
		transformRequest: [(body) => body],
		transformResponse: [(body) => body],
		validateStatus: () => true,
		...(loopback && { proxy: false as const }),
	});
	return (call, { path, body, params }) =>
		http.post<string>(path, body, { params }).catch((error: unknown) => {
			throw toImError(call, error, { timeoutMs, maxAnswerBytes });
		});
}

/** Errors: `http` where the status is not 2xx. */
export function assertSuccess(call: CallName, { status, headers }: HttpResponse): void {
	if (status < 200 || status > 299) throw httpError(call, status, retryAfterMs(headers["retry-after"]));
}

function retryAfterMs(header: unknown): number | undefined {
	const seconds = Number(header);
	return typeof header === "string" && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

type Limits = Pick<PostOptions, "maxAnswerBytes" | "timeoutMs">;

/** The one place where axios errors end: they carry the signed URL, so nothing of them is kept but the system's code. */
function toImError(call: CallName, error: unknown, { timeoutMs, maxAnswerBytes }: Limits): Error {
	if (!isAxiosError(error)) return networkError(call, "UNKNOWN");
	const { code = "UNKNOWN", message } = error;
	if (code === "ECONNABORTED" || code === "ETIMEDOUT") return timeoutError(call, timeoutMs);
	if (code !== "ERR_BAD_RESPONSE") return networkError(call, code);
	const isTooLarge = message.includes("maxContentLength"); // else the connection broke inside the body
	return isTooLarge
		? protocolError(call, `the answer is above ${maxAnswerBytes} bytes`)
		: networkError(call, "ECONNRESET");
}

/** Where and as whom to call. */
export interface TransportOptions {
	/** Origin such as `https://adminapisgp.im.qcloud.com`. */
	readonly endpoint: string;
	/** The app (SDKAppID). */
	readonly sdkAppId: number;
	/** The admin account that signs. */
	readonly identifier: string;
	/** Time for one attempt, in milliseconds. The service itself gives up after 3,000. */
	readonly timeoutMs: number;
	/** Whether the endpoint is this machine: then no proxy is asked. */
	readonly loopback: boolean;
	/** Chance, from 0 to 1, for the request's `random`. */
	readonly random: () => number;
	/** Hears the server's clock with each answer, in milliseconds since 1970 and whole seconds. @default nobody */
	readonly onServerTime?: (serverMs: number) => void;
}

/** The most bytes of an answer: 100 accounts with every tag at its limit stay below a quarter of it. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * A transport over HTTP with a pool of connections that are kept alive. Redirects are not followed, and numbers above
 * 2^53 stay exact in both directions.
 *
 * Errors: `network`, `timeout`, `http`, `protocol`.
 * Source: REST overview, https://trtc.io/document/34620
 */
export function httpTransport(options: TransportOptions): Transport {
	const { endpoint, timeoutMs, loopback } = options;
	const post = createPost({ baseUrl: endpoint, timeoutMs, loopback, maxAnswerBytes: MAX_RESPONSE_BYTES });
	return async (call) => {
		const params = query(options, call.userSig ?? "");
		const body = stringify(call.body) ?? "";
		const answer = await post(call, { path: `/v4/${call.service}/${call.command}`, body, params });
		const serverMs = Date.parse(String(answer.headers.date));
		if (!Number.isNaN(serverMs)) options.onServerTime?.(serverMs);
		return parseResponse(call, answer);
	};
}

function query({ sdkAppId, identifier, random }: TransportOptions, userSig: string): Record<string, string | number> {
	const nonce = Math.floor(random() * 2 ** 32);
	return { sdkappid: sdkAppId, identifier, usersig: userSig, random: nonce, contenttype: "json" };
}

/** The JSON of an answer. Errors: `http` where the status is not 2xx, `protocol` where the body is no JSON. */
export function parseResponse(call: ApiCall, answer: HttpResponse): unknown {
	assertSuccess(call, answer);
	const { data } = answer;
	try {
		return LONG_NUMBER.test(data) ? parse(data, undefined, parseWireNumber) : JSON.parse(data);
	} catch {
		throw protocolError(call, `the answer of ${data.length} characters is not JSON`);
	}
}

/** What a number may be that JavaScript does not hold exactly. An answer without one is parsed much faster by JSON.parse. */
const LONG_NUMBER = /\d{16}/;

/** A number of JSON: a bigint where JavaScript's numbers are not exact. More digits than 64 bits have are nobody's number. */
function parseWireNumber(text: string): number | bigint {
	const value = Number(text);
	return Number.isSafeInteger(value) || !/^\d{1,20}$/.test(text) ? value : BigInt(text);
}
