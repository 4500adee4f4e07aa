import { type CodeClass, describeCode } from "./codes";

/** Error of kind `config`: a setting is missing or invalid. */
export interface ConfigError extends ImErrorBase {
	readonly kind: "config";
	readonly setting: string;
	/** Whether no source contains the setting. */
	readonly isMissing?: boolean;
}

/**
 * Error of kind `network`: there is no response, because the service could not be reached, the call was not sent, or
 * the caller stopped waiting.
 */
export interface NetworkError extends ImErrorBase {
	readonly kind: "network";
	/**
	 * The error code of the operating system, such as `ECONNREFUSED`. `CIRCUIT_OPEN` if the call was not sent because the
	 * circuit breaker is open. `ABORTED` if the caller's signal was aborted.
	 */
	readonly systemCode: string;
}

/** Error of kind `timeout`: the service did not respond within the time-out. */
export interface TimeoutError extends ImErrorBase {
	readonly kind: "timeout";
	readonly timeoutMs: number;
}

/**
 * Error of kind `http`: the HTTP status is not 2xx. The service itself always returns 2xx; another status comes from a
 * proxy or a wrong endpoint.
 */
export interface HttpError extends ImErrorBase {
	readonly kind: "http";
	readonly status: number;
	/** The delay that the `Retry-After` header requests, in milliseconds. */
	readonly retryAfterMs?: number;
}

/** Error of kind `protocol`: the response does not have the documented shape. */
export interface ProtocolError extends ImErrorBase {
	readonly kind: "protocol";
}

/** Error of kind `api`: the service refused the whole call. */
export interface ApiError extends ImErrorBase {
	readonly kind: "api";
	/** `ErrorCode` of the response. */
	readonly errorCode: number;
	/**
	 * `ErrorInfo` of the response, which may contain a value of the request. Not enumerable, so that loggers do not print
	 * it.
	 */
	readonly errorInfo?: string;
}

/** Error of kind `account`: the service accepted the call but refused this account. */
export interface AccountError extends ImErrorBase {
	readonly kind: "account";
	readonly account: string;
	/** `ResultCode` of the account in the response. */
	readonly errorCode: number;
}

/**
 * Error of kind `unverified`: the service accepted the write of a tag, but a later read did not return the written
 * value.
 */
export interface UnverifiedError extends ImErrorBase {
	readonly kind: "unverified";
	readonly account: string;
	readonly tag: string;
}

/**
 * Error of kind `conflict`: `onConflict` is `fail`, and the account already has values that differ from the declared
 * values.
 */
export interface ConflictError extends ImErrorBase {
	readonly kind: "conflict";
	readonly account: string;
	/** Paths of the inputs whose declared values differ from the live values. */
	readonly paths: readonly string[];
}

/** Error of kind `limit`: the app already has the maximum number of robots. */
export interface LimitError extends ImErrorBase {
	readonly kind: "limit";
	readonly account: string;
	readonly limit: number;
}

/** Error of kind `unstorable`: a live value is text that Pulumi cannot store unchanged. */
export interface UnstorableError extends ImErrorBase {
	readonly kind: "unstorable";
	readonly account: string;
	readonly tag: string;
}

interface ImErrorBase extends Error {
	readonly name: "ImError";
	/**
	 * The error message without its prefix, which contains the API command and the accounts. The property is not
	 * enumerable.
	 */
	readonly reason: string;
	/** Whether the same call may succeed if it is made again. */
	readonly retryable: boolean;
	readonly cause?: ImError;
}

/**
 * An expected error of this package. `instanceof ImError` narrows a caught value, and `kind` identifies the type of
 * error.
 *
 * The message is one line: API command and accounts, kind and code, description, next step. The message never contains
 * a profile value, a UserSig, a secret key or a query string. An `ImError` never has a numeric property `code`, because
 * the Pulumi engine would interpret it as a gRPC status.
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
	| UnstorableError
	| UnverifiedError;

/** The property `kind` of an {@link ImError}, and the other properties that this kind of error requires. */
export type ImErrorDetails = DetailsOf<ImError>;

type DetailsOf<E> = E extends ImError ? Omit<E, "errorInfo" | keyof ImErrorBase> : never;

/** Command and accounts of an API call, which error messages contain. */
export interface CallName {
	readonly command: string;
	readonly accounts: readonly string[];
}

interface ImErrorOptions {
	/** The problem and, after a semicolon, the recommended next step. */
	readonly reason: string;
	readonly retryable: boolean;
	/** The call that failed. The error message starts with its command and accounts. */
	readonly call?: CallName;
	readonly errorInfo?: string | undefined;
	/** The error that caused this error. Never an axios error, because an axios error contains the signed URL. */
	readonly cause?: ImError | undefined;
}

interface ImErrorConstructor {
	new <D extends ImErrorDetails>(details: D, options: ImErrorOptions): Extract<ImError, { readonly kind: D["kind"] }>;
	[Symbol.hasInstance](value: unknown): value is ImError;
}

/**
 * Property key that marks an object as an `ImError`. `instanceof` therefore also recognises errors that another copy of
 * the package in the same process created.
 */
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

/** Constructor of {@link ImError}. The type is declared separately, because a class cannot have a union type. */
export const ImError = ImErrorClass as unknown as ImErrorConstructor;

/** Creates the error for a required setting that no source contains. */
export function missingSettingError(setting: string, reason: string): ConfigError {
	return new ImError({ kind: "config", setting, isMissing: true }, { reason, retryable: false });
}

/** Creates the error for an invalid setting. */
export function configError(setting: string, reason: string, cause?: ImError): ConfigError {
	return new ImError({ kind: "config", setting }, { reason, retryable: false, cause });
}

/**
 * Creates the error for a call that received no response. `systemCode` is an error code of the operating system, such
 * as ECONNREFUSED.
 */
export function networkError(call: CallName, systemCode: string): NetworkError {
	const reason = `network ${systemCode}: no response; check the endpoint and the network`;
	return new ImError({ kind: "network", systemCode }, { call, reason, retryable: true });
}

/** Creates the error for a call that was not sent because the circuit breaker is open. */
export function circuitError(call: CallName, failures: number): NetworkError {
	const reason = `network: not sent after ${failures} consecutive failures; run again later`;
	return new ImError({ kind: "network", systemCode: "CIRCUIT_OPEN" }, { call, reason, retryable: false });
}

/** Creates the error for a call whose caller stopped waiting, because the signal of the call was aborted. */
export function abortedError(call: CallName): NetworkError {
	const reason = "network: cancelled before a response; run again";
	return new ImError({ kind: "network", systemCode: "ABORTED" }, { call, reason, retryable: false });
}

/** Creates the error for a call that received no response within the time-out. */
export function timeoutError(call: CallName, timeoutMs: number): TimeoutError {
	const reason = `timeout: no response within ${timeoutMs} ms; run again later, or raise timeoutMs`;
	return new ImError({ kind: "timeout", timeoutMs }, { call, reason, retryable: true });
}

/** Creates the error for an HTTP status that is not 2xx. The error is retryable for the statuses 408, 429 and 5xx. */
export function httpError(call: CallName, status: number, retryAfterMs?: number): HttpError {
	const reason = `http ${status}: unexpected status; check the endpoint and any proxy`;
	const retryable = status === 408 || status === 429 || status >= 500;
	const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
	return new ImError({ kind: "http", status, ...asked }, { call, reason, retryable });
}

/**
 * Creates the error for a response that does not have the documented shape. `problem` must not contain text from the
 * response.
 */
export function protocolError(call: CallName, problem: string): ProtocolError {
	const reason = `protocol: ${problem}; check the endpoint and any proxy`;
	return new ImError({ kind: "protocol" }, { call, reason, retryable: false });
}

/** Creates the error for a call that the service refused as a whole. */
export function apiError(call: CallName, errorCode: number, errorInfo?: string): ApiError {
	const options = { call, reason: codeReason("api", errorCode), retryable: isRetryableCode(errorCode), errorInfo };
	return new ImError({ kind: "api", errorCode }, options);
}

/** Creates the error for one account that the service refused although the call as a whole succeeded. */
export function accountError(command: string, account: string, errorCode: number): AccountError {
	const call = { command, accounts: [account] };
	const options = { call, reason: codeReason("account", errorCode), retryable: isRetryableCode(errorCode) };
	return new ImError({ kind: "account", account, errorCode }, options);
}

/** Creates the error for a tag that the service accepted but did not store. */
export function notStoredError(account: string, tag: string): UnverifiedError {
	const call = { command: "portrait_set", accounts: [account] };
	const reason = `${tag} was accepted but not stored; run again later, and check in the console that the app admin may write the tag`;
	return new ImError({ kind: "unverified", account, tag }, { call, reason, retryable: false });
}

/** Creates the error for a tag that the service accepted but that could not be read afterwards. */
export function notReadBackError(account: string, tag: string, cause: ImError): UnverifiedError {
	const call = { command: "portrait_set", accounts: [account] };
	const reason = `${tag} was accepted but could not be read back: ${cause.message}`;
	return new ImError({ kind: "unverified", account, tag }, { call, reason, retryable: false, cause });
}

/**
 * Creates the error for an account that was not written, because `onConflict` is `fail` and the write would overwrite
 * existing values.
 */
export function conflictError(account: string, paths: readonly string[]): ConflictError {
	const call = { command: "portrait_set", accounts: [account] };
	const next = "list the live values with pulumi-tim adopt, then declare these values or set onConflict to overwrite";
	const reason = `not written: onConflict is fail and the account has other values of ${paths.join(", ")}; ${next}`;
	return new ImError({ kind: "conflict", account, paths }, { call, reason, retryable: false });
}

/** Creates the error for a live value that Pulumi cannot store unchanged. */
export function unstorableError(account: string, tag: string): UnstorableError {
	const call = { command: "portrait_get", accounts: [account] };
	const reason = `${tag} has a live value that Pulumi cannot store; set another value in the service`;
	return new ImError({ kind: "unstorable", account, tag }, { call, reason, retryable: false });
}

/** Creates the error for a robot that was not created, because the app already has the maximum number of robots. */
export function robotLimitError(account: string, limit: number): LimitError {
	const call = { command: "create_robot", accounts: [account] };
	const reason = `not created: the app already has the maximum of ${limit} robots; delete one first`;
	return new ImError({ kind: "limit", account, limit }, { call, reason, retryable: false });
}

/** Converts the error of a call for several accounts to an error whose message names only one of these accounts. */
export function toAccountError(error: ImError, command: string, account: string): ImError {
	const { reason, retryable } = error;
	return new ImError(detailsOf(error), { call: { command, accounts: [account] }, reason, retryable, cause: error });
}

/**
 * Combines the errors of several accounts into one error. The message contains the full text of the first error, and
 * the number of the other errors for each error code.
 */
export function combineErrors(first: ImError, others: readonly ImError[]): ImError {
	if (others.length === 0) return first;
	const reason = `${first.message}; and ${others.length} more accounts failed: ${countByCode(others)}`;
	return new ImError(detailsOf(first), { reason, retryable: first.retryable, cause: first });
}

/**
 * Formats the number of errors for each error code, or for each kind if an error has no code: `40003 (12), timeout
 * (1)`.
 */
export function countByCode(errors: readonly ImError[]): string {
	const counts = new Map<string, number>();
	for (const error of errors) {
		const code = String(errorCodeOf(error) ?? error.kind);
		counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	return [...counts].map(([code, count]) => `${code} (${count})`).join(", ");
}

/** Returns the value of a promise, or its rejection reason if that is an {@link ImError}. Any other error is thrown. */
export async function catchImError<T>(promise: Promise<T>): Promise<ImError | T> {
	try {
		return await promise;
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

/** Returns the service error code of an `api` or `account` error, and `undefined` for any other value. */
export function errorCodeOf(error: unknown): number | undefined {
	return error instanceof ImError && "errorCode" in error ? error.errorCode : undefined;
}

/** Returns the class of the service error code of an `api` or `account` error, and `undefined` for any other value. */
export function codeClassOf(error: unknown): CodeClass | undefined {
	const errorCode = errorCodeOf(error);
	return errorCode === undefined ? undefined : describeCode(errorCode).class;
}

/** Whether an error reports that an account does not exist. */
export function isAccountMissing(error: unknown): boolean {
	return codeClassOf(error) === "not-found";
}

/**
 * Whether an error reports too many calls. The report comes from the service or from a proxy in front of the service.
 */
export function isRateLimited(error: unknown): boolean {
	const isStatus429 = error instanceof ImError && error.kind === "http" && error.status === 429;
	return isStatus429 || codeClassOf(error) === "rate-limit";
}

/** Whether an error is about a single account. Operations on other accounts can then still succeed. */
export function isAboutAccount(error: ImError): boolean {
	return ["account", "unstorable", "unverified", "conflict", "limit"].includes(error.kind);
}

/**
 * Whether a failed call may have taken effect, because there is no response or the response may not be from the
 * service.
 */
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
	const { name, retryable, ...details } = error; // the remaining enumerable properties are the details
	return details;
}
