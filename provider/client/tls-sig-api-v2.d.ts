declare module "tls-sig-api-v2" {
	/** The official signer of the service, version 1.0.2. Only the members that this package uses are declared. */
	export class Api {
		constructor(sdkAppId: number, secretKey: string);
		/** Returns a UserSig that expires `expire` seconds after the current time of the system clock. */
		genUserSig(identifier: string, expire: number): string;
	}
}
