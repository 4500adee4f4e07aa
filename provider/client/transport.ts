/** One call of the REST API. */
export interface ApiCall {
	/** Service name in the URL path, for example `profile`. */
	readonly service: string;
	/** Command name in the URL path, for example `portrait_get`. */
	readonly command: string;
	/** UserIDs of the accounts that the call is about. Error messages contain these UserIDs. */
	readonly accounts: readonly string[];
	/** Request body, which is sent as JSON. */
	readonly body: object;
	/** UserSig of the admin account. The `userSig` middleware adds it. */
	readonly userSig?: string;
	/**
	 * Aborting the signal ends the wait before the call is sent and the delays between attempts. A request that was sent
	 * is never aborted.
	 */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Makes one API call and returns the parsed JSON of the response.
 *
 * @throws {@link ImError} when the call fails
 */
export type Transport = (call: ApiCall) => Promise<unknown>;

/** Wraps a transport to add one behaviour, such as retries. */
export type Middleware = (next: Transport) => Transport;
