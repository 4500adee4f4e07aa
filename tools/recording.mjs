import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { watched } from "./demo/drift.mjs";
import { log } from "./log.mjs";
import { svgOf } from "./recording/svg.mjs";
import { root, run, runMain, tail } from "./run.mjs";

/*
 * `npm run recording` plays the demo of drift and draws what it printed, as it printed it, to docs/drift.svg. Only the parts
 * that its table marks are kept; they hold no port, no folder and no key. The times are those of the run.
 */

async function main() {
	const env = { ...process.env, NO_COLOR: "", FORCE_COLOR: "1" };
	const { code, output } = await run(process.execPath, [join(root, "tools", "demo.mjs"), "drift"], { env });
	if (code !== 0) throw new Error(`the demo failed:\n${tail(output, 20)}`);
	const text = recorded(output);
	const file = "docs/drift.svg";
	writeFileSync(join(root, file), svgOf(text, "pulumi-tim drift: what is not as declared, who did it, and when"));
	log(`${file}: ${text.split("\n").length} lines`);
}

/** The marked parts of what the demo printed, without their numbers. */
function recorded(output) {
	const titles = watched.filter(({ isRecorded }) => isRecorded).map(({ title }) => title);
	const parts = output
		.split(/\n(?=\S*━━ )/)
		.map((part) => part.replace(/━━ \d+\. /, "━━ ").trimEnd())
		.filter((part) => titles.some((title) => stripVTControlCharacters(part).startsWith(`━━ ${title}\n`)));
	if (parts.length !== titles.length) throw new Error("the demo did not print every part that is to be recorded");
	return parts.join("\n\n");
}

await runMain(main);
