import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ConfigError, configError } from "../errors/im-error";
import { findKeyMistake } from "../settings/key-text";
import type { Credential, Settings } from "../settings/resolve";
import { getOrCreate } from "../util/core";
import { decodeText, EncodingError } from "../util/text-encoding";
import { httpTransport } from "./http";
import { createCallsInFlight } from "./pipeline/calls-in-flight";
import { type CircuitBreakerOptions, createPipeline, DEFAULT_CIRCUIT_BREAKER } from "./pipeline/pipeline";
import { getRateLimiter, type RateLimiter, type RateLimiters } from "./pipeline/rate-limit";
import { DEFAULT_RETRY, type RetryContext, type RetryPolicy } from "./pipeline/retry";
import { createKeySigner, createStaticSigner, type Signer } from "./pipeline/user-sig";
import type { Transport } from "./transport";

/** A configured connection to the REST API of one app. */
export interface ApiConnection {
	readonly sdkAppId: number;
	/** The transport with all middleware. Calls through this transport are signed, rate limited and retried. */
	readonly transport: Transport;
	readonly retry: RetryContext;
	/** Returns the number of calls that must be in flight to use the whole rate limit at the current response time. */
	readonly maxCallsInFlight: () => number;
}

/** Internal options of a connection. Users cannot set these options. */
export interface ConnectionOptions {
	/** Limits and delays of the retries. @defaultValue {@link DEFAULT_RETRY} */
	readonly retry?: RetryPolicy;
	/** Options of the circuit breaker. @defaultValue {@link DEFAULT_CIRCUIT_BREAKER} */
	readonly circuit?: CircuitBreakerOptions;
	/**
	 * Fraction of the configured rate that this process may use, above 0 and at most 1. Another process of the same
	 * operation uses the rest. @defaultValue 1
	 */
	readonly rateShare?: number;
	/**
	 * Time-out of one attempt in milliseconds. Unlike the setting `timeoutMs`, the value may be below 3001. @defaultValue
	 * the setting `timeoutMs`
	 */
	readonly timeoutMs?: number;
	/**
	 * Called with the time in the `Date` header of each response, in milliseconds since 1970. The cache of connections
	 * ignores this option.
	 */
	readonly onServerTime?: (serverMs: number) => void;
	/** Rate limiters to share with other connections. @defaultValue the limiters that the whole process shares */
	readonly limiters?: RateLimiters;
}

/** Rate limiters that all connections of the process share. */
const sharedLimiters: RateLimiters = new Map();

/**
 * Returns the cached value for a connection. If the cache does not contain the value, creates the connection, calls
 * `create` with the connection, and caches the result. The cache has one value for each combination of app, identifier,
 * endpoint, backup endpoint, credential, time-out, retry policy, circuit breaker and rate share.
 *
 * Connections with the same app, endpoint and rate share use one rate limiter, at the lowest rate that any of them
 * configures, because the service counts the calls of the whole app.
 *
 * @throws {@link ImError} `config` when the secret key file cannot be read, or does not contain only a key
 */
export function getConnection<T>(
	cache: Map<string, T>,
	settings: Settings,
	options: ConnectionOptions,
	create: (connection: ApiConnection) => T,
): T {
	const { sdkAppId, identifier, endpoint, backupEndpoint, credential, timeoutMs } = settings;
	const {
		retry = DEFAULT_RETRY,
		circuit = DEFAULT_CIRCUIT_BREAKER,
		rateShare = 1,
		limiters = sharedLimiters,
	} = options;
	const resolved = { timeoutMs, ...options, retry, circuit };
	const secret = readSecret(credential);
	const limiter = getRateLimiter(limiters, JSON.stringify([sdkAppId, endpoint, rateShare]), {
		callsPerSecond: settings.callsPerSecond * rateShare,
		now: Date.now,
	});
	const app = [sdkAppId, identifier, endpoint, backupEndpoint, sha256(secret)];
	const parts = [...app, resolved.timeoutMs, retry, circuit, rateShare];
	return getOrCreate(cache, JSON.stringify(parts), () =>
		create(createConnection({ ...settings, ...resolved, rateShare }, createSigner(settings, secret), limiter)),
	);
}

type ResolvedOptions = Settings &
	Required<Pick<ConnectionOptions, "circuit" | "rateShare" | "retry">> &
	ConnectionOptions;

function createConnection(
	{ retry: policy, circuit, rateShare, ...options }: ResolvedOptions,
	signer: Signer,
	limiter: RateLimiter,
): ApiConnection {
	const retry = { policy, random: Math.random, now: Date.now };
	const callsPerSecond = options.callsPerSecond * rateShare;
	const { measure, max: maxCallsInFlight } = createCallsInFlight({ callsPerSecond, now: Date.now });
	const http = measure(httpTransport({ ...options, random: Math.random }));
	const transport = createPipeline(http, { retry, circuit, limiter, signer });
	return { sdkAppId: options.sdkAppId, transport, retry, maxCallsInFlight };
}

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

function createSigner({ sdkAppId, identifier, credential }: Settings, secret: string): Signer {
	if (credential.kind === "userSig") return createStaticSigner(secret);
	return createKeySigner({ sdkAppId, identifier, secretKey: secret });
}

/**
 * Returns the secret that authenticates calls: the secret key of the app, or a fixed UserSig.
 *
 * @throws {@link ImError} `config` when the secret key file cannot be read, or does not contain only a key
 */
export function readSecret(credential: Credential): string {
	switch (credential.kind) {
		case "userSig":
			return credential.userSig;
		case "key":
			return credential.secretKey;
		case "file":
			return readKeyFile(credential.path, credential.label);
	}
}

function readKeyFile(path: string, label: string): string {
	const key = readKeyText(path, label).trim();
	if (key === "") throw keyFileError(label, "is empty; write the secret key of the app to the file");
	const mistake = findKeyMistake(key);
	if (mistake === undefined) return key;
	throw keyFileError(label, `${mistake}; write only the secret key of the app to the file`);
}

function readKeyText(path: string, label: string): string {
	try {
		return decodeText(readFileSync(path));
	} catch (error) {
		if (error instanceof EncodingError) throw keyFileError(label, `is ${error.message}`);
		const code = (error as NodeJS.ErrnoException).code ?? "unknown";
		throw configError(
			"secretKeyFile",
			`${label}: cannot read the secret key file (${code}); check the path and the permissions of the file`,
		);
	}
}

function keyFileError(label: string, problem: string): ConfigError {
	return configError("secretKeyFile", `${label}: the secret key file ${problem}`);
}
