import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { TLSSocket } from "node:tls";
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from "axios";
import { parse, stringify } from "lossless-json";
import { type CallName, httpError, ImError, networkError, protocolError, timeoutError } from "../errors/im-error";
import type { ApiCall, Transport } from "./transport";
import { ConnectTimeoutAgent, isConnectFailure } from "./unreachable-host";

/** Endpoint, identity and limits of HTTP calls. */
export interface TransportOptions {
	/** Origin of the REST API, such as `https://adminapisgp.im.qcloud.com`. */
	readonly endpoint: string;
	/** Origin of the backup host. Calls use this host while no connection to `endpoint` can be made. */
	readonly backupEndpoint?: string;
	/** SDKAppID of the app. */
	readonly sdkAppId: number;
	/** UserID of the admin account that signs the calls. */
	readonly identifier: string;
	/** Time-out of one attempt in milliseconds. The service itself times out after 3,000 ms. */
	readonly timeoutMs: number;
	/** Whether the endpoint is a loopback address. Calls to a loopback address never use a proxy. */
	readonly loopback: boolean;
	/** Returns a random number from 0 to 1, for the query parameter `random`. */
	readonly random: () => number;
	/** Returns the time in milliseconds. @defaultValue `Date.now` */
	readonly now?: () => number;
	/** Called with the time in the `Date` header of each response, in milliseconds since 1970. */
	readonly onServerTime?: (serverMs: number) => void;
}

/**
 * Maximum size of a response in bytes. A response with 100 accounts and every tag at its size limit has less than a
 * quarter of this size.
 */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * Time in milliseconds after which a host that has not accepted the connection is unreachable. Shorter than every
 * `timeoutMs`. Without a backup host, only `timeoutMs` applies.
 */
const CONNECT_TIMEOUT_MS = 3000;

/**
 * Creates a transport that sends calls over HTTP keep-alive connections. The transport does not follow redirects.
 * Integers above 2^53 keep their exact value in requests and responses.
 *
 * The backup host is used inside the transport, below all middleware, for two reasons. Only the transport knows that a
 * request was not sent. And the service does not count such a request, so that the second one requires no token of the
 * rate limiter, no retry and no new UserSig.
 *
 * Source: REST overview, https://trtc.io/document/34620
 *
 * @throws {@link ImError} `network`, `timeout`, `http` or `protocol`
 */
export function httpTransport(options: TransportOptions): Transport {
	const { endpoint, backupEndpoint, timeoutMs, loopback, now = Date.now } = options;
	const urls = { baseUrl: endpoint, backupUrl: backupEndpoint };
	const post = createPost({ ...urls, timeoutMs, loopback, maxResponseBytes: MAX_RESPONSE_BYTES });
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
 * Parses the body of a response as JSON.
 *
 * @throws {@link ImError} `http` when the status is not 2xx, `protocol` when the body is not JSON
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

/**
 * Matches 16 consecutive digits, which may be part of an integer above 2^53. A response without a match is parsed with
 * `JSON.parse`, which is much faster.
 */
const LONG_NUMBER = /\d{16}/;

/**
 * Parses a number in a response. An integer that a JavaScript number cannot represent exactly is parsed as a bigint. An
 * integer of more than 20 digits exceeds 64 bits and is parsed as a JavaScript number.
 */
function parseWireNumber(text: string): number | bigint {
	const value = Number(text);
	return Number.isSafeInteger(value) || !/^\d{1,20}$/.test(text) ? value : BigInt(text);
}

/** Options of {@link createPost}: base URL, time-out, proxy and maximum size. */
export interface PostOptions {
	/**
	 * Origin to which the path of each request is added. A complete URL is allowed if all requests have an empty path.
	 */
	readonly baseUrl: string;
	/** Origin to use instead of `baseUrl` while no connection to `baseUrl` can be made. @defaultValue none */
	readonly backupUrl?: string | undefined;
	/** Time-out of a request in milliseconds, including the time to receive the response body. */
	readonly timeoutMs: number;
	/** Whether the host is a loopback address. Requests to a loopback address never use a proxy. */
	readonly loopback: boolean;
	/** Maximum size of a response in bytes. */
	readonly maxResponseBytes: number;
}

/** One POST request. */
export interface PostRequest {
	readonly path: string;
	/** Request body: JSON as text. */
	readonly body: string;
	readonly params?: QueryParameters;
}

/** Body, headers and status of an HTTP response. */
export type HttpResponse = Pick<AxiosResponse<string>, "data" | "headers" | "status">;

/**
 * Sends a POST request with JSON, and returns the response with any status.
 *
 * @throws {@link ImError} `network`, `timeout` or `protocol`; the message names the call
 */
export type Post = (call: CallName, request: PostRequest) => Promise<HttpResponse>;

/**
 * Creates a function that sends POST requests over keep-alive connections. The function does not follow redirects.
 *
 * If no connection to a host can be made, the request is sent to the other host. If that succeeds, later requests use
 * the other host first, so that they do not wait for the unreachable host again. A request that may have been sent is
 * never sent to the other host.
 */
export function createPost(options: PostOptions): Post {
	const send = createSend(createHttpClient(options), options);
	let urls: readonly [string, string | undefined] = [options.baseUrl, options.backupUrl];
	return async (call, request) => {
		const [first, second] = urls;
		const result = await send(first, call, request);
		if (!result.isUnreachable || second === undefined) return unwrap(result);
		const other = await send(second, call, request);
		if (other.isUnreachable) return unwrap(result);
		urls = [second, first];
		return unwrap(other);
	};
}

function createHttpClient({ backupUrl, loopback, maxResponseBytes }: PostOptions): AxiosInstance {
	const keepAlive = true;
	const tls = { keepAlive, rejectUnauthorized: true }; // also if NODE_TLS_REJECT_UNAUTHORIZED is 0, because calls are signed
	return axios.create({
		headers: { "Content-Type": "application/json" },
		httpAgent: new HttpAgent({ keepAlive }),
		httpsAgent:
			backupUrl === undefined
				? new HttpsAgent(tls)
				: new ConnectTimeoutAgent({ ...tls, connectTimeoutMs: CONNECT_TIMEOUT_MS }),
		maxRedirects: 0,
		maxContentLength: maxResponseBytes,
		responseType: "text",
		transformRequest: [(body) => body],
		transformResponse: [(body) => body],
		validateStatus: () => true,
		...(loopback && { proxy: false as const }),
	});
}

/** The result of one HTTP request. */
interface SendResult {
	readonly outcome: HttpResponse | ImError;
	/** Whether no connection to the host could be made, so that the request was not sent. */
	readonly isUnreachable: boolean;
}

type Send = (baseURL: string, call: CallName, request: PostRequest) => Promise<SendResult>;

function createSend(http: AxiosInstance, { timeoutMs, maxResponseBytes }: PostOptions): Send {
	return async (baseURL, call, { path, body, params }) => {
		const deadline = AbortSignal.timeout(timeoutMs);
		try {
			const response = await http.post<string>(path, body, { baseURL, params, signal: deadline });
			return { outcome: response, isUnreachable: isTunnelFailure(baseURL, response) };
		} catch (error) {
			if (deadline.aborted) return { outcome: timeoutError(call, timeoutMs), isUnreachable: false };
			const isUnreachable = isAxiosError(error) && isConnectFailure(error.cause);
			return { outcome: toImError(call, error, maxResponseBytes), isUnreachable };
		}
	};
}

function unwrap({ outcome }: SendResult): HttpResponse {
	if (outcome instanceof ImError) throw outcome;
	return outcome;
}

/**
 * Whether a response comes from a proxy that cannot connect to an HTTPS host. The response of the host itself arrives
 * over an encrypted connection.
 */
function isTunnelFailure(baseURL: string, { status, request }: AxiosResponse): boolean {
	const isFromProxy = baseURL.startsWith("https:") && !(request.socket instanceof TLSSocket);
	return isFromProxy && UNREACHABLE_STATUSES.includes(status);
}

/** Statuses with which a proxy reports that it cannot connect to a host. Source: RFC 9110, sections 15.6.3 to 15.6.5 */
const UNREACHABLE_STATUSES: readonly number[] = [502, 503, 504];

/**
 * Converts an error of axios to an {@link ImError}. Only the error code of the operating system is kept, because an
 * error of axios contains the signed URL.
 */
function toImError(call: CallName, error: unknown, maxResponseBytes: number): ImError {
	if (!isAxiosError(error)) return networkError(call, "UNKNOWN");
	const { code = "UNKNOWN", message } = error;
	if (code !== "ERR_BAD_RESPONSE") return networkError(call, code);
	const isTooLarge = message.includes("maxContentLength"); // otherwise the connection was closed before the end of the body
	return isTooLarge
		? protocolError(call, `the response exceeds ${maxResponseBytes} bytes`)
		: networkError(call, "ECONNRESET");
}

/**
 * Throws an error unless the HTTP status of a response is 2xx.
 *
 * @throws {@link ImError} `http`, which contains the parsed `Retry-After` header of the response
 */
export function assertSuccess(call: CallName, { status, headers }: HttpResponse, nowMs = Date.now()): void {
	if (status < 200 || status > 299) throw httpError(call, status, parseRetryAfter(headers["retry-after"], nowMs));
}

/**
 * Parses a `Retry-After` header into milliseconds. Returns `undefined` for a header that is missing, invalid or in the
 * past.
 *
 * Source: RFC 9110, sections 5.6.7 and 10.2.3. The header is a number of seconds or a date in one of three formats, all
 * in UTC.
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
