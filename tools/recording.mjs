import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { driftDemo } from "./demo/drift.mjs";
import { log } from "./log.mjs";
import { toSvg } from "./recording/svg.mjs";
import { root, run, runMain, tail } from "./run.mjs";

/*
 * `npm run recording` runs the drift demo and draws the output of its recorded steps to docs/drift.svg. The recorded
 * steps print no port, folder or key. The picture contains the times of the run.
 */

async function main() {
	const env = { ...process.env, NO_COLOR: "", FORCE_COLOR: "1" };
	const { code, output } = await run(process.execPath, [join(root, "tools", "demo.mjs"), "drift"], { env });
	if (code !== 0) throw new Error(`the demo failed:\n${tail(output, 20)}`);
	const text = recordedSteps(output);
	const file = "docs/drift.svg";
	writeFileSync(
		join(root, file),
		toSvg(text, "pulumi-tim drift: what differs from the declaration, who changed it, and when"),
	);
	log(`${file}: ${text.split("\n").length} lines`);
}

/** Returns the output of the recorded steps, without the numbers of the steps. */
function recordedSteps(output) {
	const titles = driftDemo.filter(({ isRecorded }) => isRecorded).map(({ title }) => title);
	const steps = output
		.split(/\n(?=\S*━━ )/)
		.map((step) => step.replace(/━━ \d+\. /, "━━ ").trimEnd())
		.filter((step) => titles.some((title) => stripVTControlCharacters(step).startsWith(`━━ ${title}\n`)));
	if (steps.length !== titles.length) throw new Error("the demo did not print every recorded step");
	return steps.join("\n\n");
}

await runMain(main);
