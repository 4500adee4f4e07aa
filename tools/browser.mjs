import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { log, step } from "./log.mjs";
import { run, tail } from "./run.mjs";

/*
 * Finds the browser of the suite `browser`. As a program, prints the result of `findBrowser` as JSON.
 */

/** Names of Chromium on the PATH. */
const names = ["chromium-headless-shell", "chromium", "google-chrome", "chromium-browser"];

/** Packages of Debian: a browser without window, and a font with Chinese characters. */
const packages = ["chromium-headless-shell", "fonts-wqy-microhei"];

/** Returns the path of Chromium. `PULUMI_TIM_BROWSER=/file` selects another one. Returns undefined if there is none. */
export function findBrowser() {
	const chosen = process.env.PULUMI_TIM_BROWSER;
	if (chosen) return existsSync(chosen) ? chosen : undefined;
	const folders = (process.env.PATH ?? "").split(delimiter);
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/**
 * Installs Chromium if there is none and this process may install packages of Debian. Without a browser, logs why, and
 * the tests of the suite are skipped.
 */
export async function prepareBrowser() {
	if (findBrowser() !== undefined) return;
	const problem = process.env.PULUMI_TIM_BROWSER ? "PULUMI_TIM_BROWSER is not a file" : await installBrowser();
	if (problem === undefined && findBrowser() !== undefined) return;
	log(`browser: no Chromium (${problem ?? "not on PATH"}); the tests of the suite browser are skipped`);
}

/** Returns the reason if the packages could not be installed. */
async function installBrowser() {
	if (process.getuid?.() !== 0) return "only root can install it; install chromium, or set PULUMI_TIM_BROWSER";
	const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeoutMs: 300_000 };
	const apt = (...args) => run("apt-get", ["-qq", ...args], options);
	const { code, output } = await step(`installing ${packages.join(" and ")}`, async () => {
		const updated = await apt("update");
		return updated.code === 127 ? updated : apt("install", "--yes", "--no-install-recommends", ...packages);
	});
	return code === 0 ? undefined : `apt-get failed:\n${tail(output, 3)}`;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	process.stdout.write(JSON.stringify({ path: findBrowser() }));
}
