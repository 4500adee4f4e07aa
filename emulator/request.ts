import { isJsonObject, type JsonObject, parseBytes, toPlain } from "./json";

/** An HTTP request, as far as the service looks at it. `body` is `undefined` when it was too large. */
export interface ServiceRequest {
	readonly method: string;
	/** Path and query. */
	readonly url: string;
	readonly body: Uint8Array | undefined;
	/** The address that it came from. @default "127.0.0.1" */
	readonly ip?: string;
}

/** A request taken apart; nothing in it has been checked yet. */
export interface ServiceCall {
	readonly method: string;
	/** For example `profile`, empty when the path is not `/v4/SERVICE/COMMAND`. */
	readonly service: string;
	/** For example `portrait_get`. */
	readonly command: string;
	readonly query: URLSearchParams;
	readonly ip: string;
	/** Why the body is no JSON object, or the object. */
	readonly body: JsonObject | "too-large" | "malformed";
	/** The accounts that the body names. */
	readonly accounts: readonly string[];
	/** The tags that the body names. */
	readonly tags: readonly string[];
}

/** Takes a request apart. Never throws. */
export function parseCall({ method, url, body, ip = "127.0.0.1" }: ServiceRequest): ServiceCall {
	const [path = "", query = ""] = url.split(/\?(.*)/s);
	const [, service = "", command = ""] = /^\/v4\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	const parsed = body === undefined ? "too-large" : readBody(body);
	const object = typeof parsed === "string" ? {} : parsed;
	return {
		method,
		service,
		command,
		query: new URLSearchParams(query),
		ip,
		body: parsed,
		accounts: accountsOf(object),
		tags: tagsOf(object),
	};
}

function readBody(body: Uint8Array): JsonObject | "malformed" {
	try {
		const value = parseBytes(body);
		return isJsonObject(value) ? value : "malformed";
	} catch {
		return "malformed";
	}
}

function accountsOf(body: JsonObject): string[] {
	const lists = [body.To_Account, body.Accounts, body.AccountList, body.CheckItem, body.DeleteItem];
	const items = lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
	const ids = [body.From_Account, body.UserID, body.Identifier, body.Robot_Account, ...items.map(idOf)];
	return ids.filter((id) => typeof id === "string");
}

function idOf(item: unknown): unknown {
	return isJsonObject(item) ? item.UserID : item;
}

function tagsOf(body: JsonObject): string[] {
	const items = Array.isArray(body.ProfileItem)
		? body.ProfileItem.map((item) => (isJsonObject(item) ? item.Tag : undefined))
		: [];
	const asked: unknown[] = Array.isArray(body.TagList) ? body.TagList : [];
	return [...items, ...asked].filter((tag) => typeof tag === "string");
}

/** One call as the emulator saw it. Never holds the UserSig or any other part of the query. */
export interface RequestRecord {
	/** For example `portrait_get`; empty when the path names none. */
	readonly command: string;
	/** For example `profile`. */
	readonly service: string;
	/** The accounts that the body names, in its order. */
	readonly accounts: readonly string[];
	/** The tags that the body names, in its order. */
	readonly tags: readonly string[];
	/** The parsed body, numbers above 2^53 as `{ uint64: "…" }`; `undefined` when it is no JSON object. */
	readonly body: unknown;
	/** The `ErrorCode` answered; `undefined` when the client got no JSON at all. */
	readonly errorCode: number | undefined;
	/** Units: milliseconds of the emulator's clock. */
	readonly at: number;
}

/** What was asked, oldest first. */
export interface RequestLog {
	/** Records a call with the code it was answered with. */
	add(call: ServiceCall, errorCode: number | undefined, at: number): void;
	readonly records: readonly RequestRecord[];
	clear(): void;
}

/** How many records are kept; older ones are dropped. */
export const MAX_RECORDS = 100_000;

/** An empty log. */
export function createRequestLog(): RequestLog {
	const records: RequestRecord[] = [];
	return {
		add(call, errorCode, at) {
			if (records.length >= MAX_RECORDS) records.shift();
			records.push(recordOf(call, errorCode, at));
		},
		records,
		clear: () => {
			records.length = 0;
		},
	};
}

function recordOf(call: ServiceCall, errorCode: number | undefined, at: number): RequestRecord {
	const { command, service, accounts, tags, body } = call;
	return {
		command,
		service,
		accounts,
		tags,
		body: typeof body === "string" ? undefined : toPlain(body),
		errorCode,
		at,
	};
}
