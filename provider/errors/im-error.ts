import { describeCode } from "./codes";

/** What kind of failure an {@link ImError} is. */
export type ImErrorKind = "account" | "api" | "config" | "http" | "network" | "protocol" | "timeout";

/**
 * Any failure that this package reports. Told apart by `kind`, never by class, so that two copies of the package in one
 * process understand each other.
 *
 * Shape: the message is one line: command, account, kind and code, words, next step. It never holds a value of a
 * profile, a UserSig, a key or a URL's query.
 */
export interface ImError extends Error {
	readonly name: "ImError";
	readonly kind: ImErrorKind;
	/** The message without the command and the account before it. */
	readonly reason: string;
	/** Whether the same call can succeed when it is made again. */
	readonly retryable: boolean;
	/** The service's ErrorCode or ResultCode, for `api` and `account`. */
	readonly errorCode?: number;
	/** The account that failed, for `account`. */
	readonly account?: string;
	/** HTTP status, for `http`. */
	readonly status?: number;
	/** How long the server asks to wait, in milliseconds. */
	readonly retryAfterMs?: number;
	/** Setting that is missing or malformed, for `config`. */
	readonly key?: string;
}

/** What of a call an error may name. */
export interface CallName {
	readonly command: string;
	readonly accounts: readonly string[];
}

type Extras = Partial<Omit<ImError, "kind" | "message" | "name" | "reason" | "stack">> & {
	readonly retryable: boolean;
};

/** Whether a caught value is one of ours. */
export function isImError(error: unknown): error is ImError {
	return error instanceof Error && error.name === "ImError" && "kind" in error;
}

/** Whether the service said that the account does not exist. */
export function isAccountMissing(error: unknown): boolean {
	return isImError(error) && error.errorCode !== undefined && describeCode(error.errorCode).class === "not-found";
}

/** Whether the service, or a server before it, said that there are too many calls. */
export function isRateLimited(error: unknown): boolean {
	if (!isImError(error)) return false;
	return (
		error.status === 429 || (error.errorCode !== undefined && describeCode(error.errorCode).class === "rate-limit")
	);
}

/** Whether a call failed in a way that leaves open whether it took effect: no answer, or none of the service. */
export function isOutcomeUnknown(error: ImError | undefined): boolean {
	return error !== undefined && ["http", "network", "protocol", "timeout"].includes(error.kind);
}

/** A setting is missing or malformed. */
export function configError(key: string, message: string): ImError {
	return imError("config", { reason: message }, { key, retryable: false });
}

/** The service could not be reached. `code` is the system's, such as ECONNREFUSED. */
export function networkError(call: CallName, code: string): ImError {
	const reason = `network ${code}: no answer; check the endpoint and the network`;
	return imError("network", { call, reason }, { retryable: true });
}

/** The call was not made: so many before it failed that the service counts as down. */
export function circuitError(call: CallName, failures: number): ImError {
	const reason = `network: not called, since ${failures} calls in a row failed; run again later`;
	return imError("network", { call, reason }, { retryable: false });
}

/** No answer came within the time allowed. */
export function timeoutError(call: CallName, timeoutMs: number): ImError {
	const reason = `timeout: no answer within ${timeoutMs} ms; run again later, or raise timeoutMs`;
	return imError("timeout", { call, reason }, { retryable: true });
}

/** The server answered with a status that is not 2xx, which the service itself never does. */
export function httpError(call: CallName, status: number, retryAfterMs?: number): ImError {
	const reason = `http ${status}: not an answer of the service; check the endpoint and any proxy`;
	const retryable = status === 408 || status === 429 || status >= 500;
	return imError("http", { call, reason }, { status, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

/** The answer is not of the documented shape. `shape` says what is wrong with it; the body is never repeated. */
export function protocolError(call: CallName, shape: string): ImError {
	const reason = `protocol: ${shape}; check the endpoint and any proxy`;
	return imError("protocol", { call, reason }, { retryable: false });
}

/** The service refused the call. `errorInfo` may echo a value, so it is kept out of the message and of logs. */
export function apiError(call: CallName, errorCode: number, errorInfo = ""): ImError {
	const { text: words, nextStep: next } = describeCode(errorCode);
	const reason = `api ${errorCode} ${words}; ${next}`;
	const error = imError("api", { call, reason }, { errorCode, retryable: isRetryableCode(errorCode) });
	return Object.defineProperty(error, "errorInfo", { value: errorInfo, enumerable: false });
}

/** The service answered the call, but not for this account. */
export function accountError(command: string, account: string, errorCode: number): ImError {
	const { text: words, nextStep: next } = describeCode(errorCode);
	const reason = `account ${errorCode} ${words}; ${next}`;
	return imError(
		"account",
		{ call: { command, accounts: [account] }, reason },
		{ account, errorCode, retryable: isRetryableCode(errorCode) },
	);
}

/** The service said OK and did not store some tags. */
export function notStoredError(account: string, tag: string): ImError {
	const call = { command: "portrait_set", accounts: [account] };
	const reason = `${tag} was accepted but not stored; run again later, and check that the console lets the app admin write it`;
	return imError("account", { call, reason }, { account, retryable: false });
}

/** The service said OK to some tags, and whether they are stored could not be seen. */
export function notReadBackError(account: string, tag: string, cause: ImError): ImError {
	const call = { command: "portrait_set", accounts: [account] };
	const reason = `${tag} was accepted and could not be read back: ${cause.message}`;
	return imError("account", { call, reason }, { account, retryable: false });
}

/** A creation would write over what somebody else set, and is not to: nothing was sent. */
export function conflictError(account: string, paths: readonly string[]): ImError {
	const call = { command: "portrait_set", accounts: [account] };
	const next = "see them with pulumi-tim adopt, then declare them as they are or set onConflict to overwrite";
	const reason = `not called, since onConflict is fail and the account has other values of ${paths.join(", ")}; ${next}`;
	return imError("account", { call, reason }, { account, retryable: false });
}

/** The app has as many robots as it may: nothing was sent. */
export function robotLimitError(account: string, limit: number): ImError {
	const call = { command: "create_robot", accounts: [account] };
	const reason = `not called, since the app has ${limit} robots, the most that it takes; delete one first`;
	return imError("account", { call, reason }, { account, retryable: false });
}

/** The failure of a call for several accounts, as the failure of one of them. */
export function toAccountError(error: ImError, command: string, account: string): ImError {
	const { kind, name, ...extras } = error;
	return imError(kind, { call: { command, accounts: [account] }, reason: error.reason }, extras);
}

/** The failures of several accounts as one: the first in words, the others by their codes. One alone stays as it is. */
export function combineErrors(first: ImError, others: readonly ImError[]): ImError {
	if (others.length === 0) return first;
	const { kind, name, ...extras } = first;
	const reason = `${first.message}; and ${others.length} more accounts failed: ${countByCode(others)}`;
	return imError(kind, { reason }, extras);
}

/** The codes of some errors, each with how often it is there: `40003 (12), timeout (1)`. */
export function countByCode(errors: readonly ImError[]): string {
	const counts = new Map<string, number>();
	for (const { errorCode, kind } of errors) {
		const code = String(errorCode ?? kind);
		counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	return [...counts].map(([code, count]) => `${code} (${count})`).join(", ");
}

/** What a promise comes to: its value, or its error where that is one of ours. Any other error is thrown. */
export async function catchImError<T>(work: Promise<T>): Promise<ImError | T> {
	try {
		return await work;
	} catch (error) {
		if (isImError(error)) return error;
		throw error;
	}
}

function isRetryableCode(errorCode: number): boolean {
	return ["rate-limit", "transient"].includes(describeCode(errorCode).class);
}

function describeCall({ command, accounts }: CallName): string {
	const [first, ...others] = accounts;
	if (first === undefined) return command;
	return others.length === 0 ? `${command} ${first}` : `${command} ${first} and ${others.length} more`;
}

interface ErrorText {
	/** The call that failed, named first in the message. */
	readonly call?: CallName;
	readonly reason: string;
}

function imError(kind: ImErrorKind, { call, reason }: ErrorText, extras: Extras): ImError {
	const message = call === undefined ? reason : `${describeCall(call)}: ${reason}`;
	const error = Object.defineProperty(new Error(message), "reason", { value: reason, enumerable: false });
	return Object.assign(error as Error & { readonly reason: string }, { name: "ImError" as const, kind, ...extras });
}
