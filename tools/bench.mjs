import { join } from "node:path";
import { root, run, runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const help = `npm run bench                  measure every row in three rounds, compared with the baseline
npm run bench -- --quick       use smaller numbers; only calls, bytes and packages are evaluated
npm run bench -- --only sets   measure one scenario (profiles, sets, start, client, drift, install), or rows whose work contains a text
npm run bench -- --rounds 5    measure in five rounds
npm run bench -- --help        print this help

The exit code is 1 when a row is short of its target. Results are written to bench/results: latest.json and latest.md by a
complete run, last.json and last.md by a run with --quick or --only.`;

/** `npm run bench -- …`: sets up this checkout and runs its bench. */
async function main() {
	rejectMisplacedOptions();
	if (process.argv.includes("--help")) {
		process.stdout.write(`${help}\n`);
		return 0;
	}
	await setUp({ engine: true });
	const args = ["--require", "tsx/cjs", join(root, "bench", "main.ts"), ...process.argv.slice(2)];
	const { code } = await run(process.execPath, args, { show: true, timeoutMs: 6 * 3_600_000 });
	return code;
}

/** Rejects options before `--`, which npm takes for itself. */
function rejectMisplacedOptions() {
	if (!["quick", "only", "rounds"].some((name) => process.env[`npm_config_${name}`] !== undefined)) return;
	throw new Error("npm takes options before -- for itself; run: npm run bench -- --quick");
}

await runMain(main);
