import { isIPv4 } from "node:net";

/**
 * Whether a host is this machine, the only place that plain HTTP may go.
 *
 * Shape: the host as a `URL` has it, where decimal and short spellings of an address are already in their full form.
 */
export function isLoopback(hostname: string): boolean {
	return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}
