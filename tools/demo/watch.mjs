import { randomBytes } from "node:crypto";
import { startServer } from "./server-process.mjs";

/** The path of the file to which `pulumi-tim watch` writes events, relative to the folder of the program. */
export const events = "events.jsonl";

/**
 * Starts `pulumi-tim watch` in a folder, with a random webhook token.
 *
 * Shape: `{ output, url, env, until, stop }`: the result of `startServer`, the address of the server, and the
 * environment variable with the token for the sender of webhooks.
 */
export async function startWatch(cwd) {
	const env = { TIM_WEBHOOK_TOKEN: randomBytes(16).toString("hex") };
	const settings = { ...process.env, ...env, TIM_SDK_APP_ID: "1400000000", TIM_IDENTIFIER: "administrator" };
	const watch = await startServer(["watch", "--port", "0", "--events", events], { cwd, env: settings });
	const [, url] = /^listening on (\S+)$/m.exec(watch.output);
	return { ...watch, url, env };
}
