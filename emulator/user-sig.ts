import { createHmac, timingSafeEqual } from "node:crypto";
import { inflateSync } from "node:zlib";
import { isJsonObject, parseBytes } from "./json";
import { Refusal } from "./refusal";

/**
 * The decoded content of a UserSig. `time` is the time of signing in seconds since 1970; `expire` is the lifetime in
 * seconds.
 */
export interface UserSigClaims {
	readonly identifier: string;
	readonly sdkAppId: number;
	readonly time: number;
	readonly expire: number;
	readonly sig: string;
	readonly userBuf?: string;
}

/** The values against which a UserSig is verified. */
export interface UserSigContext {
	/** The SDKAppID in the URL of the call. */
	readonly sdkAppId: number;
	/** The identifier in the URL of the call. */
	readonly identifier: string;
	/** The SDKAppID and the secret key of the emulated app. */
	readonly app: { readonly sdkAppId: number; readonly secretKey: string };
	readonly nowMs: number;
	/** A time in seconds since 1970. Every UserSig that was signed before this time is refused as expired. */
	readonly validFromSeconds: number;
	/**
	 * The time of the identifier's last kick in seconds since 1970, and the error code with which UserSigs that were
	 * signed earlier are refused.
	 */
	readonly kicked: { readonly seconds: number; readonly code: number };
}

/** How far the signer's clock may be ahead of the emulator's clock. */
const MAX_SKEW_SECONDS = 300;

const MAX_JSON_BYTES = 65_536;

/**
 * Verifies a UserSig.
 *
 * @throws Refusal with the code of the first failed check: 70003 if the UserSig is malformed; 70014 if its SDKAppID
 * differs from the one in the URL; 70020 if the SDKAppID in the URL is not the one of the emulated app; 70013 if its
 * identifier differs from the one in the URL; 70001 if it has expired, which is after `time + expire`; the code of
 * `kicked` if it was signed before the last kick; 70003 if it was signed more than five minutes in the future; 70009 if
 * it was signed with another secret key.
 * Source: error codes, https://trtc.io/document/34348; algorithm, https://trtc.io/document/34385
 */
export function verifyUserSig(text: string, { sdkAppId, identifier, app, ...times }: UserSigContext): void {
	const claims = decodeUserSig(text);
	if (claims === undefined) throw new Refusal(70003, "emulator: the UserSig is malformed");
	if (claims.sdkAppId !== sdkAppId) throw new Refusal(70014, "emulator: the UserSig is for another SDKAppID");
	if (sdkAppId !== app.sdkAppId) throw new Refusal(70020, "emulator: unknown SDKAppID");
	if (claims.identifier !== identifier) throw new Refusal(70013, "emulator: the UserSig is for another identifier");
	checkTime(claims, times);
	checkSignature(claims, app.secretKey);
}

function checkTime(
	{ time, expire }: UserSigClaims,
	{ nowMs, validFromSeconds, kicked }: Pick<UserSigContext, "nowMs" | "validFromSeconds" | "kicked">,
): void {
	const nowSeconds = nowMs / 1000;
	const isExpired = Math.floor(nowSeconds) > time + expire || time < validFromSeconds;
	if (isExpired) throw new Refusal(70001, "emulator: the UserSig has expired");
	if (time < kicked.seconds)
		throw new Refusal(kicked.code, "emulator: the account was kicked after the UserSig was signed");
	if (time > nowSeconds + MAX_SKEW_SECONDS) throw new Refusal(70003, "emulator: the UserSig was signed in the future");
}

function checkSignature(claims: UserSigClaims, secretKey: string): void {
	const expected = Buffer.from(signatureOf(claims, secretKey));
	const actual = Buffer.from(claims.sig);
	const isEqual = actual.length === expected.length && timingSafeEqual(actual, expected);
	if (!isEqual) throw new Refusal(70009, "emulator: the UserSig was signed with another key");
}

/** Returns the signature of claims: their HMAC-SHA256 in base64. Source: UserSig, https://trtc.io/document/34385 */
export function signatureOf(claims: Omit<UserSigClaims, "sig">, secretKey: string): string {
	const lines = [
		`TLS.identifier:${claims.identifier}`,
		`TLS.sdkappid:${claims.sdkAppId}`,
		`TLS.time:${claims.time}`,
		`TLS.expire:${claims.expire}`,
		...(claims.userBuf === undefined ? [] : [`TLS.userbuf:${claims.userBuf}`]),
	];
	return createHmac("sha256", secretKey)
		.update(`${lines.join("\n")}\n`)
		.digest("base64");
}

/**
 * Decodes a UserSig: JSON whose keys can have any order, compressed with zlib, and encoded in base64 that uses `* - _`
 * instead of `+ / =`. Returns `undefined` if the UserSig is malformed.
 *
 * Source: UserSig, https://trtc.io/document/34385
 */
export function decodeUserSig(text: string): UserSigClaims | undefined {
	if (!/^[A-Za-z0-9*-]+_{0,2}$/.test(text)) return undefined;
	const base64 = text.replaceAll("*", "+").replaceAll("-", "/").replaceAll("_", "=");
	try {
		const json = inflateSync(Buffer.from(base64, "base64"), { maxOutputLength: MAX_JSON_BYTES });
		return parseClaims(parseBytes(json));
	} catch {
		return undefined;
	}
}

function parseClaims(json: unknown): UserSigClaims | undefined {
	if (!isJsonObject(json) || json["TLS.ver"] !== "2.0") return undefined;
	const identifier = json["TLS.identifier"];
	const sdkAppId = json["TLS.sdkappid"];
	const time = json["TLS.time"];
	const expire = json["TLS.expire"];
	const sig = json["TLS.sig"];
	const userBuf = json["TLS.userbuf"];
	if (typeof identifier !== "string" || typeof sig !== "string") return undefined;
	if (!isNonNegative(sdkAppId) || !isNonNegative(time) || !isNonNegative(expire) || expire === 0) return undefined;
	const claims = { identifier, sdkAppId, time, expire, sig };
	return typeof userBuf === "string" ? { ...claims, userBuf } : claims;
}

function isNonNegative(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}
