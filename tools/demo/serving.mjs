import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../run.mjs";

/**
 * Starts a command of this checkout that serves until it is stopped, and waits until it is ready.
 *
 * Shape: `{ output, until, stop }`: what it printed until then, a promise of its first line that matches, and its end.
 * Errors: what it printed, when it ends or 30 s go by without the line.
 */
export async function serve(args, options = {}) {
	const child = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...args], {
		...options,
		stdio: ["ignore", "pipe", "inherit"],
	});
	process.on("exit", () => child.kill());
	let output = "";
	child.stdout.setEncoding("utf8").on("data", (text) => {
		output += text;
	});
	const until = (line) => firstLine(child, { name: args[0], line, soFar: () => output });
	await until(/^ready$/m);
	return { output, until, stop: () => child.kill("SIGTERM") };
}

function firstLine(child, { name, line, soFar }) {
	return new Promise((done, fail) => {
		const timer = setTimeout(() => fail(new Error(`${name}: no ${line} after 30 s:\n${soFar()}`)), 30_000);
		timer.unref(); // a command that has ended holds nobody up
		const look = () => {
			const [found] = line.exec(soFar()) ?? [];
			if (found === undefined) return;
			clearTimeout(timer);
			child.stdout.off("data", look);
			done(found);
		};
		child.stdout.on("data", look);
		child.on("error", fail);
		child.on("exit", (code) => fail(new Error(`${name} ended with code ${code}:\n${soFar()}`)));
		look();
	});
}
