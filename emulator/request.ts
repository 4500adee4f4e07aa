import { isJsonObject, type JsonObject, parseBytes, toPlain } from "./json";

/** The largest body, in bytes. The emulator's own limit: the service publishes none. */
export const MAX_BODY_BYTES = 1_048_576;

/** The parts of an HTTP request that the service looks at. */
export interface ServiceRequest {
	readonly method: string;
	/** Path and query. */
	readonly url: string;
	/** `undefined` if the body was larger than {@link MAX_BODY_BYTES}, or was not received completely. */
	readonly body: Uint8Array | undefined;
	/** The address of the client. Default: 127.0.0.1. */
	readonly ip?: string;
}

/** A parsed request; nothing in it has been checked. */
export interface ServiceCall {
	readonly method: string;
	/** Whether the percent-encoding of the path is valid. */
	readonly isPathValid: boolean;
	/** For example `profile`; empty if the path is not `/v4/SERVICE/COMMAND`. */
	readonly service: string;
	/** For example `portrait_get`; empty if the path is not `/v4/SERVICE/COMMAND`. */
	readonly command: string;
	readonly query: URLSearchParams;
	readonly ip: string;
	/** The body, or why it is not a JSON object. */
	readonly body: JsonObject | "too-large" | "malformed";
	/** The accounts that the body names. */
	readonly accounts: readonly string[];
	/** The tags that the body names. */
	readonly tags: readonly string[];
}

/** Parses a request. Never throws. */
export function parseCall({ method, url, body, ip = "127.0.0.1" }: ServiceRequest): ServiceCall {
	const [path = "", query = ""] = url.split(/\?(.*)/s);
	const [, service = "", command = ""] = /^\/v4\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	const parsed = body === undefined ? "too-large" : parseBody(body);
	const object = typeof parsed === "string" ? {} : parsed;
	return {
		method,
		isPathValid: isDecodable(path),
		service,
		command,
		query: new URLSearchParams(query),
		ip,
		body: parsed,
		accounts: findAccounts(object),
		tags: findTags(object),
	};
}

function isDecodable(path: string): boolean {
	try {
		decodeURI(path);
		return true;
	} catch {
		return false;
	}
}

function parseBody(body: Uint8Array): JsonObject | "malformed" {
	try {
		const value = parseBytes(body);
		return isJsonObject(value) ? value : "malformed";
	} catch {
		return "malformed";
	}
}

function findAccounts(body: JsonObject): string[] {
	const lists = [body.To_Account, body.Accounts, body.AccountList, body.CheckItem, body.DeleteItem];
	const items = lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
	const listed = items.map((item) => (isJsonObject(item) ? item.UserID : item));
	const ids = [body.From_Account, body.UserID, body.Identifier, body.Robot_Account, ...listed];
	return ids.filter((id) => typeof id === "string");
}

function findTags(body: JsonObject): string[] {
	const items: unknown[] = Array.isArray(body.ProfileItem) ? body.ProfileItem : [];
	const written = items.map((item) => (isJsonObject(item) ? item.Tag : undefined));
	const requested: unknown[] = Array.isArray(body.TagList) ? body.TagList : [];
	return [...written, ...requested].filter((tag) => typeof tag === "string");
}

/** A call that the emulator received. Contains neither the UserSig nor any other part of the query. */
export interface RequestRecord {
	/** For example `portrait_get`; empty if the path names none. */
	readonly command: string;
	/** For example `profile`. */
	readonly service: string;
	/** The accounts that the body names, in its order. */
	readonly accounts: readonly string[];
	/** The tags that the body names, in its order. */
	readonly tags: readonly string[];
	/** The parsed body, integers above 2^53 as `{ uint64: "…" }`; `undefined` if it is not a JSON object. */
	readonly body: unknown;
	/** The `ErrorCode` of the answer; `undefined` if the client did not get JSON. */
	readonly errorCode: number | undefined;
	/** Milliseconds of the emulator's clock. */
	readonly at: number;
}

/** The calls that the emulator received, oldest first. */
export interface RequestLog {
	/** Records a call and the code of its answer. */
	add(call: ServiceCall, errorCode: number | undefined, at: number): void;
	readonly records: readonly RequestRecord[];
	clear(): void;
}

/** How many records are kept; older ones are dropped. */
const MAX_RECORDS = 100_000;

/** Creates an empty log. */
export function createRequestLog(): RequestLog {
	const records: RequestRecord[] = [];
	return {
		add({ command, service, accounts, tags, body }, errorCode, at) {
			if (records.length >= MAX_RECORDS) records.shift();
			const plainBody = typeof body === "string" ? undefined : toPlain(body);
			records.push({ command, service, accounts, tags, body: plainBody, errorCode, at });
		},
		records,
		clear: () => {
			records.length = 0;
		},
	};
}
