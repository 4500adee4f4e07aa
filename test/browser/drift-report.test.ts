import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { toHtml } from "@/cli/drift/formats/html";
import { type Report, toExitCode } from "@/cli/drift/report";
import type { HistoryRun } from "@/cli/drift/stored-history";
import { findViolations, startBrowser } from "@/test/support/browser";
import { buildFinding, buildReport, everyKind } from "@/test/support/report";

const runs: readonly HistoryRun[] = Array.from({ length: 30 }, (_, index) => ({
	...{ time: new Date(Date.UTC(2026, 1, index + 1)).toISOString(), exitCode: 3 },
	counts: { "account-gone": 1, "live-moved": 2 + (index % 5) },
}));

const rule = { account: "desk_*", tag: "nick", reason: "the desk tool writes it", until: "2026-12-31" };

/** A report with every optional part. */
const fullReport = buildReport(
	everyKind.map((finding) => ({ ...finding, seen: { first: "2026-03-01T10:00:00.000Z", times: 2 } })),
	{
		...{ runs, strict: true, hasEvents: true, rules: [{ rule, hidden: 1 }], expired: [rule] },
		ignored: [buildFinding({ ignored: { reason: rule.reason, until: rule.until } })],
		resolved: [{ urn: "u", account: "fixed", path: "nick" }],
	},
);

describe("the HTML report in a browser", () => {
	let browser: Browser | undefined;
	let folder: string;
	let contexts: (() => Promise<void>)[] = [];

	before(async function () {
		browser = await startBrowser();
		if (browser === undefined) this.skip();
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-browser-"));
	});
	afterEach(async () => {
		await Promise.all(contexts.map((close) => close()));
		contexts = [];
	});
	after(async () => {
		await browser?.close();
		if (folder) rmSync(folder, { recursive: true });
	});

	async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
		assert.ok(browser);
		const context = await browser.newContext(options);
		contexts.push(() => context.close());
		return context.newPage();
	}

	/** Writes a page to a file and opens the file. */
	async function open(content: string, options: BrowserContextOptions = {}): Promise<Page> {
		const file = join(folder, "drift.html");
		writeFileSync(file, content);
		const page = await newPage(options);
		await page.goto(pathToFileURL(file).href);
		return page;
	}

	const openReport = (report: Report, options: BrowserContextOptions = {}) => open(toHtml(report), options);

	const outcomes = [
		{ findings: [], heading: "Drift report: clean", counts: [] },
		{ findings: everyKind, heading: "Drift report: account gone", counts: ["1", "1", "2", "1", "1", "1"] },
		{ findings: [buildFinding()], heading: "Drift report: drift", counts: ["1"] },
		{ findings: everyKind.slice(-1), heading: "Drift report: not fully checked", counts: ["1"] },
	];
	for (const { findings, heading, counts } of outcomes) {
		const code = toExitCode(findings);
		it(`shows the outcome and the counts of exit code ${code}`, async () => {
			const page = await openReport(buildReport(findings));
			assert.equal(await page.locator("h1").textContent(), heading);
			assert.equal((await page.locator("dt:text-is('Exit code') + dd").textContent())?.split(":")[0], String(code));
			const table = page.locator("table", { has: page.locator("th:text-is('kind')") }).first();
			const shown = counts.length === 0 ? [] : await table.locator("td").allTextContents();
			assert.deepEqual(shown, counts);
		});
	}

	it("filters the findings by text and by kind", async () => {
		const page = await openReport(fullReport);
		const rows = page.locator("#findings tbody tr:visible");
		assert.equal(await rows.count(), 5);
		await page.getByLabel("Filter by text").fill("ALICE");
		assert.equal(await rows.count(), 2);
		assert.equal(await page.locator("output").textContent(), "2 of 5 findings shown");
		await page.getByLabel("Filter by text").fill("");
		await page.getByLabel("Kind").selectOption("account gone");
		assert.deepEqual(await rows.locator("th").allTextContents(), ["gone"]);
	});

	it("sorts the findings by a column, with the keyboard too", async () => {
		const page = await openReport(fullReport);
		const header = page.locator("#findings thead th").first();
		const accounts = () => page.locator("#findings tbody th").allTextContents();
		await header.getByRole("button").click();
		assert.deepEqual(await accounts(), ["alice", "alice", "bob", "carol", "gone"]);
		assert.equal(await header.getAttribute("aria-sort"), "ascending");
		await header.getByRole("button").press("Enter");
		assert.deepEqual(await accounts(), ["gone", "carol", "bob", "alice", "alice"]);
		assert.equal(await header.getAttribute("aria-sort"), "descending");
		assert.equal(await page.locator("#findings [aria-sort]").count(), 1);
	});

	it("shows the plot with its text alternative, and the table of the numbers", async () => {
		const page = await openReport(fullReport);
		const plot = page.getByRole("img", { name: "Findings per run" });
		const box = await plot.boundingBox();
		assert.ok(box !== null && box.width > 300 && box.height > 100);
		assert.equal(await plot.locator("path[stroke-dasharray]").count(), 2);
		assert.match(String(await page.locator("#trend-text").textContent()), /^30 runs, /);
		await page.getByText("Numbers of each run").first().click();
		assert.equal(await page.locator("#runs tbody tr:visible").count(), 30);
		assert.deepEqual(await page.locator("#runs tbody tr").first().locator("td").allTextContents(), [
			"3",
			"7",
			"1",
			"6",
		]);
	});

	const narrow = { viewport: { width: 360, height: 740 } };
	const appearances: readonly (readonly [string, BrowserContextOptions])[] = [
		["in light colours", { colorScheme: "light" }],
		["in dark colours", { colorScheme: "dark" }],
		["360 pixels wide", narrow],
		["360 pixels wide in dark colours", { ...narrow, colorScheme: "dark" }],
	];
	for (const [name, options] of appearances) {
		it(`has no violation of accessibility rules ${name}`, async () => {
			const page = await openReport(fullReport, options);
			await page.getByText("Numbers of each run").first().click();
			assert.deepEqual(await findViolations(page), []);
		});
	}

	it("does not scroll sideways on a screen 360 pixels wide", async () => {
		const long = buildFinding({ account: "a".repeat(32), declared: "語".repeat(200), live: "x".repeat(500) });
		const page = await openReport(
			{ ...fullReport, findings: [...fullReport.findings, long], source: "s".repeat(200) },
			narrow,
		);
		assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
	});

	it("keeps the labels of the plot readable on a screen 360 pixels wide", async () => {
		const page = await openReport(fullReport, narrow);
		const box = await page.locator("svg[role=img]").boundingBox();
		assert.ok(box !== null && box.width >= 640);
	});

	it("prints without controls", async () => {
		const page = await openReport(fullReport);
		await page.emulateMedia({ media: "print" });
		assert.equal(await page.locator(".controls:visible").count(), 0);
		assert.equal(await page.locator("#findings tbody tr:visible").count(), 5);
	});

	it("has every finding and no control without script", async () => {
		const page = await openReport(fullReport, { javaScriptEnabled: false });
		assert.equal(await page.locator("#findings tbody tr:visible").count(), 5);
		assert.equal(await page.locator("button, input, select, output").count(), 0);
	});

	it("makes no request and violates no policy", async () => {
		const page = await newPage();
		const requests: string[] = [];
		const messages: string[] = [];
		page.on("request", (request) => requests.push(request.url()));
		page.on("console", (message) => messages.push(message.text()));
		const file = join(folder, "drift.html");
		writeFileSync(file, toHtml(fullReport));
		await page.goto(pathToFileURL(file).href, { waitUntil: "networkidle" });
		assert.deepEqual([requests, messages], [[pathToFileURL(file).href], []]);
	});

	describe("on a server with the policy sandbox; default-src 'none'", () => {
		let server: Server;
		before(async () => {
			server = createServer((_request, response) => {
				response.setHeader("content-type", "text/html; charset=utf-8");
				response.setHeader("content-security-policy", "sandbox; default-src 'none'");
				response.end(toHtml(fullReport));
			});
			await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
		});
		after(() => void server?.close());

		it("has every part in order, without script and style", async () => {
			const page = await newPage();
			await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
			assert.deepEqual(await page.locator("h1, h2").allTextContents(), [
				"Drift report: account gone",
				...[
					"Counts",
					"Findings per run",
					"Findings",
					"Not read or not compared",
					"Ignore rules",
					"Expired ignore rules",
				],
				...["Resolved since the last run", "Next steps"],
			]);
			assert.equal(await page.locator("#findings tbody tr:visible").count(), 5);
			assert.equal(await page.locator("button, input, select").count(), 0);
			assert.ok((await page.locator("svg[role=img]").boundingBox()) !== null);
		});
	});

	const attacks = [
		"<script>globalThis.attacked = true</script>",
		"<img src=x onerror='globalThis.attacked = true'>",
		"</title></style></script><svg onload='globalThis.attacked = true'>",
		`" onmouseover="globalThis.attacked = true" autofocus onfocus="globalThis.attacked = true" x="`,
		"<style>h1 { color: rgb(1, 2, 3) }</style>",
		"<meta http-equiv=refresh content='0; url=https://evil.example'>",
		"javascript:globalThis.attacked=true",
	];

	it("shows hostile values in every field as text", async () => {
		const text = attacks.join(" ");
		const hostile = (report: Report) => mapTexts(report, (value) => (isFixed(value) ? value : text));
		const page = await openReport({ ...(hostile(fullReport) as Report), time: fullReport.time });
		assert.equal(await page.evaluate("globalThis.attacked"), undefined);
		assert.equal(await page.locator("img, body style, meta[http-equiv=refresh], [onmouseover], [onload]").count(), 0);
		assert.ok((await page.locator("main").textContent())?.includes(attacks[0] ?? ""));
		assert.equal(await page.locator("#findings tbody tr:visible").count(), 5);
	});

	it("blocks an injected script, handler and style", async () => {
		const injected = `${attacks.join("\n")}<p id="injected" style="color: rgb(1, 2, 3)">text</p>`;
		const withoutRefresh = injected.replace(/<meta[^>]*>/, "");
		const page = await open(toHtml(fullReport).replace("<main>", `<main>${withoutRefresh}`));
		await page.locator("#injected").hover();
		assert.equal(await page.evaluate("globalThis.attacked"), undefined);
		for (const element of ["h1", "#injected"]) {
			const colour = await page.evaluate(`getComputedStyle(document.querySelector("${element}")).color`);
			assert.notEqual(colour, "rgb(1, 2, 3)", element);
		}
	});
});

/** Whether a text of a report is a kind, a time, a day or a mark, which no input of the report can set. */
function isFixed(value: string): boolean {
	return /^(\d{4}-\d\d-\d\d|[a-z]+-(gone|moved|readable|compared)$|appeared$|changed$|\[secret\]$)/.test(value);
}

/** Replaces every text in a value. */
function mapTexts(value: unknown, replace: (text: string) => string): unknown {
	if (typeof value === "string") return replace(value);
	if (Array.isArray(value)) return value.map((element) => mapTexts(element, replace));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, mapTexts(element, replace)]));
}
