import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CircuitPolicy, defaultCircuit, withCircuit } from "./client/circuit";
import { withEnvelope } from "./client/envelope";
import { defaultRetry, type RetryContext, type RetryPolicy, withRetry } from "./client/retry";
import { keySigner, readySigner, type Signer, withUserSig } from "./client/signing";
import { withThrottle } from "./client/throttle";
import { httpTransport, type Transport } from "./client/transport";
import { configError } from "./errors";
import type { Credential, Settings } from "./settings";

/** How calls are made, where it differs from the settings. */
export interface OnlineOptions {
	/** When calls are made again. @default defaultRetry */
	readonly retry?: RetryPolicy;
	/** When the service counts as down. @default defaultCircuit */
	readonly circuit?: CircuitPolicy;
	/** Share of the setting's rate that these calls may take, above 0 and up to 1. @default 1 */
	readonly rateShare?: number;
	/** Time for one attempt, in milliseconds, also below what a setting may ask for. @default the setting */
	readonly timeoutMs?: number;
	/** Hears the service's clock with each answer, in milliseconds since 1970 and whole seconds. @default nobody */
	readonly onServerTime?: (serverMs: number) => void;
}

/** The way to the service, over which either half of the client can be made. */
export interface Online {
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
export function sharedOnline<Made>(
	made: Map<string, Made>,
	settings: Settings,
	{ make, options }: { readonly make: (online: Online) => Made; readonly options: OnlineOptions },
): Made {
	const secret = secretOf(settings.credential);
	const key = keyOf(settings, secret);
	const one = made.get(key) ?? make(createOnline(settings, signerOf(settings, secret), options));
	made.set(key, one);
	return one;
}

function createOnline(settings: Settings, signer: Signer, options: OnlineOptions): Online {
	const now = Date.now;
	const retry = { policy: options.retry ?? defaultRetry, random: Math.random, now };
	const { timeoutMs = settings.timeoutMs, rateShare = 1, onServerTime } = options;
	const http = httpTransport({ ...settings, timeoutMs, random: Math.random, ...(onServerTime && { onServerTime }) });
	const signed = withUserSig(withEnvelope(http), signer);
	const paced = withThrottle(signed, { callsPerSecond: settings.callsPerSecond * rateShare, now });
	const transport = withRetry(withCircuit(paced, options.circuit ?? defaultCircuit), retry);
	return { sdkAppId: settings.sdkAppId, transport, retry };
}

function signerOf({ sdkAppId, identifier, credential }: Settings, secret: string): Signer {
	if (credential.kind === "userSig") return readySigner(secret);
	return keySigner({ sdkAppId, identifier, secretKey: secret });
}

/** What to sign with: the key, or a UserSig that is ready. Errors: `config` when the key file is empty or cannot be read. */
export function secretOf(credential: Credential): string {
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

function keyOf({ sdkAppId, identifier, endpoint }: Settings, secret: string): string {
	const fingerprint = createHash("sha256").update(secret).digest("hex");
	return [sdkAppId, identifier, endpoint, fingerprint].join(" ");
}
