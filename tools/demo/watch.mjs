import { randomBytes } from "node:crypto";
import { startServer } from "./server-process.mjs";

/** The file that the watch writes, relative to the folder of the program. */
export const events = "events.jsonl";

/**
 * Starts `pulumi-tim watch` in a folder, with a random webhook token.
 *
 * Shape: `{ output, url, env, until, stop }`, as `startServer` returns it, with the address of the watch and the variable
 * that contains the token for the sender.
 */
export async function startWatch(cwd) {
	const env = { TIM_WEBHOOK_TOKEN: randomBytes(16).toString("hex") };
	const settings = { ...process.env, ...env, TIM_SDK_APP_ID: "1400000000", TIM_IDENTIFIER: "administrator" };
	const watch = await startServer(["watch", "--port", "0", "--events", events], { cwd, env: settings });
	const [, url] = /^listening on (\S+)$/m.exec(watch.output);
	return { ...watch, url, env };
}
