import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { configError } from "../errors/im-error";
import type { Credential, Settings } from "../settings/resolve";
import { getOrCreate } from "../util";
import { httpTransport } from "./http";
import { type CircuitBreakerOptions, createPipeline, DEFAULT_CIRCUIT_BREAKER } from "./pipeline/pipeline";
import { getRateLimiter, type RateLimiter, type RateLimiters } from "./pipeline/rate-limit";
import { DEFAULT_RETRY, type RetryContext, type RetryPolicy } from "./pipeline/retry";
import { createKeySigner, createStaticSigner, type Signer } from "./pipeline/user-sig";
import type { Transport } from "./transport";

/** A configured connection to the REST API of one app. */
export interface ApiConnection {
	readonly sdkAppId: number;
	/** The whole pipeline: signed, rate limited and retried calls. */
	readonly transport: Transport;
	readonly retry: RetryContext;
}

/** Options of a connection that are not settings of the user. */
export interface ConnectionOptions {
	/** @defaultValue {@link DEFAULT_RETRY} */
	readonly retry?: RetryPolicy;
	/** @defaultValue {@link DEFAULT_CIRCUIT_BREAKER} */
	readonly circuit?: CircuitBreakerOptions;
	/**
	 * Share of the rate that this process may use, above 0 and up to 1, where another process of the same operation uses the
	 * rest. @defaultValue 1
	 */
	readonly rateShare?: number;
	/** Deadline of one attempt in milliseconds; unlike the setting, it may be below 3001. @defaultValue the setting */
	readonly timeoutMs?: number;
	/** Called with the `Date` of each response, in milliseconds since 1970. Not part of the key of a connection. */
	readonly onServerTime?: (serverMs: number) => void;
	/** @defaultValue the limiters of the process */
	readonly limiters?: RateLimiters;
}

/** Limiters of the process. */
const sharedLimiters: RateLimiters = new Map();

/**
 * Returns what `create` makes over a connection. The cache holds one for each app, identifier, endpoint, secret, time-out,
 * retry policy, circuit breaker and share of the rate.
 *
 * Connections of one app, endpoint and share have a common rate limiter, at the lowest rate that any of them asks for: the
 * service counts the calls of an app, whoever signs them.
 *
 * @throws {@link ImError} `config` when the key file cannot be read
 */
export function getConnection<T>(
	cache: Map<string, T>,
	settings: Settings,
	options: ConnectionOptions,
	create: (connection: ApiConnection) => T,
): T {
	const { sdkAppId, identifier, endpoint, credential, timeoutMs } = settings;
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
	const parts = [sdkAppId, identifier, endpoint, sha256(secret), resolved.timeoutMs, retry, circuit, rateShare];
	return getOrCreate(cache, JSON.stringify(parts), () =>
		create(createConnection({ ...settings, ...resolved }, createSigner(settings, secret), limiter)),
	);
}

type ResolvedOptions = Settings & Required<Pick<ConnectionOptions, "circuit" | "retry">> & ConnectionOptions;

function createConnection(
	{ retry: policy, circuit, ...options }: ResolvedOptions,
	signer: Signer,
	limiter: RateLimiter,
): ApiConnection {
	const retry = { policy, random: Math.random, now: Date.now };
	const http = httpTransport({ ...options, random: Math.random });
	return { sdkAppId: options.sdkAppId, transport: createPipeline(http, { retry, circuit, limiter, signer }), retry };
}

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

function createSigner({ sdkAppId, identifier, credential }: Settings, secret: string): Signer {
	if (credential.kind === "userSig") return createStaticSigner(secret);
	return createKeySigner({ sdkAppId, identifier, secretKey: secret });
}

/**
 * Returns the secret to sign with: the secret key of the app, or a ready UserSig.
 *
 * @throws {@link ImError} `config` when the key file is empty or cannot be read
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
	try {
		const key = readFileSync(path, "utf8").trim();
		if (key !== "") return key;
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? "unknown";
		throw configError("secretKeyFile", `${label}: the file cannot be read (${code}); check its path and permissions`);
	}
	throw configError("secretKeyFile", `${label}: the file is empty; write the app's secret key to it`);
}
