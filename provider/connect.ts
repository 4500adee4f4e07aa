import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type CircuitPolicy, defaultCircuit, withCircuit } from "./client/circuit";
import { createClient } from "./client/client";
import { withEnvelope } from "./client/envelope";
import { createReader } from "./client/reader";
import { defaultRetry, type RetryPolicy, withRetry } from "./client/retry";
import { keySigner, readySigner, type Signer, withUserSig } from "./client/signing";
import { withThrottle } from "./client/throttle";
import { httpTransport } from "./client/transport";
import { configError } from "./errors";
import type { LifecycleContext, Service } from "./lifecycle/context";
import { createObserver } from "./lifecycle/observe";
import { READ_BACK_DELAYS_MS } from "./lifecycle/read-back";
import {
	type Credential,
	resolveApp,
	resolveCompare,
	resolveSettings,
	type SettingSources,
	type Settings,
} from "./settings";

/** Services by what tells one from another. */
export type Services = Map<string, Service>;

/** Two kinds of resource in a process share client, reader and limits. */
const processServices: Services = new Map();

/** The seams of the composition. */
export interface ConnectOptions {
	/** Where services are kept. @default those of the process */
	readonly services?: Services;
	/** Where lines for the person who runs Pulumi go. @default console.log */
	readonly say?: (line: string) => void;
	/** When calls are made again. @default defaultRetry */
	readonly retry?: RetryPolicy;
	/** When the service counts as down. @default defaultCircuit */
	readonly circuit?: CircuitPolicy;
	/** Time for one attempt, in milliseconds, also below what a setting may ask for. @default the setting */
	readonly timeoutMs?: number;
	/** Waits of a read-back, in milliseconds. @default READ_BACK_DELAYS_MS */
	readonly readBackDelaysMs?: readonly number[];
}

/**
 * Puts the parts together: settings to client to lifecycle. Nothing is made before a hook asks for it.
 *
 * Errors: none here; `service()` throws `config` when a setting is missing or malformed.
 */
export function connect(sources: SettingSources, options: ConnectOptions = {}): LifecycleContext {
	const { services = processServices, say = console.log } = options;
	return {
		compare: () => resolveCompare(sources),
		app: () => resolveApp(sources),
		service: () => sharedService(services, resolveSettings(sources), options),
		say: (line) => say(line),
	};
}

function sharedService(services: Services, settings: Settings, options: ConnectOptions): Service {
	const secret = secretOf(settings.credential);
	const key = serviceKey(settings, secret);
	const service = services.get(key) ?? createService(settings, signerOf(settings, secret), options);
	services.set(key, service);
	return service;
}

function createService(settings: Settings, signer: Signer, options: ConnectOptions): Service {
	const now = Date.now;
	const retry = { policy: options.retry ?? defaultRetry, random: Math.random, now };
	const { timeoutMs = settings.timeoutMs } = options;
	const http = httpTransport({ ...settings, timeoutMs, random: Math.random });
	const signed = withUserSig(withEnvelope(http), signer);
	const paced = withThrottle(signed, { callsPerSecond: settings.callsPerSecond, now });
	const client = createClient(withRetry(withCircuit(paced, options.circuit ?? defaultCircuit), retry));
	return {
		sdkAppId: settings.sdkAppId,
		observer: createObserver(createReader(client, retry)),
		writes: client,
		sleep,
		readBackDelaysMs: options.readBackDelaysMs ?? READ_BACK_DELAYS_MS,
	};
}

function signerOf({ sdkAppId, identifier, credential }: Settings, secret: string): Signer {
	if (credential.kind === "userSig") return readySigner(secret);
	return keySigner({ sdkAppId, identifier, secretKey: secret });
}

function secretOf(credential: Credential): string {
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

function serviceKey({ sdkAppId, identifier, endpoint }: Settings, secret: string): string {
	const fingerprint = createHash("sha256").update(secret).digest("hex");
	return [sdkAppId, identifier, endpoint, fingerprint].join(" ");
}
