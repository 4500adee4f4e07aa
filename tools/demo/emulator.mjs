import { join } from "node:path";
import { root } from "../run.mjs";
import { serve } from "./serving.mjs";

/**
 * Starts the emulator of this checkout as a process of its own, with the seed of an example; where there is a watch, its
 * webhook events go there.
 *
 * Shape: `{ env, output, account, accounts, calls, put, change, remove, stop }`: the settings it printed, what it printed,
 * and its own routes to look at profiles and calls, and to change or remove them behind Pulumi's back.
 */
export async function startEmulator(seed, watch) {
	const webhook = watch ? ["--webhook-url", watch.url, "--webhook-token-env", "TIM_WEBHOOK_TOKEN"] : [];
	const env = { ...process.env, ...watch?.env };
	const { output, stop } = await serve(["emulator", "--port", "0", "--seed", join(root, seed), ...webhook], { env });
	const settings = Object.fromEntries(
		[...output.matchAll(/^(TIM_\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
	);
	const route = (...call) => ask(settings.TIM_ENDPOINT, ...call);
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

/** Calls one of the emulator's own routes. Errors: what it answers, when that is no success. */
async function ask(endpoint, method, path, body) {
	const answer = await fetch(`${endpoint}/_emulator/${path}`, { method, body: body && JSON.stringify(body) });
	const text = await answer.text();
	if (!answer.ok) throw new Error(`the emulator answers ${answer.status}: ${text}`);
	return text === "" ? undefined : JSON.parse(text);
}
