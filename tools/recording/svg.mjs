import { stripVTControlCharacters } from "node:util";

/* Text with the colours of a terminal as a picture: one <text> a line, so that a picture can be searched and reviewed as text. */

const [charWidth, lineHeight, margin] = [8.43, 19, 18];

/** What a terminal's codes do to a style; those of the tools and the command, no others. */
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

/** Attributes, since not every viewer takes fonts from a style sheet. */
const font = 'font-family="Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14"';

/** Colours that can be read on the dark ground, which is the picture's own. */
const ground = "#12181f";
const sheet = `text { fill: #d6dde4; white-space: pre }
.bold { font-weight: bold } .dim { fill: #9aa5b1 }
.red { fill: #ff8a80 } .green { fill: #7ee29a } .yellow { fill: #f2cc60 } .cyan { fill: #79c7ff }`;

/**
 * The picture of a text.
 *
 * Errors: a code that the table does not have, which would be lost.
 */
export function svgOf(text, title) {
	const lines = stripVTControlCharacters(text).split("\n");
	const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * charWidth) + 2 * margin;
	const height = lines.length * lineHeight + 2 * margin;
	const drawn = spansOf(text)
		.split("\n")
		.map(
			(spans, at) => `<text x="${margin}" y="${margin + 14 + at * lineHeight}" xml:space="preserve">${spans}</text>`,
		);
	const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
	return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} role="img">
<title>${escaped(title)}</title>
<style>
${sheet}
</style>
<rect width="100%" height="100%" rx="8" fill="${ground}"/>
${drawn.join("\n")}
</svg>
`;
}

/** The text with its codes as spans. */
function spansOf(text) {
	const [first, ...rest] = text.split("\u001b[");
	let style = {};
	const spans = rest.map((piece) => {
		const [, code, words] = /^(\d*)\w(.*)$/s.exec(piece);
		if (codes[code] === undefined) throw new Error(`tools/recording/svg.mjs has no row for the code ${code}`);
		style = codes[code](style);
		return spanOf(words, style);
	});
	return [escaped(first), ...spans].join("");
}

/** A text in one style, a span for each of its lines. */
function spanOf(text, { weight, colour }) {
	const names = [weight, colour].filter(Boolean).join(" ");
	const styled = (line) => (line === "" || names === "" ? line : `<tspan class="${names}">${line}</tspan>`);
	return escaped(text).split("\n").map(styled).join("\n");
}

function escaped(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
