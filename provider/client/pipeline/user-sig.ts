import { Api } from "tls-sig-api-v2";
import { errorCodeOf } from "../../errors/im-error";
import type { Middleware } from "../transport";

/**
 * Adds a UserSig to each call. When the service says that it has expired or was revoked, the call is repeated once with a new
 * one.
 */
export function userSig(signer: Signer): Middleware {
	return (next) => async (call) => {
		const current = signer.userSig();
		try {
			return await next({ ...call, userSig: current });
		} catch (error) {
			if (!RENEWABLE_CODES.includes(errorCodeOf(error)) || !signer.refresh(current)) throw error;
			return next({ ...call, userSig: signer.userSig() });
		}
	};
}

/** Codes of a UserSig that has expired or was revoked. Source: https://trtc.io/document/34348 */
const RENEWABLE_CODES: readonly (number | undefined)[] = [70001, 70052];

/** Provides the UserSig of an admin account. */
export interface Signer {
	/** Returns a UserSig that stays valid for a while. */
	userSig(): string;
	/** Drops a UserSig that the service did not accept. Returns whether the signer can provide another one. */
	refresh(refused: string): boolean;
}

/** Identity and key of a signer. */
export interface SignerOptions {
	readonly sdkAppId: number;
	readonly identifier: string;
	readonly secretKey: string;
	/** Lifetime of a UserSig in seconds. @defaultValue 3600 */
	readonly expireSeconds?: number;
	/** Clock in milliseconds. @defaultValue `Date.now` */
	readonly now?: () => number;
}

/**
 * Creates a signer that generates UserSigs from the secret key of the app and keeps each for three quarters of its lifetime.
 * Signing is synchronous, so concurrent calls share a UserSig.
 *
 * Source: UserSig, https://trtc.io/document/34385
 */
export function createKeySigner(options: SignerOptions): Signer {
	const { sdkAppId, identifier, secretKey, expireSeconds = 3600, now = Date.now } = options;
	const api = new Api(sdkAppId, secretKey);
	let current: { readonly userSig: string; readonly renewAt: number } | undefined;
	return {
		userSig() {
			if (current === undefined || now() >= current.renewAt) {
				current = { userSig: api.genUserSig(identifier, expireSeconds), renewAt: now() + expireSeconds * 750 };
			}
			return current.userSig;
		},
		refresh(refused) {
			if (current?.userSig === refused) current = undefined;
			return true;
		},
	};
}

/** Creates a signer with a fixed UserSig, which cannot be renewed. */
export function createStaticSigner(userSig: string): Signer {
	return { userSig: () => userSig, refresh: () => false };
}
