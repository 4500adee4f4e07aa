import { bots } from "./demo/bots.mjs";
import { startEmulator } from "./demo/emulator.mjs";
import { fleet } from "./demo/fleet.mjs";
import { demonstrate, heading, note } from "./demo/show.mjs";
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

const plays = { bots, fleet };

async function main() {
	const [example = "bots"] = process.argv.slice(2);
	const parts = plays[example];
	if (parts === undefined) throw new Error(`no demo of ${example}; there are: ${Object.keys(plays).join(", ")}`);
	const started = Date.now();
	const engine = await setUp({ engine: true });
	const emulator = await startEmulator(`examples/${example}/seed.json`);
	const workspace = {
		...createWorkspace({ example: `examples/${example}`, engine, settings: emulator.env }),
		...engine,
	};
	try {
		const pulumi = (args, expected) => demonstrate(args, { workspace, ...expected });
		for (const [index, { title, play }] of parts.entries()) {
			heading(`${index + 1}. ${title}`);
			await play({ emulator, workspace, pulumi });
		}
	} finally {
		emulator.stop();
		workspace.remove();
	}
	note(`${next}\n\n${paint("green", `Every step did what it should, in ${duration(Date.now() - started)}.`)}`);
}

await runMain(main);
