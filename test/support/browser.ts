import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { source as axeSource } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { checkout } from "./engine";

/** Returns the path of the browser that `tools/browser.mjs` finds. */
function findBrowser(): string | undefined {
	const printed = execFileSync(process.execPath, [resolve(checkout, "tools/browser.mjs")], { encoding: "utf8" });
	return (JSON.parse(printed) as { readonly path?: string }).path;
}

/** Starts Chromium. Returns undefined, and prints a line, if there is none: the tests must then be skipped. */
export async function startBrowser(): Promise<Browser | undefined> {
	const executablePath = findBrowser();
	if (executablePath === undefined) {
		console.warn("no Chromium; install chromium-headless-shell, or set PULUMI_TIM_BROWSER");
		return undefined;
	}
	const args = ["--no-sandbox", "--disable-background-networking"];
	return chromium.launch({ executablePath, args });
}

/** Returns the violations that axe-core finds in a page, each with its rule and the first element. */
export async function findViolations(page: Page): Promise<readonly string[]> {
	await page.evaluate(axeSource);
	const violations = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as { readonly axe: typeof import("axe-core") };
		return (await axe.run()).violations;
	});
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
