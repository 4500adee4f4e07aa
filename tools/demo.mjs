import { bots } from "./demo/bots.mjs";
import { driftDemo } from "./demo/drift.mjs";
import { startEmulator } from "./demo/emulator.mjs";
import { fleet } from "./demo/fleet.mjs";
import { demonstrate, heading, note } from "./demo/terminal.mjs";
import { startWatch } from "./demo/watch.mjs";
import { createWorkspace } from "./demo/workspace.mjs";
import { duration, paint } from "./log.mjs";
import { runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

const next = `
To use pulumi-tim with your app:

  1. Set TIM_SDK_APP_ID, TIM_REGION (the region of the app) and TIM_SECRET_KEY_FILE (a file that contains the app's secret key).
     The provider reads the key when it runs. The key is never stored in the state.
  2. Declare your accounts as in examples/bots/index.ts. A tim.Account or tim.Robot creates a missing account; attributes that you omit are not managed.
  3. pulumi preview shows the differences between your program and the live profiles; pulumi up writes only these differences.

README.md links to the documentation of every input and setting.`;

/** The demos, keyed by name. `hasWatch`: whether `pulumi-tim watch` receives the webhooks of the emulator. */
const demos = {
	bots: { example: "bots", steps: bots },
	fleet: { example: "fleet", steps: fleet },
	drift: { example: "admins", steps: driftDemo, hasWatch: true },
};

async function main() {
	const names = process.argv.length > 2 ? process.argv.slice(2) : ["bots", "drift"];
	const unknown = names.find((name) => !Object.hasOwn(demos, name));
	if (unknown !== undefined)
		throw new Error(`unknown demo "${unknown}"; expected one of ${Object.keys(demos).join(", ")}`);
	const started = Date.now();
	const engine = await setUp({ engine: true });
	let count = 0;
	const announce = (title) => heading(`${++count}. ${title}`);
	for (const name of names) await runDemo(demos[name], { engine, announce });
	note(`${next}\n\n${paint("green", `Every step succeeded, in ${duration(Date.now() - started)}.`)}`);
}

async function runDemo({ example, steps, hasWatch = false }, { engine, announce }) {
	const workspace = { ...createWorkspace({ example: `examples/${example}`, engine }), ...engine };
	const stops = [workspace.remove];
	try {
		const watch = hasWatch ? await startWatch(workspace.folder) : undefined;
		if (watch) stops.unshift(watch.stop);
		const emulator = await startEmulator(`examples/${example}/seed.json`, watch);
		stops.unshift(emulator.stop);
		Object.assign(workspace.env, emulator.env);
		const commandRunner = (name) => (args, expected) => demonstrate(name, args, { workspace, ...expected });
		const context = {
			emulator,
			watch,
			workspace,
			pulumi: commandRunner("pulumi"),
			tim: commandRunner("npx pulumi-tim"),
		};
		for (const { title, run } of steps) {
			announce(title);
			await run(context);
		}
	} finally {
		for (const stop of stops) stop();
	}
}

await runMain(main);
