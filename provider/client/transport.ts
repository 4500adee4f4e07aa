/** One call of the REST API. */
export interface ApiCall {
	/** Service in the path, for example `profile`. */
	readonly service: string;
	/** Command in the path, for example `portrait_get`. */
	readonly command: string;
	/** Accounts of the call, for messages. */
	readonly accounts: readonly string[];
	/** JSON body. */
	readonly body: object;
	/** Signature of the admin account, which the `userSig` middleware adds. */
	readonly userSig?: string;
	/** Ends waits before the call is sent and between attempts. A request that was sent is never aborted. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Makes one call and returns the parsed JSON of the response.
 *
 * @throws {@link ImError}
 */
export type Transport = (call: ApiCall) => Promise<unknown>;

/** Wraps a transport in one more concern, such as retries. */
export type Middleware = (next: Transport) => Transport;
