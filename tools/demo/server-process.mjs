import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../run.mjs";

/**
 * Starts a server command of this checkout and waits until it is ready.
 *
 * Shape: `{ output, until, stop }`: the output that the command printed before it was ready, a function that waits for
 * the first match of a pattern in the output, and a function that stops the command.
 * Errors: an error with the output, if the command exits or prints no match within 30 s.
 */
export async function startServer(args, options = {}) {
	const child = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...args], {
		...options,
		stdio: ["ignore", "pipe", "inherit"],
	});
	process.on("exit", () => child.kill());
	let output = "";
	child.stdout.setEncoding("utf8").on("data", (text) => {
		output += text;
	});
	const until = (pattern) => firstMatch(child, { name: args[0], pattern, outputSoFar: () => output });
	await until(/^ready$/m);
	return { output, until, stop: () => child.kill("SIGTERM") };
}

function firstMatch(child, { name, pattern, outputSoFar }) {
	return new Promise((done, fail) => {
		const timer = setTimeout(
			() => fail(new Error(`${name}: no output matches ${pattern} within 30 s:\n${outputSoFar()}`)),
			30_000,
		);
		timer.unref(); // does not keep this process alive
		const check = () => {
			const [found] = pattern.exec(outputSoFar()) ?? [];
			if (found === undefined) return;
			clearTimeout(timer);
			child.stdout.off("data", check);
			done(found);
		};
		child.stdout.on("data", check);
		child.on("error", fail);
		child.on("exit", (code) => fail(new Error(`${name} exited with code ${code}:\n${outputSoFar()}`)));
		check();
	});
}
