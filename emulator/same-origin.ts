import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/**
 * Whether a request to a server without TLS may have been made by a page of the server itself, or by a program that is
 * not a browser. Rejects requests that a browser makes for a page of another site: the header `Origin` names another site
 * (cross-site request), or the header `Host` is a name that another site made resolve to this server (DNS rebinding).
 *
 * A host is accepted if it is `localhost`, an IP address, or one of `allowedHosts`.
 */
export function isSameOrigin({ host, origin }: IncomingHttpHeaders, allowedHosts: readonly string[]): boolean {
	if (host === undefined) return origin === undefined; // only HTTP/1.0, which no browser uses
	const url = parseHost(host);
	if (url === undefined || !isAllowedName(url.hostname, allowedHosts)) return false;
	return origin === undefined || parseOrigin(origin) === url.origin;
}

function isAllowedName(hostname: string, allowedHosts: readonly string[]): boolean {
	const address = hostname.replace(/^\[(.*)\]$/, "$1");
	const names = ["localhost", ...allowedHosts].map((name) => name.toLowerCase());
	return isIP(address) !== 0 || names.includes(address);
}

function parseHost(host: string): URL | undefined {
	return /[/?#@\\]/.test(host) || !URL.canParse(`http://${host}`) ? undefined : new URL(`http://${host}`);
}

/** Returns an origin in its normal form, or `undefined` for an opaque origin such as `null`. */
function parseOrigin(origin: string): string | undefined {
	return URL.canParse(origin) ? new URL(origin).origin : undefined;
}
