import { randomBytes } from "node:crypto";
import { serve } from "./serving.mjs";

/** The file that the watch writes, in the folder of the program. */
export const events = "events.jsonl";

/**
 * Starts `pulumi-tim watch` in a folder, with a webhook token that nobody knows.
 *
 * Shape: `{ output, url, env, until, stop }`: what it printed, where it listens, the variable with the token for the
 * sender, and a promise of its first line that matches.
 */
export async function startWatch(cwd) {
	const env = { TIM_WEBHOOK_TOKEN: randomBytes(16).toString("hex") };
	const settings = { ...process.env, ...env, TIM_SDK_APP_ID: "1400000000", TIM_IDENTIFIER: "administrator" };
	const watch = await serve(["watch", "--port", "0", "--events", events], { cwd, env: settings });
	const [, url] = /^listening on (\S+)$/m.exec(watch.output);
	return { ...watch, url, env };
}
