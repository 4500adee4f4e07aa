import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isColoured, paint } from "../log.mjs";
import { root, run } from "../run.mjs";

/** Prints the heading of a part of the demo. */
export function heading(text) {
	process.stdout.write(`\n${paint("bold", `━━ ${text}`)}\n`);
}

/** Prints an explanation. */
export function note(text) {
	process.stdout.write(`${text}\n`);
}

/** Prints a command as a person types it. */
export function typed(command) {
	process.stdout.write(`${paint("cyan", `$ ${command}`)}\n`);
}

/** What runs in the end when a person types one of these. */
const commands = {
	pulumi: (workspace) => ({ command: workspace.pulumi, before: [], env: {} }),
	"npx pulumi-tim": () => ({
		command: process.execPath,
		before: [join(root, "dist", "cli", "main.js")],
		env: isColoured() ? { FORCE_COLOR: "1" } : {},
	}),
};

/**
 * Runs a command as typed, shows what it prints, and holds it against what is expected.
 *
 * Errors: which expectation failed, when the exit code differs or a text is missing from the output.
 */
export async function demonstrate(name, args, { workspace, code = 0, contains = [] }) {
	const line = `${name} ${args.join(" ")}`;
	typed(line);
	const { command, before, env } = commands[name](workspace);
	const onText = (text) => process.stdout.write(text);
	const options = { cwd: workspace.folder, env: { ...workspace.env, ...env }, onText, timeoutMs: 180_000 };
	const done = await run(command, [...before, ...args], options);
	if (code !== 0) note(paint("dim", `(exit code ${done.code})`));
	expect(done.code === code, `\`${line}\` exits with ${code}, and not with ${done.code}`);
	const output = stripVTControlCharacters(done.output);
	for (const text of contains) expect(output.includes(text), `\`${line}\` prints “${text}”`);
}

/** Errors: the sentence, when it is not true. */
export function expect(isTrue, sentence) {
	if (!isTrue) throw new Error(`this was expected and did not happen: ${sentence}`);
}
