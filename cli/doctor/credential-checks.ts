import { decodeUserSig } from "../../emulator/user-sig";
import { readSecret } from "../../provider/client/connection";
import { createKeySigner, createStaticSigner } from "../../provider/client/pipeline/user-sig";
import { ImError } from "../../provider/errors/im-error";
import type { Credential, Settings } from "../../provider/settings/resolve";
import { fileReaders } from "../files";
import { type CheckFinding, failure, ok, skipped, warning } from "./check";
import type { DoctorContext } from "./context";

const DAY_SECONDS = 86_400;

/** Whether all that a client needs is set. */
export function checkSettings({ settings }: DoctorContext): readonly CheckFinding[] {
	if (settings instanceof ImError) return [configFinding(settings)];
	return [ok(`app ${settings.sdkAppId} as ${settings.identifier} at ${settings.endpoint}`)];
}

/** Whether the way to sign is there, and nobody else's to read. */
export async function checkKey({ settings }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (settings instanceof ImError) return [skipped("no settings to find it by")];
	const { credential } = settings;
	const secret = secretOrError(credential);
	if (secret instanceof ImError) return [configFinding(secret)];
	if (/\s/.test(secret)) return [failure("it holds blanks or several lines", "give the key alone, as in the console")];
	return [credential.kind === "file" ? await fileFinding(credential) : ok(whereFrom[credential.kind])];
}

/** Whether the UserSig that calls are made with is for this app and identifier, and for how long yet. */
export function checkUserSig({ settings, now }: DoctorContext): readonly CheckFinding[] {
	const secret = settings instanceof ImError ? settings : secretOrError(settings.credential);
	if (settings instanceof ImError || secret instanceof ImError) return [skipped("nothing to sign with")];
	const isReady = settings.credential.kind === "userSig";
	const signer = isReady ? createStaticSigner(secret) : createKeySigner({ ...settings, secretKey: secret });
	const claims = decodeUserSig(signer.userSig());
	if (claims === undefined) return [failure("it is malformed", "copy it whole, or give the key instead")];
	if (claims.sdkAppId !== settings.sdkAppId) {
		return [failure(`it is for app ${claims.sdkAppId}`, "make one for the app of the settings")];
	}
	if (claims.identifier !== settings.identifier) {
		return [failure("it is for another identifier", "make one for the identifier of the settings")];
	}
	const leftSeconds = claims.time + claims.expire - Math.floor(now() / 1000);
	return [
		isReady
			? expiryFinding(leftSeconds)
			: ok(`made from the key, for ${formatDuration(leftSeconds)}, when it is needed`),
	];
}

function expiryFinding(leftSeconds: number): CheckFinding {
	const next = "make a new one, or give the key: then it is made when needed";
	if (leftSeconds < 0) return failure(`it expired ${formatDuration(-leftSeconds)} ago`, next);
	const words = `it expires in ${formatDuration(leftSeconds)}`;
	return leftSeconds < DAY_SECONDS ? warning(words, next) : ok(words);
}

function formatDuration(seconds: number): string {
	if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes`;
	return seconds < 2 * DAY_SECONDS
		? `${Math.round(seconds / 3600)} hours`
		: `${Math.round(seconds / DAY_SECONDS)} days`;
}

const whereFrom = {
	key: "from the environment; a file keeps it from other programs",
	userSig: "a ready UserSig, which cannot be renewed; a key can",
} as const;

async function fileFinding({ path, label }: Extract<Credential, { readonly kind: "file" }>): Promise<CheckFinding> {
	const readers = await fileReaders(path);
	const next = "let its owner alone read it: chmod 600";
	if (readers === "everybody") return failure(`the file of ${label} can be read by everybody on this machine`, next);
	if (readers === "group") return warning(`the file of ${label} can be read by its group`, next);
	return ok(`the file of ${label}, which its owner alone can read`);
}

function secretOrError(credential: Settings["credential"]): string | ImError {
	try {
		return readSecret(credential);
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

/** A `config` error has the next step after its last semicolon. */
function configFinding({ message }: ImError): CheckFinding {
	const [, words = message, next = "correct the setting"] = /^(.*); ([^;]*)$/.exec(message) ?? [];
	return failure(words, next);
}
