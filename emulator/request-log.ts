import type { ServiceCall } from "./call";
import { toPlain } from "./json";

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
