import { stripVTControlCharacters } from "node:util";

/* Draws terminal output as SVG, with one <text> for each line, so that the picture can be searched and reviewed as text. */

const [charWidth, lineHeight, margin] = [8.43, 19, 18];

/** The effect of each supported escape code on a style. */
const codes = {
	0: () => ({}),
	1: (style) => ({ ...style, weight: "bold" }),
	2: (style) => ({ ...style, weight: "dim" }),
	22: ({ colour }) => ({ colour }),
	31: (style) => ({ ...style, colour: "red" }),
	32: (style) => ({ ...style, colour: "green" }),
	33: (style) => ({ ...style, colour: "yellow" }),
	36: (style) => ({ ...style, colour: "cyan" }),
	39: ({ weight }) => ({ weight }),
};

/** The font as attributes, because some viewers ignore fonts in a style sheet. */
const font = 'font-family="Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14"';

/** The dark background, and colours that are legible on it. */
const background = "#12181f";
const sheet = `text { fill: #d6dde4; white-space: pre }
.bold { font-weight: bold } .dim { fill: #9aa5b1 }
.red { fill: #ff8a80 } .green { fill: #7ee29a } .yellow { fill: #f2cc60 } .cyan { fill: #79c7ff }`;

/**
 * Draws a text with escape codes as SVG.
 *
 * Errors: an error if the text contains an escape code that is not in `codes`.
 */
export function toSvg(text, title) {
	const lines = stripVTControlCharacters(text).split("\n");
	const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * charWidth) + 2 * margin;
	const height = lines.length * lineHeight + 2 * margin;
	const drawn = toSpans(text)
		.split("\n")
		.map(
			(spans, at) => `<text x="${margin}" y="${margin + 14 + at * lineHeight}" xml:space="preserve">${spans}</text>`,
		);
	const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
	return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img">
<title>${escapeXml(title)}</title>
<style>
${sheet}
</style>
<rect width="100%" height="100%" rx="8" fill="${background}"/>
${drawn.join("\n")}
</svg>
`;
}

/** Converts a text with escape codes to XML text with spans. */
function toSpans(text) {
	const [first, ...rest] = text.split("\u001b[");
	let style = {};
	const spans = rest.map((piece) => {
		const [, code, styled] = /^(\d*)\w(.*)$/s.exec(piece);
		if (codes[code] === undefined) throw new Error(`tools/recording/svg.mjs does not support the escape code ${code}`);
		style = codes[code](style);
		return toSpan(styled, style);
	});
	return [escapeXml(first), ...spans].join("");
}

/** Formats a text in one style, with a span for each line. */
function toSpan(text, { weight, colour }) {
	const names = [weight, colour].filter(Boolean).join(" ");
	const styled = (line) => (line === "" || names === "" ? line : `<tspan class="${names}">${line}</tspan>`);
	return escapeXml(text).split("\n").map(styled).join("\n");
}

function escapeXml(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
