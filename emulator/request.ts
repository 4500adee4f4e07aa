import { isJsonObject, type JsonObject, parseBytes, toPlain } from "./json";

/** The maximum size of a request body, in bytes. The service does not publish a limit. */
export const MAX_BODY_BYTES = 1_048_576;

/** The parts of an HTTP request that affect the response. */
export interface ServiceRequest {
	readonly method: string;
	/** The path and the query of the request. */
	readonly url: string;
	/**
	 * The bytes of the body. `undefined` if the body is larger than {@link MAX_BODY_BYTES} or was not received
	 * completely.
	 */
	readonly body: Uint8Array | undefined;
	/** The IP address of the client. The default is 127.0.0.1. */
	readonly ip?: string;
}

/** A parsed request. Its values have not been validated. */
export interface ServiceCall {
	readonly method: string;
	/** Whether the percent-encoding of the path is valid. */
	readonly isPathValid: boolean;
	/** The service in the path, for example `profile`. Empty if the path is not `/v4/SERVICE/COMMAND`. */
	readonly service: string;
	/** The command in the path, for example `portrait_get`. Empty if the path is not `/v4/SERVICE/COMMAND`. */
	readonly command: string;
	readonly query: URLSearchParams;
	readonly ip: string;
	/** The parsed body, or the reason why the body is not a JSON object. */
	readonly body: JsonObject | "too-large" | "malformed";
	/** The UserIDs in the body. */
	readonly accounts: readonly string[];
	/** The tags in the body. */
	readonly tags: readonly string[];
}

/** Parses a request. Does not throw; the result describes the defects of an invalid request. */
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

/** A record of a call that the emulator received. The query of the URL, which contains the UserSig, is not recorded. */
export interface RequestRecord {
	/** The command in the path, for example `portrait_get`. Empty if the path contains no command. */
	readonly command: string;
	/** The service in the path, for example `profile`. */
	readonly service: string;
	/** The UserIDs in the body. */
	readonly accounts: readonly string[];
	/** The tags in the body. */
	readonly tags: readonly string[];
	/**
	 * The parsed body. An integer above 2^53 has the form `{ uint64: "…" }`. `undefined` if the body is not a JSON
	 * object.
	 */
	readonly body: unknown;
	/** The `ErrorCode` of the response. `undefined` if a fault broke the body or closed the connection. */
	readonly errorCode: number | undefined;
	/** The time of the call, in milliseconds of the emulator's clock. */
	readonly at: number;
}

/** The calls that the emulator received, oldest first. */
export interface RequestLog {
	/** Records a call and the error code of its response. */
	add(call: ServiceCall, errorCode: number | undefined, at: number): void;
	readonly records: readonly RequestRecord[];
	clear(): void;
}

/** The maximum number of records in the log. The oldest records are dropped. */
const MAX_RECORDS = 100_000;

/** Creates an empty request log. */
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
