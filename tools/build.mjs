import { runMain } from "./run.mjs";
import { build } from "./setup.mjs";

/*
 * `npm run build` compiles the sources to `dist`, unless `dist` is up to date. npm also runs this script before it
 * packs the package.
 */
await runMain(build);
