/** One call of the service. `accounts` names it in messages; `userSig` is put in by `withUserSig`. */
export interface ApiCall {
	/** For example `profile`. */
	readonly service: string;
	/** For example `portrait_get`. */
	readonly command: string;
	/** The accounts that the call is about. */
	readonly accounts: readonly string[];
	/** The JSON body. */
	readonly body: object;
	/** The signature of the admin that calls. */
	readonly userSig?: string;
}

/** Makes one call and gives the parsed JSON of the answer. Errors: an `ImError`. Policies wrap it, one file each. */
export type Transport = (call: ApiCall) => Promise<unknown>;
