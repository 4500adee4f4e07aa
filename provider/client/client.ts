import { type AccountReads, createAccountReads } from "./account-reads";
import { type AccountWrites, createAccountWrites } from "./account-writes";
import { createReads, type Reads } from "./reads";
import type { Transport } from "./transport";
import { createWrites, type Writes } from "./writes";

/** The service, typed: reading and writing. A part that must not write takes {@link Reads} and {@link AccountReads} alone. */
export type Client = Reads & AccountReads & Writes & AccountWrites;

/** Both halves over one transport. */
export function createClient(transport: Transport): Client {
	return {
		...createReads(transport),
		...createAccountReads(transport),
		...createWrites(transport),
		...createAccountWrites(transport),
	};
}
