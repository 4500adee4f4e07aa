import { Api } from "tls-sig-api-v2";
import { errorCodeOf } from "../../errors/im-error";
import type { Transport } from "../transport";

/** Gives the UserSig to call with. */
export interface Signer {
	/** A UserSig that is valid for a good while yet. */
	userSig(): string;
	/** Forgets a UserSig that the service did not accept. Gives whether the next one is another. */
	refresh(refused: string): boolean;
}

/** What a signer signs with. */
export interface SignerOptions {
	readonly sdkAppId: number;
	readonly identifier: string;
	readonly secretKey: string;
	/** Life of a UserSig, in seconds. @default 3600 */
	readonly expireSeconds?: number;
	/** Clock, in milliseconds. @default Date.now */
	readonly now?: () => number;
}

/** Codes that a new UserSig can cure: expired, and revoked. Source: https://trtc.io/document/34348 */
const RENEWABLE_CODES: readonly (number | undefined)[] = [70001, 70052];

/**
 * A signer that makes UserSigs from the app's secret key, keeps one for three quarters of its life, and then makes
 * another. Signing is synchronous, so callers at the same time share one.
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

/** A signer that has one ready UserSig and cannot make another. */
export function createStaticSigner(userSig: string): Signer {
	return { userSig: () => userSig, refresh: () => false };
}

/** Puts a UserSig into each call. One that has expired or was revoked is renewed once, and the call made once more. */
export function userSig(transport: Transport, signer: Signer): Transport {
	return async (call) => {
		const userSig = signer.userSig();
		try {
			return await transport({ ...call, userSig });
		} catch (error) {
			const renewable = RENEWABLE_CODES.includes(errorCodeOf(error));
			if (!renewable || !signer.refresh(userSig)) throw error;
			return transport({ ...call, userSig: signer.userSig() });
		}
	};
}
