import { decodeUserSig } from "../../emulator/user-sig";
import { readSecret } from "../../provider/client/connection";
import { createKeySigner, createStaticSigner } from "../../provider/client/pipeline/user-sig";
import { ImError } from "../../provider/errors/im-error";
import type { Credential } from "../../provider/settings/resolve";
import { fileReaders } from "../files";
import { type CheckFinding, failure, ok, skipped, warning } from "./check";
import type { DoctorContext } from "./context";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

const credentialSources = {
	key: "from the environment; a file hides it from other programs",
	userSig: "a static UserSig, which cannot be renewed; a key can renew it",
} as const;

/** Checks that everything that a call requires is set. */
export function checkSettings({ settings }: DoctorContext): readonly CheckFinding[] {
	if (settings instanceof ImError) return [configFinding(settings)];
	return [ok(`app ${settings.sdkAppId} as ${settings.identifier} at ${settings.endpoint}`)];
}

/** Checks that the key or UserSig can be read, and that other users of the machine cannot read it. */
export async function checkKey({ settings }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (settings instanceof ImError) return [skipped("the settings are invalid")];
	const { credential } = settings;
	const secret = secretOrError(credential);
	if (secret instanceof ImError) return [configFinding(secret)];
	if (/\s/.test(secret)) {
		return [failure("it contains spaces or several lines", "use the key alone, as the console shows it")];
	}
	return [credential.kind === "file" ? await fileFinding(credential) : ok(credentialSources[credential.kind])];
}

/** Checks that the UserSig of calls is for this app and identifier, and when it expires. */
export function checkUserSig({ settings, now }: DoctorContext): readonly CheckFinding[] {
	const secret = settings instanceof ImError ? settings : secretOrError(settings.credential);
	if (settings instanceof ImError || secret instanceof ImError) return [skipped("there is no key or UserSig")];
	const isStatic = settings.credential.kind === "userSig";
	const signer = isStatic ? createStaticSigner(secret) : createKeySigner({ ...settings, secretKey: secret });
	const claims = decodeUserSig(signer.userSig());
	if (claims === undefined) return [failure("it is malformed", "copy all of it, or use the key instead")];
	if (claims.sdkAppId !== settings.sdkAppId) {
		return [failure(`it is for app ${claims.sdkAppId}`, "create one for the app of the settings")];
	}
	if (claims.identifier !== settings.identifier) {
		return [failure("it is for another identifier", "create one for the identifier of the settings")];
	}
	const leftSeconds = claims.time + claims.expire - Math.floor(now() / 1000);
	if (isStatic) return [expiryFinding(leftSeconds)];
	return [ok(`created from the key when needed, valid for ${formatDuration(leftSeconds)}`)];
}

function expiryFinding(leftSeconds: number): CheckFinding {
	const next = "create a new one, or use the key, which creates them when needed";
	if (leftSeconds < 0) return failure(`it expired ${formatDuration(-leftSeconds)} ago`, next);
	const words = `it expires in ${formatDuration(leftSeconds)}`;
	return leftSeconds < DAY_SECONDS ? warning(words, next) : ok(words);
}

function formatDuration(seconds: number): string {
	if (seconds < 2 * HOUR_SECONDS) return `${Math.round(seconds / 60)} minutes`;
	if (seconds < 2 * DAY_SECONDS) return `${Math.round(seconds / HOUR_SECONDS)} hours`;
	return `${Math.round(seconds / DAY_SECONDS)} days`;
}

async function fileFinding({ path, label }: Extract<Credential, { readonly kind: "file" }>): Promise<CheckFinding> {
	const readers = await fileReaders(path);
	const next = "restrict it to its owner: chmod 600";
	if (readers === "everyone") return failure(`the file of ${label} can be read by every user of this machine`, next);
	if (readers === "group") return warning(`the file of ${label} can be read by its group`, next);
	return ok(`the file of ${label}, which only its owner can read`);
}

function secretOrError(credential: Credential): string | ImError {
	try {
		return readSecret(credential);
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

/** The next step of a `config` error follows the last semicolon of its message. */
function configFinding({ message }: ImError): CheckFinding {
	const [, words = message, next = "correct the setting"] = /^(.*); ([^;]*)$/.exec(message) ?? [];
	return failure(words, next);
}
