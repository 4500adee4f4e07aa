import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./run.mjs";
import { setUp } from "./setup.mjs";

/*
 * `npm run cli -- …` and `npm run emulator -- …` run `pulumi-tim` from this checkout, and compile it first if
 * necessary.
 */
try {
	await setUp();
} catch (error) {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
}
const command = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...process.argv.slice(2)], {
	cwd: process.env.INIT_CWD ?? process.cwd(),
	stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.removeAllListeners(signal);
	process.on(signal, () => command.kill(signal));
}
command.on("error", (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
command.on("exit", (code, signal) => {
	process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
});
