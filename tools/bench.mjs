import { join } from "node:path";
import { root, run, runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const help = `npm run bench                  measure every row in three rounds, and compare it with the baseline
npm run bench -- --quick       measure less work in one round; evaluate only calls, bytes and packages
npm run bench -- --only sets   measure one scenario (profiles, sets, start, client, drift, fleet, reports, install), or all rows whose work contains this text
npm run bench -- --rounds 5    measure in five rounds
npm run bench -- --help        print this help

The exit code is 1 if a row is short of its target, or if the bench fails. A complete run writes its results to latest.json
and latest.md in bench/results; a run with --quick or --only writes to last.json and last.md.`;

/** Sets up this checkout and runs its bench, for `npm run bench -- …`. */
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

/** Rejects options before `--`, which npm interprets as its own options. */
function rejectMisplacedOptions() {
	if (!["quick", "only", "rounds"].some((name) => process.env[`npm_config_${name}`] !== undefined)) return;
	throw new Error("npm interprets options before -- as its own; put options after --: npm run bench -- --quick");
}

await runMain(main);
