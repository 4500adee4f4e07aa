import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { configError } from "../errors/im-error";
import type { Credential, Settings } from "../settings/resolve";
import { httpTransport } from "./http";
import { type CircuitBreakerOptions, circuitBreaker, DEFAULT_CIRCUIT_BREAKER, envelope } from "./pipeline/pipeline";
import { rateLimit } from "./pipeline/rate-limit";
import { DEFAULT_RETRY, type RetryContext, type RetryPolicy, retry } from "./pipeline/retry";
import { createKeySigner, createStaticSigner, type Signer, userSig } from "./pipeline/user-sig";
import type { Transport } from "./transport";

/** How calls are made, where it differs from the settings. */
export interface ConnectionOptions {
	/** When calls are made again. @default defaultRetry */
	readonly retry?: RetryPolicy;
	/** When the service counts as down. @default defaultCircuit */
	readonly circuit?: CircuitBreakerOptions;
	/** Share of the setting's rate that these calls may take, above 0 and up to 1. @default 1 */
	readonly rateShare?: number;
	/** Time for one attempt, in milliseconds, also below what a setting may ask for. @default the setting */
	readonly timeoutMs?: number;
	/** Hears the service's clock with each answer, in milliseconds since 1970 and whole seconds. @default nobody */
	readonly onServerTime?: (serverMs: number) => void;
}

/** The way to the service, over which either half of the client can be made. */
export interface ApiConnection {
	readonly sdkAppId: number;
	/** Signed, held back to the rate, and made again where that can help. */
	readonly transport: Transport;
	readonly retry: RetryContext;
}

/**
 * What is made over the way to the service, once for each app, identifier, endpoint and key.
 *
 * Errors: `config` when the key file cannot be read.
 */
export function getConnection<Made>(
	made: Map<string, Made>,
	settings: Settings,
	{ make, options }: { readonly make: (online: ApiConnection) => Made; readonly options: ConnectionOptions },
): Made {
	const secret = readSecret(settings.credential);
	const key = connectionKey(settings, secret);
	const one = made.get(key) ?? make(createConnection(settings, createSigner(settings, secret), options));
	made.set(key, one);
	return one;
}

function createConnection(settings: Settings, signer: Signer, options: ConnectionOptions): ApiConnection {
	const now = Date.now;
	const retryContext = { policy: options.retry ?? DEFAULT_RETRY, random: Math.random, now };
	const { timeoutMs = settings.timeoutMs, rateShare = 1, onServerTime } = options;
	const http = httpTransport({ ...settings, timeoutMs, random: Math.random, ...(onServerTime && { onServerTime }) });
	const signed = userSig(envelope(http), signer);
	const paced = rateLimit(signed, { callsPerSecond: settings.callsPerSecond * rateShare, now });
	const transport = retry(circuitBreaker(paced, options.circuit ?? DEFAULT_CIRCUIT_BREAKER), retryContext);
	return { sdkAppId: settings.sdkAppId, transport, retry: retryContext };
}

function createSigner({ sdkAppId, identifier, credential }: Settings, secret: string): Signer {
	if (credential.kind === "userSig") return createStaticSigner(secret);
	return createKeySigner({ sdkAppId, identifier, secretKey: secret });
}

/** What to sign with: the key, or a UserSig that is ready. Errors: `config` when the key file is empty or cannot be read. */
export function readSecret(credential: Credential): string {
	if (credential.kind === "userSig") return credential.userSig;
	return credential.kind === "key" ? credential.secretKey : readKeyFile(credential.path, credential.label);
}

function readKeyFile(path: string, label: string): string {
	try {
		const key = readFileSync(path, "utf8").trim();
		if (key !== "") return key;
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? "unknown";
		throw configError("secretKeyFile", `${label}: the file cannot be read (${code}); check its path and rights`);
	}
	throw configError("secretKeyFile", `${label}: the file is empty; put the app's secret key into it`);
}

function connectionKey({ sdkAppId, identifier, endpoint }: Settings, secret: string): string {
	const fingerprint = createHash("sha256").update(secret).digest("hex");
	return [sdkAppId, identifier, endpoint, fingerprint].join(" ");
}
