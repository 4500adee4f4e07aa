import { join } from "node:path";
import { root } from "../run.mjs";
import { startServer } from "./server-process.mjs";

/**
 * Starts the emulator of this checkout in a separate process, with the seed of an example. If `watch` is given, the
 * emulator sends its webhooks to the `pulumi-tim watch` server in `watch`.
 *
 * Shape: `{ env, output, account, accounts, calls, put, change, remove, stop }`: the provider settings, the output of
 * the emulator, and functions that call its control routes. The functions read accounts and recorded calls, and change
 * or delete accounts.
 */
export async function startEmulator(seed, watch) {
	const webhook = watch ? ["--webhook-url", watch.url, "--webhook-token-env", "TIM_WEBHOOK_TOKEN"] : [];
	const env = { ...process.env, ...watch?.env };
	const { output, stop } = await startServer(["emulator", "--port", "0", "--seed", join(root, seed), ...webhook], {
		env,
	});
	const settings = Object.fromEntries(
		[...output.matchAll(/^(TIM_\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
	);
	const route = (...call) => request(settings.TIM_ENDPOINT, ...call);
	return {
		env: settings,
		output,
		account: (account) => route("GET", `accounts/${account}`),
		accounts: () => route("GET", "accounts"),
		calls: () => route("GET", "requests").then(({ requests }) => requests),
		put: (account, tags) => route("PUT", `accounts/${account}`, tags),
		change: (change) => route("POST", "changes", change),
		remove: (account) => route("DELETE", `accounts/${account}`),
		stop,
	};
}

/** Calls a control route of the emulator. Throws an error with the response if its status is not 2xx. */
async function request(endpoint, method, path, body) {
	const response = await fetch(`${endpoint}/_emulator/${path}`, { method, body: body && JSON.stringify(body) });
	const text = await response.text();
	if (!response.ok) throw new Error(`the emulator responded with ${response.status}: ${text}`);
	return text === "" ? undefined : JSON.parse(text);
}
