import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosResponse, isAxiosError } from "axios";
import { parse, stringify } from "lossless-json";
import { type CallName, httpError, type ImError, networkError, protocolError, timeoutError } from "../errors/im-error";
import type { ApiCall, Transport } from "./transport";

/** Endpoint and identity of the calls. */
export interface TransportOptions {
	/** Origin, such as `https://adminapisgp.im.qcloud.com`. */
	readonly endpoint: string;
	/** The app (SDKAppID). */
	readonly sdkAppId: number;
	/** The admin account that signs. */
	readonly identifier: string;
	/** Deadline of one attempt in milliseconds. The service itself gives up after 3,000. */
	readonly timeoutMs: number;
	/** Whether the endpoint is a loopback address; no proxy is used then. */
	readonly loopback: boolean;
	/** Random number from 0 to 1, for the query parameter `random`. */
	readonly random: () => number;
	/** Clock in milliseconds. @defaultValue `Date.now` */
	readonly now?: () => number;
	/** Called with the `Date` of each response, in milliseconds since 1970. */
	readonly onServerTime?: (serverMs: number) => void;
}

/** Maximum size of a response in bytes. 100 accounts with every tag at its limit take less than a quarter of it. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * Creates a transport over HTTP with keep-alive connections. Redirects are not followed, and integers above 2^53 keep their
 * exact value in both directions.
 *
 * Source: REST overview, https://trtc.io/document/34620
 *
 * @throws {@link ImError} `network`, `timeout`, `http` or `protocol`
 */
export function httpTransport(options: TransportOptions): Transport {
	const { endpoint, timeoutMs, loopback, now = Date.now } = options;
	const post = createPost({ baseUrl: endpoint, timeoutMs, loopback, maxResponseBytes: MAX_RESPONSE_BYTES });
	return async (call) => {
		const params = queryParameters(options, call.userSig ?? "");
		const body = stringify(call.body) ?? "";
		const response = await post(call, { path: `/v4/${call.service}/${call.command}`, body, params });
		const serverMs = Date.parse(String(response.headers.date));
		if (!Number.isNaN(serverMs)) options.onServerTime?.(serverMs);
		return parseResponse(call, response, now());
	};
}

function queryParameters({ sdkAppId, identifier, random }: TransportOptions, userSig: string): QueryParameters {
	const nonce = Math.floor(random() * 2 ** 32);
	return { sdkappid: sdkAppId, identifier, usersig: userSig, random: nonce, contenttype: "json" };
}

type QueryParameters = Readonly<Record<string, number | string>>;

/**
 * Parses the JSON of a response.
 *
 * @throws {@link ImError} `http` where the status is not 2xx, `protocol` where the body is not JSON
 */
export function parseResponse(call: ApiCall, response: HttpResponse, nowMs = Date.now()): unknown {
	assertSuccess(call, response, nowMs);
	const { data } = response;
	try {
		return LONG_NUMBER.test(data) ? parse(data, undefined, parseWireNumber) : JSON.parse(data);
	} catch {
		throw protocolError(call, `the response of ${data.length} characters is not JSON`);
	}
}

/** Digits that may exceed 2^53. A response without them is parsed by `JSON.parse`, which is much faster. */
const LONG_NUMBER = /\d{16}/;

/** Returns a bigint where a number would not be exact. More than 20 digits exceed 64 bits and stay a number. */
function parseWireNumber(text: string): number | bigint {
	const value = Number(text);
	return Number.isSafeInteger(value) || !/^\d{1,20}$/.test(text) ? value : BigInt(text);
}

/** Settings of a JSON client. */
export interface PostOptions {
	/** Origin, or the whole URL where the paths of the requests are empty. */
	readonly baseUrl: string;
	/** Deadline of a request in milliseconds, the body of the response included. */
	readonly timeoutMs: number;
	/** Whether the host is a loopback address; no proxy is used then. */
	readonly loopback: boolean;
	/** Maximum size of a response in bytes. */
	readonly maxResponseBytes: number;
}

/** One request. */
export interface PostRequest {
	readonly path: string;
	/** JSON as text. */
	readonly body: string;
	readonly params?: QueryParameters;
}

/** The part of an HTTP response that matters here. */
export type HttpResponse = Pick<AxiosResponse<string>, "data" | "headers" | "status">;

/**
 * Posts JSON and returns the response, whatever its status is.
 *
 * @throws {@link ImError} `network`, `timeout` or `protocol`, named after the call
 */
export type Post = (call: CallName, request: PostRequest) => Promise<HttpResponse>;

/** Creates a JSON client with keep-alive connections. Redirects are not followed. */
export function createPost({ baseUrl, timeoutMs, loopback, maxResponseBytes }: PostOptions): Post {
	const http = axios.create({
		baseURL: baseUrl,
		headers: { "Content-Type": "application/json" },
		httpAgent: new HttpAgent({ keepAlive: true }),
		httpsAgent: new HttpsAgent({ keepAlive: true }),
		maxRedirects: 0,
		maxContentLength: maxResponseBytes,
		responseType: "text",
		transformRequest: [(body) => body],
		transformResponse: [(body) => body],
		validateStatus: () => true,
		...(loopback && { proxy: false as const }),
	});
	return async (call, { path, body, params }) => {
		const deadline = AbortSignal.timeout(timeoutMs);
		try {
			return await http.post<string>(path, body, { params, signal: deadline });
		} catch (error) {
			throw deadline.aborted ? timeoutError(call, timeoutMs) : toImError(call, error, maxResponseBytes);
		}
	};
}

/** Axios errors end here: they carry the signed URL, so only the system's code of them is kept. */
function toImError(call: CallName, error: unknown, maxResponseBytes: number): ImError {
	if (!isAxiosError(error)) return networkError(call, "UNKNOWN");
	const { code = "UNKNOWN", message } = error;
	if (code !== "ERR_BAD_RESPONSE") return networkError(call, code);
	const isTooLarge = message.includes("maxContentLength"); // otherwise the connection broke inside the body
	return isTooLarge
		? protocolError(call, `the response exceeds ${maxResponseBytes} bytes`)
		: networkError(call, "ECONNRESET");
}

/**
 * Checks that the status is 2xx.
 *
 * @throws {@link ImError} `http`, with the `Retry-After` of the response
 */
export function assertSuccess(call: CallName, { status, headers }: HttpResponse, nowMs = Date.now()): void {
	if (status < 200 || status > 299) throw httpError(call, status, parseRetryAfter(headers["retry-after"], nowMs));
}

/**
 * Parses a `Retry-After` header into milliseconds. Returns `undefined` for a header that is missing, invalid or in the past.
 *
 * Source: RFC 9110, sections 5.6.7 and 10.2.3: seconds, or a date in one of three forms, all in UTC.
 */
export function parseRetryAfter(header: unknown, nowMs: number): number | undefined {
	if (typeof header !== "string") return undefined;
	const text = header.trim();
	const ms = DECIMAL.test(text) ? Number(text) * 1000 : DATE.test(text) ? parseUtcDate(text) - nowMs : Number.NaN;
	return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

const DECIMAL = /^\d+(\.\d+)?$/;

const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

function parseUtcDate(text: string): number {
	return Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
}
