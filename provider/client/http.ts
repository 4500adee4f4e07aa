import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosResponse, isAxiosError } from "axios";
import { type CallName, httpError, networkError, protocolError, timeoutError } from "../errors";

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
