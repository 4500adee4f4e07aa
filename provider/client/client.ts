import { createReads, type Reads } from "./reads";
import type { Transport } from "./transport";
import { createWrites, type Writes } from "./writes";

/** The service, typed: reading and writing. A part that must not write takes {@link Reads} alone. */
export type Client = Reads & Writes;

/** Both halves over one transport. */
export function createClient(transport: Transport): Client {
	return { ...createReads(transport), ...createWrites(transport) };
}
