declare module "tls-sig-api-v2" {
	/** The service's own signer, version 1.0.2: only what this package uses of it. */
	export class Api {
		constructor(sdkAppId: number, secretKey: string);
		/** Signs for `expire` seconds from the system's clock. */
		genUserSig(identifier: string, expire: number): string;
	}
}
