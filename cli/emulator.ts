import { startEmulator } from "../emulator";
import { isLoopback } from "../provider/settings/resolve";
import { type EmulatorCommandOptions, emulatorOptionsOf } from "./emulator-options";
import { explainPortInUse, waitForStopSignal } from "./server-process";

/**
 * Runs an emulator until SIGINT or SIGTERM. Prints one `TIM_…=value` a line, then `ready`.
 *
 * Errors: `Error` with one line for an option, a seed file or a port that cannot be used.
 */
export async function runEmulator(options: EmulatorCommandOptions): Promise<void> {
	const started = await emulatorOptionsOf(options, process.env);
	const emulator = await explainPortInUse(startEmulator(started), started.port);
	const stopped = waitForStopSignal();
	if (!isLoopback(new URL(emulator.endpoint).hostname)) process.stderr.write(`${reachLine(emulator.endpoint)}\n`);
	const settings = Object.entries(emulator.env).map(([name, value]) => `${name}=${value}\n`);
	process.stdout.write(`${settings.join("")}ready\n`);
	await stopped;
	await emulator.close();
}

function reachLine(endpoint: string): string {
	return `pulumi-tim: ${endpoint} can be reached from other machines; the key is no secret, and the provider refuses http there`;
}
