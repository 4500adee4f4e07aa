import { Api } from "tls-sig-api-v2";
import { errorCodeOf } from "../../errors/im-error";
import type { Middleware } from "../transport";

/**
 * Creates middleware that adds a UserSig to each call. When the service reports that the UserSig has expired or was
 * revoked, the call is repeated once with a new UserSig.
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

/** Error codes that report an expired or revoked UserSig. Source: https://trtc.io/document/34348 */
const RENEWABLE_CODES: readonly (number | undefined)[] = [70001, 70052];

/** Provides the UserSig with which the calls of an admin account are signed. */
export interface Signer {
	/** Returns a UserSig. A generated UserSig has not expired; a fixed UserSig may have expired. */
	userSig(): string;
	/** Discards a UserSig that the service rejected. Returns whether the signer can provide a new UserSig. */
	refresh(refused: string): boolean;
}

/** App, admin account, secret key and UserSig lifetime of a signer. */
export interface SignerOptions {
	readonly sdkAppId: number;
	readonly identifier: string;
	readonly secretKey: string;
	/** Lifetime of a UserSig in seconds. @defaultValue 3600 */
	readonly expireSeconds?: number;
	/** Returns the time in milliseconds. @defaultValue `Date.now` */
	readonly now?: () => number;
}

/**
 * Creates a signer that generates UserSigs from the secret key of the app. Each UserSig is reused for three quarters of
 * its lifetime. Signing is synchronous, so concurrent calls share one UserSig.
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
