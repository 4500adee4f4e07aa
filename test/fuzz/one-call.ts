import { httpTransport } from "@/provider/client/http";

/**
 * Makes one call and prints the result. Runs in a separate process, because Node.js reads NODE_EXTRA_CA_CERTS only at
 * start.
 */
async function main(): Promise<void> {
	const { ENDPOINT = "", BACKUP_ENDPOINT, LOOPBACK } = process.env;
	const call = httpTransport({
		endpoint: ENDPOINT,
		...(BACKUP_ENDPOINT !== undefined && { backupEndpoint: BACKUP_ENDPOINT }),
		sdkAppId: 1_400_000_000,
		identifier: "administrator",
		timeoutMs: 5000,
		loopback: LOOPBACK === "true",
		random: () => 0,
	});
	const request = { service: "profile", command: "portrait_get", accounts: ["alice"], body: {}, userSig: "canary-sig" };
	const outcome = await call(request).catch((error: Error) => ({ error: error.message }));
	process.stdout.write(JSON.stringify(outcome));
}

void main();
