import { type AccountReads, createAccountReads } from "./account-reads";
import { type AccountWrites, createAccountWrites } from "./account-writes";
import { createProfileReads, type ProfileReads } from "./reads";
import type { Transport } from "./transport";
import { createProfileWrites, type ProfileWrites } from "./writes";

/** The service, typed: reading and writing. A part that must not write takes {@link ProfileReads} and {@link AccountReads} alone. */
export type Client = ProfileReads & AccountReads & ProfileWrites & AccountWrites;

/** Both halves over one transport. */
export function createClient(transport: Transport): Client {
	return {
		...createProfileReads(transport),
		...createAccountReads(transport),
		...createProfileWrites(transport),
		...createAccountWrites(transport),
	};
}
