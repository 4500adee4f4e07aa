import { createHmac, timingSafeEqual } from "node:crypto";
import { inflateSync } from "node:zlib";
import { isJsonObject, parseBytes } from "./json";
import { type Refusal, refuse } from "./refusal";

/** What a UserSig says, once unpacked. Units: `time` in seconds since 1970, `expire` in seconds. */
export interface UserSigClaims {
	readonly identifier: string;
	readonly sdkAppId: number;
	readonly time: number;
	readonly expire: number;
	readonly sig: string;
	readonly userBuf?: string;
}

/** What a UserSig is held against. */
export interface UserSigContext {
	/** The app and identifier that the URL names. */
	readonly sdkAppId: number;
	readonly identifier: string;
	/** The app that the emulator plays, and its key. */
	readonly app: { readonly sdkAppId: number; readonly secretKey: string };
	readonly nowMs: number;
	/** UserSigs signed before this second count as expired. */
	readonly validFromSeconds: number;
	/** UserSigs signed before this second were ended by a kick, which has a code of its own. */
	readonly kicked: { readonly seconds: number; readonly code: number };
}

/** How far ahead of the emulator's clock the signer's may be. */
export const MAX_SKEW_SECONDS = 300;

const MAX_JSON_BYTES = 65_536;

/**
 * Unpacks a UserSig; nothing when it is malformed.
 *
 * Shape: JSON in any key order, deflated with a zlib header, base64 with `* - _` for `+ / =`.
 * Source: UserSig, https://trtc.io/document/34385
 */
export function decodeUserSig(text: string): UserSigClaims | undefined {
	if (!/^[A-Za-z0-9*-]+_{0,2}$/.test(text)) return undefined;
	const base64 = text.replaceAll("*", "+").replaceAll("-", "/").replaceAll("_", "=");
	try {
		const json = inflateSync(Buffer.from(base64, "base64"), { maxOutputLength: MAX_JSON_BYTES });
		return claimsOf(parseBytes(json));
	} catch {
		return undefined;
	}
}

/**
 * Verifies a UserSig; nothing when it is good.
 *
 * Errors, first match: 70003 malformed; 70014 signed for another app than the URL's; 70020 the URL's app is not this
 * one; 70013 signed for another identifier; 70001 expired, that is strictly after `time + expire`; the code of a kick
 * since; 70003 signed more than five minutes ahead; 70009 signed with another key.
 * Source: error codes, https://trtc.io/document/34348; algorithm, https://trtc.io/document/34385
 */
export function verifyUserSig(text: string, context: UserSigContext): Refusal | undefined {
	const claims = decodeUserSig(text);
	if (claims === undefined) return refuse(70003, "emulator: the UserSig is malformed");
	if (claims.sdkAppId !== context.sdkAppId) return refuse(70014, "emulator: the UserSig is for another SDKAppID");
	if (context.sdkAppId !== context.app.sdkAppId) return refuse(70020, "emulator: no such SDKAppID");
	if (claims.identifier !== context.identifier) return refuse(70013, "emulator: the UserSig is for another identifier");
	return checkTime(claims, context) ?? checkSignature(claims, context.app.secretKey);
}

function checkTime({ time, expire }: UserSigClaims, context: UserSigContext): Refusal | undefined {
	const nowSeconds = context.nowMs / 1000;
	const isExpired = Math.floor(nowSeconds) > time + expire || time < context.validFromSeconds;
	if (isExpired) return refuse(70001, "emulator: the UserSig has expired");
	if (time < context.kicked.seconds) return refuse(context.kicked.code, "emulator: the account was kicked since");
	return time > nowSeconds + MAX_SKEW_SECONDS ? refuse(70003, "emulator: the UserSig is from the future") : undefined;
}

function checkSignature(claims: UserSigClaims, secretKey: string): Refusal | undefined {
	const expected = Buffer.from(signatureOf(claims, secretKey));
	const actual = Buffer.from(claims.sig);
	const isEqual = actual.length === expected.length && timingSafeEqual(actual, expected);
	return isEqual ? undefined : refuse(70009, "emulator: the UserSig was signed with another key");
}

/** The base64 HMAC that belongs to some claims. Source: UserSig, https://trtc.io/document/34385 */
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

function claimsOf(json: unknown): UserSigClaims | undefined {
	if (!isJsonObject(json) || json["TLS.ver"] !== "2.0") return undefined;
	const identifier = json["TLS.identifier"];
	const sdkAppId = json["TLS.sdkappid"];
	const time = json["TLS.time"];
	const expire = json["TLS.expire"];
	const sig = json["TLS.sig"];
	const userBuf = json["TLS.userbuf"];
	if (typeof identifier !== "string" || typeof sig !== "string") return undefined;
	if (!isWhole(sdkAppId) || !isWhole(time) || !isWhole(expire) || expire === 0) return undefined;
	const claims = { identifier, sdkAppId, time, expire, sig };
	return typeof userBuf === "string" ? { ...claims, userBuf } : claims;
}

function isWhole(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
