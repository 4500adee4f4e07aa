import { paint } from "../log.mjs";
import { run } from "../run.mjs";

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

/**
 * Runs a command as typed, shows what it prints, and holds it against what is expected.
 *
 * Errors: which expectation failed, when the exit code differs or a text is missing from the output.
 */
export async function demonstrate(args, { workspace, code = 0, contains = [] }) {
	const command = `pulumi ${args.join(" ")}`;
	typed(command);
	const onText = (text) => process.stdout.write(text);
	const { folder: cwd, env } = workspace;
	const done = await run(workspace.pulumi, args, { cwd, env, onText, timeoutMs: 180_000 });
	if (code !== 0) note(paint("dim", `(exit code ${done.code})`));
	expect(done.code === code, `\`${command}\` exits with ${code}, and not with ${done.code}`);
	for (const text of contains) expect(done.output.includes(text), `\`${command}\` prints “${text}”`);
}

/** Errors: the sentence, when it is not true. */
export function expect(isTrue, sentence) {
	if (!isTrue) throw new Error(`this was expected and did not happen: ${sentence}`);
}
