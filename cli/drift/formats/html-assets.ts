import { createHash } from "node:crypto";

/*
 * The style and the script of HTML reports. Both are constant, so that the Content-Security-Policy of a report allows
 * exactly these two texts.
 */

export const STYLE = `
:root { color-scheme: light dark; --line: #767676; --bad: #b3261e; --warn: #7a4b00; --note: #00567a; --good: #00612b; }
@media (prefers-color-scheme: dark) { :root { --line: #8c8c8c; --bad: #ffb4ab; --warn: #ffcc80; --note: #9bd4f5; --good: #8fe0ad; } }
:root { background: canvas; color: canvastext; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; }
h1 { line-height: 1.2; }
.error { color: var(--bad); } .warning { color: var(--warn); } .note { color: var(--note); } .clean { color: var(--good); }
dl { display: grid; gap: 0 1rem; grid-template-columns: max-content 1fr; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin-bottom: 1rem; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; padding: .25rem .75rem .25rem 0; text-align: start; vertical-align: top; }
#findings th, #findings td { max-width: 24rem; min-width: 7rem; }
.number { text-align: end; }
bdi { unicode-bidi: isolate; white-space: pre-wrap; }
i { border: 1px dashed; border-radius: .25rem; font-size: .875em; padding: 0 .25rem; }
.counts { align-items: start; display: flex; flex-wrap: wrap; gap: 0 3rem; }
svg[role=img] { height: auto; max-width: 100%; min-width: 40rem; }
#runs td { text-align: end; }
.legend { display: flex; flex-wrap: wrap; gap: 0 1.5rem; list-style: none; padding: 0; }
.controls { align-items: end; display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
.controls label { display: grid; }
input, select, button { font: inherit; max-width: 100%; }
th button { background: none; border: 0; color: inherit; cursor: pointer; font-weight: inherit; padding: 0; text-align: start; text-decoration: underline dotted; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
@media print { .controls { display: none; } body { max-width: none; } .scroll { overflow: visible; } }
`;

export const SCRIPT = `
(() => {
	const table = document.getElementById("findings");
	if (table === null) return;
	const body = table.tBodies[0];
	const rows = [...body.rows];
	const headers = [...table.tHead.rows[0].cells];
	const kinds = [...new Set(rows.map((row) => row.dataset.kind))];
	const create = (name, text, ...children) => {
		const element = document.createElement(name);
		element.append(text, ...children);
		return element;
	};
	const search = create("input", "");
	search.type = "search";
	const kind = create("select", "");
	kind.append(new Option("all kinds", ""), ...kinds.map((each) => new Option(each.replaceAll("-", " "), each)));
	const shown = create("output", "");
	const filter = () => {
		const text = search.value.toLowerCase();
		let count = 0;
		for (const row of rows) {
			const matches = (kind.value === "" || row.dataset.kind === kind.value) && row.textContent.toLowerCase().includes(text);
			row.hidden = !matches;
			if (matches) count += 1;
		}
		shown.value = count + " of " + rows.length + " findings shown";
	};
	search.addEventListener("input", filter);
	kind.addEventListener("change", filter);
	const controls = create("div", "", create("label", "Filter by text", search), create("label", "Kind", kind), shown);
	controls.className = "controls";
	table.parentElement.before(controls);
	const collator = new Intl.Collator("en", { numeric: true });
	headers.forEach((header, column) => {
		const button = create("button", header.textContent);
		button.type = "button";
		header.replaceChildren(button);
		button.addEventListener("click", () => {
			const isDescending = header.getAttribute("aria-sort") === "ascending";
			for (const each of headers) each.removeAttribute("aria-sort");
			header.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
			const text = (row) => row.cells[column].textContent;
			const sorted = [...rows].sort((a, b) => collator.compare(text(a), text(b)) * (isDescending ? -1 : 1));
			body.append(...sorted);
		});
	});
	filter();
})();
`;

/** The Content-Security-Policy of a report. It allows no request, and no script or style but the constant ones. */
export const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	"base-uri 'none'",
	"form-action 'none'",
	`script-src '${hashSource(SCRIPT)}'`,
	`style-src '${hashSource(STYLE)}'`,
].join("; ");

function hashSource(text: string): string {
	return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
