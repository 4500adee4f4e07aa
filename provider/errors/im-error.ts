import { type CodeClass, describeCode } from "./codes";

/** A setting is missing or invalid. */
export interface ConfigError extends ImErrorBase {
	readonly kind: "config";
	readonly setting: string;
}

/** There is no response: the service could not be reached, the call was not sent, or its caller stopped waiting. */
export interface NetworkError extends ImErrorBase {
	readonly kind: "network";
	/** The system's code, such as `ECONNREFUSED`; `CIRCUIT_OPEN` for a call that was not sent, `ABORTED` for a caller that stopped waiting. */
	readonly systemCode: string;
}

/** There was no response within the time-out. */
export interface TimeoutError extends ImErrorBase {
	readonly kind: "timeout";
	readonly timeoutMs: number;
}

/** The status is not 2xx, which the service itself never returns. */
export interface HttpError extends ImErrorBase {
	readonly kind: "http";
	readonly status: number;
	/** Wait that the server asks for. */
	readonly retryAfterMs?: number;
}

/** The response does not have the documented shape. */
export interface ProtocolError extends ImErrorBase {
	readonly kind: "protocol";
}

/** The service refused the whole call. */
export interface ApiError extends ImErrorBase {
	readonly kind: "api";
	/** The service's `ErrorCode`. */
	readonly errorCode: number;
	/** The service's `ErrorInfo`, which may echo a value. Not enumerable, so that no log shows it. */
	readonly errorInfo?: string;
}

/** The service accepted the call and refused this account. */
export interface AccountError extends ImErrorBase {
	readonly kind: "account";
	readonly account: string;
	/** The service's `ResultCode`. */
	readonly errorCode: number;
}

/** The service accepted a tag, and reading it back did not confirm it. */
export interface UnverifiedError extends ImErrorBase {
	readonly kind: "unverified";
	readonly account: string;
	readonly tag: string;
}

/** `onConflict` is `fail`, and the account has other values. */
export interface ConflictError extends ImErrorBase {
	readonly kind: "conflict";
	readonly account: string;
	/** Inputs whose live values differ. */
	readonly paths: readonly string[];
}

/** The app has the maximum number of robots. */
export interface LimitError extends ImErrorBase {
	readonly kind: "limit";
	readonly account: string;
	readonly limit: number;
}

interface ImErrorBase extends Error {
	readonly name: "ImError";
	/** The message without the command and the account before it. Not enumerable. */
	readonly reason: string;
	/** Whether the same call can succeed when it is made again. */
	readonly retryable: boolean;
	readonly cause?: ImError;
}

/**
 * Every failure that this package reports. `instanceof ImError` narrows a caught value; `kind` tells the cases apart.
 *
 * The message is one line: command and accounts, kind and code, description, next step. It never holds a value of a
 * profile, a UserSig, a key or a query string. There is no numeric `code`, which the engine would take for a gRPC status.
 */
export type ImError =
	| AccountError
	| ApiError
	| ConfigError
	| ConflictError
	| HttpError
	| LimitError
	| NetworkError
	| ProtocolError
	| TimeoutError
	| UnverifiedError;

/** Facts of an error: its kind and the fields of the kind. */
export type ImErrorDetails = DetailsOf<ImError>;

type DetailsOf<E> = E extends ImError ? Omit<E, "errorInfo" | keyof ImErrorBase> : never;

/** The part of a call that an error may name. */
export interface CallName {
	readonly command: string;
	readonly accounts: readonly string[];
}

interface ImErrorOptions {
	/** The problem and, after a semicolon, the next step. */
	readonly reason: string;
	readonly retryable: boolean;
	/** The call that failed; the message starts with it. */
	readonly call?: CallName;
	readonly errorInfo?: string | undefined;
	/** Never an axios error: it carries the signed URL. */
	readonly cause?: ImError | undefined;
}

interface ImErrorConstructor {
	new <D extends ImErrorDetails>(details: D, options: ImErrorOptions): Extract<ImError, { readonly kind: D["kind"] }>;
	[Symbol.hasInstance](value: unknown): value is ImError;
}

/** Two copies of the package in one process recognise each other's errors by this key. */
const BRAND = Symbol.for("pulumi-tim.ImError");

class ImErrorClass extends Error {
	static override [Symbol.hasInstance](value: unknown): value is ImError {
		return typeof value === "object" && value !== null && BRAND in value;
	}

	constructor(details: ImErrorDetails, { reason, retryable, call, errorInfo, cause }: ImErrorOptions) {
		super(call === undefined ? reason : `${describeCall(call)}: ${reason}`, cause && { cause });
		Object.assign(this, { name: "ImError", ...details, retryable });
		Object.defineProperties(this, { [BRAND]: { value: true }, reason: { value: reason } });
		if (errorInfo !== undefined) Object.defineProperty(this, "errorInfo", { value: errorInfo });
	}
}

/** The class of {@link ImError}. It is typed apart, since a class cannot extend a union. */
export const ImError = ImErrorClass as unknown as ImErrorConstructor;

/** Creates the error of a setting that is missing or invalid. */
export function configError(setting: string, reason: string, cause?: ImError): ConfigError {
	return new ImError({ kind: "config", setting }, { reason, retryable: false, cause });
}

/** Creates the error of a service that cannot be reached. `systemCode` is the system's, such as ECONNREFUSED. */
export function networkError(call: CallName, systemCode: string): NetworkError {
	const reason = `network ${systemCode}: no response; check the endpoint and the network`;
	return new ImError({ kind: "network", systemCode }, { call, reason, retryable: true });
}

/** Creates the error of a call that was not sent because the circuit breaker is open. */
export function circuitError(call: CallName, failures: number): NetworkError {
	const reason = `network: not sent after ${failures} consecutive failures; run again later`;
	return new ImError({ kind: "network", systemCode: "CIRCUIT_OPEN" }, { call, reason, retryable: false });
}

/** Creates the error of a caller that stops waiting because its signal was aborted. */
export function abortedError(call: CallName): NetworkError {
	const reason = "network: cancelled before a response; run again";
	return new ImError({ kind: "network", systemCode: "ABORTED" }, { call, reason, retryable: false });
}

/** Creates the error of a call without a response in time. */
export function timeoutError(call: CallName, timeoutMs: number): TimeoutError {
	const reason = `timeout: no response within ${timeoutMs} ms; run again later, or raise timeoutMs`;
	return new ImError({ kind: "timeout", timeoutMs }, { call, reason, retryable: true });
}

/** Creates the error of a status that is not 2xx. 408, 429 and 5xx are retryable. */
export function httpError(call: CallName, status: number, retryAfterMs?: number): HttpError {
	const reason = `http ${status}: unexpected status; check the endpoint and any proxy`;
	const retryable = status === 408 || status === 429 || status >= 500;
	const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
	return new ImError({ kind: "http", status, ...asked }, { call, reason, retryable });
}

/** Creates the error of a response that does not have the documented shape. `problem` never repeats the body. */
export function protocolError(call: CallName, problem: string): ProtocolError {
	const reason = `protocol: ${problem}; check the endpoint and any proxy`;
	return new ImError({ kind: "protocol" }, { call, reason, retryable: false });
}

/** Creates the error of a call that the service refused. */
export function apiError(call: CallName, errorCode: number, errorInfo?: string): ApiError {
	const options = { call, reason: codeReason("api", errorCode), retryable: isRetryableCode(errorCode), errorInfo };
	return new ImError({ kind: "api", errorCode }, options);
}

/** Creates the error of one account in a call that the service answered. */
export function accountError(command: string, account: string, errorCode: number): AccountError {
	const call = { command, accounts: [account] };
	const options = { call, reason: codeReason("account", errorCode), retryable: isRetryableCode(errorCode) };
	return new ImError({ kind: "account", account, errorCode }, options);
}

/** Creates the error of a tag that the service accepted and did not store. */
export function notStoredError(account: string, tag: string): UnverifiedError {
	const call = { command: "portrait_set", accounts: [account] };
	const reason = `${tag} was accepted but not stored; run again later, and check in the console that the app admin may write it`;
	return new ImError({ kind: "unverified", account, tag }, { call, reason, retryable: false });
}

/** Creates the error of a tag that the service accepted and that could not be read back. */
export function notReadBackError(account: string, tag: string, cause: ImError): UnverifiedError {
	const call = { command: "portrait_set", accounts: [account] };
	const reason = `${tag} was accepted but could not be read back: ${cause.message}`;
	return new ImError({ kind: "unverified", account, tag }, { call, reason, retryable: false, cause });
}

/** Creates the error of a creation with `onConflict: "fail"` that would overwrite other values. Nothing was sent. */
export function conflictError(account: string, paths: readonly string[]): ConflictError {
	const call = { command: "portrait_set", accounts: [account] };
	const next = "list them with pulumi-tim adopt, then declare these values or set onConflict to overwrite";
	const reason = `not written: onConflict is fail and the account has other values of ${paths.join(", ")}; ${next}`;
	return new ImError({ kind: "conflict", account, paths }, { call, reason, retryable: false });
}

/** Creates the error of a robot above the limit of an app. Nothing was sent. */
export function robotLimitError(account: string, limit: number): LimitError {
	const call = { command: "create_robot", accounts: [account] };
	const reason = `not created: the app has the maximum of ${limit} robots; delete one first`;
	return new ImError({ kind: "limit", account, limit }, { call, reason, retryable: false });
}

/** Returns the error of a call for several accounts, named after one of them. */
export function toAccountError(error: ImError, command: string, account: string): ImError {
	const { reason, retryable } = error;
	return new ImError(detailsOf(error), { call: { command, accounts: [account] }, reason, retryable, cause: error });
}

/** Combines the errors of several accounts: the first in full, the others as counts by code. */
export function combineErrors(first: ImError, others: readonly ImError[]): ImError {
	if (others.length === 0) return first;
	const reason = `${first.message}; and ${others.length} more accounts failed: ${countByCode(others)}`;
	return new ImError(detailsOf(first), { reason, retryable: first.retryable, cause: first });
}

/** Counts errors by code, or by kind where they have none, for example `40003 (12), timeout (1)`. */
export function countByCode(errors: readonly ImError[]): string {
	const counts = new Map<string, number>();
	for (const error of errors) {
		const code = String(errorCodeOf(error) ?? error.kind);
		counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	return [...counts].map(([code, count]) => `${code} (${count})`).join(", ");
}

/** Returns the value of a promise, or its error where that is an {@link ImError}. Any other error is thrown. */
export async function catchImError<T>(promise: Promise<T>): Promise<ImError | T> {
	try {
		return await promise;
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

/** Returns the service's ErrorCode or ResultCode of an `api` or `account` error. */
export function errorCodeOf(error: unknown): number | undefined {
	return error instanceof ImError && "errorCode" in error ? error.errorCode : undefined;
}

/** Returns the class of the service's code of an `api` or `account` error. */
export function codeClassOf(error: unknown): CodeClass | undefined {
	const errorCode = errorCodeOf(error);
	return errorCode === undefined ? undefined : describeCode(errorCode).class;
}

/** Whether the service says that the account does not exist. */
export function isAccountMissing(error: unknown): boolean {
	return codeClassOf(error) === "not-found";
}

/** Whether the service, or a proxy in front of it, says that there are too many calls. */
export function isRateLimited(error: unknown): boolean {
	const isStatus429 = error instanceof ImError && error.kind === "http" && error.status === 429;
	return isStatus429 || codeClassOf(error) === "rate-limit";
}

/** Whether an error is about one account, so that other accounts can succeed. */
export function isAboutAccount(error: ImError): boolean {
	return ["account", "unverified", "conflict", "limit"].includes(error.kind);
}

/** Whether a failed call may have taken effect: it has no response, or one that is not the service's. */
export function isOutcomeUnknown(error: ImError | undefined): boolean {
	return error !== undefined && ["http", "network", "protocol", "timeout"].includes(error.kind);
}

function codeReason(kind: "account" | "api", errorCode: number): string {
	const { text, nextStep } = describeCode(errorCode);
	return `${kind} ${errorCode} ${text}; ${nextStep}`;
}

function isRetryableCode(errorCode: number): boolean {
	return ["rate-limit", "transient"].includes(describeCode(errorCode).class);
}

function describeCall({ command, accounts }: CallName): string {
	const [first, ...others] = accounts;
	if (first === undefined) return command;
	return others.length === 0 ? `${command} ${first}` : `${command} ${first} and ${others.length} more`;
}

function detailsOf(error: ImError): ImErrorDetails {
	const { name, retryable, ...details } = error; // of the rest, only the details are enumerable
	return details;
}
