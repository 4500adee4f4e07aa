import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isColoured, paint } from "../log.mjs";
import { root, run } from "../run.mjs";

/** Prints the heading of a step. */
export function heading(text) {
	process.stdout.write(`\n${paint("bold", `━━ ${text}`)}\n`);
}

/** Prints an explanation. */
export function note(text) {
	process.stdout.write(`${text}\n`);
}

/** Prints a command after a shell prompt. */
export function typed(command) {
	process.stdout.write(`${paint("cyan", `$ ${command}`)}\n`);
}

/** The executable, leading arguments and environment variables of each command that the demo prints. */
const commands = {
	pulumi: (workspace) => ({ command: workspace.pulumi, before: [], env: {} }),
	"npx pulumi-tim": () => ({
		command: process.execPath,
		before: [join(root, "dist", "cli", "main.js")],
		env: isColoured() ? { FORCE_COLOR: "1" } : {},
	}),
};

/**
 * Prints a command, runs it, shows its output, and checks the exit code and the output.
 *
 * Errors: an error with the failed expectation.
 */
export async function demonstrate(name, args, { workspace, code = 0, contains = [] }) {
	const line = `${name} ${args.join(" ")}`;
	typed(line);
	const { command, before, env } = commands[name](workspace);
	const onText = (text) => process.stdout.write(text);
	const options = { cwd: workspace.folder, env: { ...workspace.env, ...env }, onText, timeoutMs: 180_000 };
	const done = await run(command, [...before, ...args], options);
	if (code !== 0) note(paint("dim", `(exit code ${done.code})`));
	expect(done.code === code, `\`${line}\` exits with code ${code}; it exited with ${done.code}`);
	const output = stripVTControlCharacters(done.output);
	for (const text of contains) expect(output.includes(text), `\`${line}\` prints “${text}”`);
}

/** Throws an error that contains the expectation if `holds` is false. */
export function expect(holds, expectation) {
	if (!holds) throw new Error(`expectation failed: ${expectation}`);
}
