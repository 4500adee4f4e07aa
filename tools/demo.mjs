import { bots } from "./demo/bots.mjs";
import { watched } from "./demo/drift.mjs";
import { startEmulator } from "./demo/emulator.mjs";
import { fleet } from "./demo/fleet.mjs";
import { demonstrate, heading, note } from "./demo/show.mjs";
import { startWatch } from "./demo/watch.mjs";
import { createWorkspace } from "./demo/workspace.mjs";
import { duration, paint } from "./log.mjs";
import { runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const next = `
To use it with your own app:

  1. Set TIM_SDK_APP_ID, TIM_REGION (where the app was made) and TIM_SECRET_KEY_FILE (a file that holds the app's key).
     The key stays in the environment: nothing of it enters the state.
  2. Declare your accounts as examples/bots/index.ts does. A tim.Account or tim.Robot makes what is not there; what you leave out is left alone.
  3. pulumi preview shows what differs from the live service, pulumi up writes only that.

README.md has every input and setting.`;

/** What can be played, by name: an example, its parts, and whether a watch receives what the service tells. */
const plays = {
	bots: { example: "bots", parts: bots },
	fleet: { example: "fleet", parts: fleet },
	drift: { example: "admins", parts: watched, hasWatch: true },
};

async function main() {
	const names = process.argv.length > 2 ? process.argv.slice(2) : ["bots", "drift"];
	const unknown = names.find((name) => !Object.hasOwn(plays, name));
	if (unknown !== undefined) throw new Error(`no demo of ${unknown}; there are: ${Object.keys(plays).join(", ")}`);
	const started = Date.now();
	const engine = await setUp({ engine: true });
	let count = 0;
	const announce = (title) => heading(`${++count}. ${title}`);
	for (const name of names) await show(plays[name], { engine, announce });
	note(`${next}\n\n${paint("green", `Every step did what it should, in ${duration(Date.now() - started)}.`)}`);
}

async function show({ example, parts, hasWatch = false }, { engine, announce }) {
	const workspace = { ...createWorkspace({ example: `examples/${example}`, engine }), ...engine };
	const stops = [workspace.remove];
	try {
		const watch = hasWatch ? await startWatch(workspace.folder) : undefined;
		if (watch) stops.unshift(watch.stop);
		const emulator = await startEmulator(`examples/${example}/seed.json`, watch);
		stops.unshift(emulator.stop);
		Object.assign(workspace.env, emulator.env);
		const run = (name) => (args, expected) => demonstrate(name, args, { workspace, ...expected });
		const stage = { emulator, watch, workspace, pulumi: run("pulumi"), tim: run("npx pulumi-tim") };
		for (const { title, play } of parts) {
			announce(title);
			await play(stage);
		}
	} finally {
		for (const stop of stops) stop();
	}
}

await runMain(main);
