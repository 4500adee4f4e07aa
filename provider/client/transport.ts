import { parse, stringify } from "lossless-json";
import { protocolError } from "../errors";
import { assertSuccess, createPost, type HttpResponse } from "./http";

/** One call of the service. `accounts` names it in messages; `userSig` is put in by `withUserSig`. */
export interface ApiCall {
	/** For example `profile`. */
	readonly service: string;
	/** For example `portrait_get`. */
	readonly command: string;
	/** The accounts that the call is about. */
	readonly accounts: readonly string[];
	/** The JSON body. */
	readonly body: object;
	/** The signature of the admin that calls. */
	readonly userSig?: string;
}

/** Makes one call and gives the parsed JSON of the answer. Errors: an `ImError`. Policies wrap it, one file each. */
export type Transport = (call: ApiCall) => Promise<unknown>;

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
