import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../run.mjs";

/**
 * Starts the emulator of this checkout as a process of its own, with the seed of an example.
 *
 * Shape: `{ env, output, account, accounts, calls, change, stop }`: the settings it printed, what it printed, and its own
 * routes to look at profiles and calls, and to change a profile behind Pulumi's back.
 */
export async function startEmulator(seed) {
	const command = join(root, "dist", "cli", "main.js");
	const child = spawn(process.execPath, [command, "emulator", "--port", "0", "--seed", join(root, seed)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	process.on("exit", () => child.kill());
	const output = await untilReady(child);
	const env = Object.fromEntries([...output.matchAll(/^(TIM_\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
	const route = (path, init) => fetch(`${env.TIM_ENDPOINT}/_emulator/${path}`, init).then((answer) => answer.json());
	return {
		env,
		output,
		account: (account) => route(`accounts/${account}`),
		accounts: () => route("accounts"),
		calls: () => route("requests").then(({ requests }) => requests),
		change: (account, tags) => route(`accounts/${account}`, { method: "PUT", body: JSON.stringify(tags) }),
		stop: () => child.kill("SIGTERM"),
	};
}

function untilReady(child) {
	return new Promise((done, fail) => {
		let output = "";
		const timer = setTimeout(() => fail(new Error(`the emulator is not ready after 30 s:\n${output}`)), 30_000);
		child.stdout.setEncoding("utf8").on("data", (text) => {
			output += text;
			if (!/^ready$/m.test(output)) return;
			clearTimeout(timer);
			done(output);
		});
		child.on("error", fail);
		child.on("exit", (code) => fail(new Error(`the emulator ended with code ${code}:\n${output}`)));
	});
}
