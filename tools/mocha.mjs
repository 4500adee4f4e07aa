import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/**
 * Runs mocha in a separate process, with the options of `run`.
 *
 * Shape: the result of `run`, and `counted`, which is the object `{ passed, failed, skipped, failures }` that the
 * reporter wrote. `failures` contains the title and the message of each failed test. `counted` is undefined if the
 * process ended too early.
 */
export async function mocha(args, options) {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-counts-"));
	const counts = join(folder, "counts.json");
	try {
		const reporter = ["--reporter", "test/support/reporter.cjs", "--reporter-option", `counts=${counts}`];
		const script = join(root, "node_modules", "mocha", "bin", "mocha.js");
		const done = await run(process.execPath, [script, ...args, ...reporter], options);
		const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, "utf8")) : undefined;
		return { ...done, counted };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
