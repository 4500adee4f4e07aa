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
	key: "the key is read from the environment; a file would hide the key from other programs",
	userSig: "the UserSig is static and cannot be renewed; with a key, UserSigs are renewed automatically",
} as const;

/** Checks that the settings are complete and valid. */
export function checkSettings({ settings }: DoctorContext): readonly CheckFinding[] {
	if (settings instanceof ImError) return [configFinding(settings)];
	return [ok(`app ${settings.sdkAppId} as ${settings.identifier} at ${settings.endpoint}`)];
}

/** Checks that the secret key or UserSig can be read, and that other users of the machine cannot read its file. */
export async function checkKey({ settings }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (settings instanceof ImError) return [skipped("the settings are invalid")];
	const { credential } = settings;
	const secret = secretOrError(credential);
	if (secret instanceof ImError) return [configFinding(secret)];
	return [credential.kind === "file" ? await fileFinding(credential) : ok(credentialSources[credential.kind])];
}

/** Checks that the UserSig is for the app and the identifier in the settings, and has not expired. */
export function checkUserSig({ settings, now }: DoctorContext): readonly CheckFinding[] {
	const secret = settings instanceof ImError ? settings : secretOrError(settings.credential);
	if (settings instanceof ImError || secret instanceof ImError) return [skipped("there is no key or UserSig")];
	const isStatic = settings.credential.kind === "userSig";
	const signer = isStatic ? createStaticSigner(secret) : createKeySigner({ ...settings, secretKey: secret });
	const claims = decodeUserSig(signer.userSig());
	if (claims === undefined)
		return [failure("the UserSig is malformed", "copy the complete UserSig, or use the key instead")];
	if (claims.sdkAppId !== settings.sdkAppId) {
		return [failure(`the UserSig is for app ${claims.sdkAppId}`, "create a UserSig for the app in the settings")];
	}
	if (claims.identifier !== settings.identifier) {
		return [failure("the UserSig is for another identifier", "create a UserSig for the identifier in the settings")];
	}
	const leftSeconds = claims.time + claims.expire - Math.floor(now() / 1000);
	if (isStatic) return [expiryFinding(leftSeconds)];
	return [ok(`each UserSig is created from the key and is valid for ${formatDuration(leftSeconds)}`)];
}

function expiryFinding(leftSeconds: number): CheckFinding {
	const next = "create a new UserSig, or use the key instead, which creates one when needed";
	if (leftSeconds < 0) return failure(`the UserSig expired ${formatDuration(-leftSeconds)} ago`, next);
	const words = `the UserSig expires in ${formatDuration(leftSeconds)}`;
	return leftSeconds < DAY_SECONDS ? warning(words, next) : ok(words);
}

function formatDuration(seconds: number): string {
	if (seconds < 2 * HOUR_SECONDS) return `${Math.round(seconds / 60)} minutes`;
	if (seconds < 2 * DAY_SECONDS) return `${Math.round(seconds / HOUR_SECONDS)} hours`;
	return `${Math.round(seconds / DAY_SECONDS)} days`;
}

async function fileFinding({ path, label }: Extract<Credential, { readonly kind: "file" }>): Promise<CheckFinding> {
	const readers = await fileReaders(path);
	const next = "restrict access to the owner with chmod 600";
	if (readers === "everyone") return failure(`the file of ${label} can be read by every user of this machine`, next);
	if (readers === "group") return warning(`the file of ${label} can be read by its group`, next);
	return ok(`only its owner can read the file of ${label}`);
}

function secretOrError(credential: Credential): string | ImError {
	try {
		return readSecret(credential);
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

/** Converts a `config` error to a finding. The next step is the text after the last semicolon of the message. */
function configFinding({ message }: ImError): CheckFinding {
	const [, words = message, next = "correct the setting"] = /^(.*); ([^;]*)$/.exec(message) ?? [];
	return failure(words, next);
}
