/**
 * A document as JSON for files and terminals alike: what JSON leaves as it is and a terminal would obey or hide, such as signs
 * that turn the direction of text, is spelled out.
 */
export function escapeJson(document: object): string {
	return JSON.stringify(document, undefined, "\t").replaceAll(/[^\P{C}\t\n]/gu, escaped);
}

/** A sign as JSON escapes it: above U+FFFF in two units. */
function escaped(sign: string): string {
	const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at).toString(16).padStart(4, "0"));
	return units.map((unit) => `\\u${unit}`).join("");
}
