import { runMain } from "./run.mjs";
import { build } from "./setup.mjs";

/* `npm run build`, which npm also runs before it packs: compiles to `dist`, unless `dist` is up to date. */
await runMain(build);
