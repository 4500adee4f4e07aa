import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "./client/client";
import { withEnvelope } from "./client/envelope";
import { createReader } from "./client/reader";
import { defaultRetry, withRetry } from "./client/retry";
import { keySigner, readySigner, type Signer, withUserSig } from "./client/signing";
import { withThrottle } from "./client/throttle";
import { httpTransport, type Transport } from "./client/transport";
import { configError } from "./errors";
import type { LifecycleContext, Service } from "./lifecycle/context";
import { READ_BACK_DELAYS_MS } from "./lifecycle/converge";
import { createObserver } from "./lifecycle/observe";
import {
	type Credential,
	resolveApp,
	resolveCompare,
	resolveSettings,
	type SettingSources,
	type Settings,
} from "./settings";

/** Services by what tells one from another: two kinds of resource in a process share client, reader and limits. */
const services = new Map<string, Service>();

/**
 * Puts the parts together: settings to client to lifecycle. Nothing is made before a hook asks for it.
 *
 * Errors: none here; `service()` throws `config` when a setting is missing or malformed.
 */
export function connect(sources: SettingSources): LifecycleContext {
	return {
		compare: () => resolveCompare(sources),
		app: () => resolveApp(sources),
		service: () => sharedService(resolveSettings(sources)),
		say: (line) => console.log(line),
	};
}

function sharedService(settings: Settings): Service {
	const secret = secretOf(settings.credential);
	const key = serviceKey(settings, secret);
	const service = services.get(key) ?? createService(settings, signerOf(settings, secret));
	services.set(key, service);
	return service;
}

function createService(settings: Settings, signer: Signer): Service {
	const retry = { policy: defaultRetry, random: Math.random };
	const signed: Transport = withUserSig(withEnvelope(httpTransport({ ...settings, random: Math.random })), signer);
	const client = createClient(withRetry(withThrottle(signed, settings.callsPerSecond), retry));
	return {
		sdkAppId: settings.sdkAppId,
		observer: createObserver(createReader(client, retry)),
		writes: client,
		sleep,
		readBackDelaysMs: READ_BACK_DELAYS_MS,
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
