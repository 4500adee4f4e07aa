import { join } from "node:path";
import { root, run, runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const help = `npm run bench                  every row, three rounds, side by side with the floor
npm run bench -- --quick       smaller numbers; only calls and bytes are judged
npm run bench -- --only sets   the rows of a scene (profiles, sets, start, client, drift), or those whose work holds the text
npm run bench -- --rounds 5    more rounds
npm run bench -- --help        this

The exit code is 1 when a row is short of its target. Results are in bench/results: latest.json and latest.md of a whole
run, last.json and last.md of one with options.`;

/** `npm run bench -- …`: the bench of this checkout, set up first where needed.  */
async function main() {
	refuseSwallowed();
	if (process.argv.includes("--help")) {
		process.stdout.write(`${help}\n`);
		return 0;
	}
	await setUp({ engine: true });
	const args = ["--require", "tsx/cjs", join(root, "bench", "main.ts"), ...process.argv.slice(2)];
	const { code } = await run(process.execPath, args, { show: true, timeoutMs: 6 * 3_600_000 });
	return code;
}

/** npm keeps an option that stands before `--` for itself. */
function refuseSwallowed() {
	if (!["quick", "only", "rounds"].some((name) => process.env[`npm_config_${name}`] !== undefined)) return;
	throw new Error("npm keeps options that stand before -- for itself; type: npm run bench -- --quick");
}

await runMain(main);
