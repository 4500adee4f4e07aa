import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBrowser } from "./browser";
import { checkout } from "./engine";
import { buildExamplePage } from "./example-report";

/*
 * `npm run screenshot` draws the example page to docs/drift-report.png, and writes the hash of the page to docs/drift.md.
 */

async function main(): Promise<void> {
	const browser = await startBrowser();
	if (browser === undefined) throw new Error("the screenshot needs Chromium");
	const { page: content, hash } = buildExamplePage();
	const page = await browser.newPage({ viewport: { width: 1040, height: 1240 }, colorScheme: "light" });
	await page.setContent(content);
	await page.screenshot({ path: join(checkout, "docs/drift-report.png") });
	await browser.close();
	const file = join(checkout, "docs/drift.md");
	writeFileSync(file, readFileSync(file, "utf8").replace(/(drift-report\.png: page )[0-9a-f]*/, `$1${hash}`));
}

void main();
