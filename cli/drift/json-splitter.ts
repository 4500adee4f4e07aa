/** The list of a JSON document whose elements are parsed one by one, so that the document is never in memory as a whole. */
export interface SplitList<List> {
	/** The keys that lead from the root of the document to the list. */
	readonly path: readonly [string, string];
	/** Returns an empty list. */
	readonly create: () => List;
	/** Adds the next element to a list. */
	readonly add: (list: List, element: unknown) => void;
}

/** The maximum number of levels of a document. Deeper documents could exceed the call stack of code that visits them. */
export const MAX_LEVELS = 200;

type Status = "complete" | "incomplete" | "invalid" | "too-deep";

type Previous = "colon" | "comma" | "open" | "value";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const FIRST_VISIBLE = 0x20;

/** The number of containers around an element of the list. */
const ELEMENT_DEPTH = 3;

/**
 * Parses one JSON document, an object or a list, which arrives in several texts. Only finds the bounds of the document
 * and of the elements of one list. `JSON.parse` then parses each element, and the document without the elements, so that
 * the result is the same as that of `JSON.parse` for the whole document.
 */
export class JsonSplitter<List> {
	/** `incomplete` until the end of the document, or until a character that the document cannot contain. */
	status: Status = "incomplete";
	/** The document, in which the list is empty. Only defined if the status is `complete`. */
	value: unknown;
	/** The last list at the path of the list. If keys are repeated, `JSON.parse` uses the last value too. */
	list: List | undefined;
	/** Whether the property `content` of the document is an object or a list. */
	hasContent = false;
	/** Whether the document, or the object that is its content, contains a key twice. `JSON.parse` uses the last value. */
	hasRepeatedKey = false;
	readonly #options: SplitList<List> | undefined;
	readonly #content: string | undefined;
	/** The names of the keys of the document and of its content. */
	readonly #names = [new Set<string>(), new Set<string>()];
	readonly #keys: string[] = [];
	/** The parts of the document that are not elements of the list. */
	readonly #outer = new PartialText();
	#element = new PartialText();
	#key = new PartialText();
	#elements = 0;
	#isInList = false;
	#depth = 0;
	#previous: Previous = "comma";
	#isInString = false;
	#isEscaped = false;
	/** The index in the current text of the first character that is not in a part yet. */
	#from = 0;
	#keyFrom = 0;

	constructor(list?: SplitList<List>, content?: string) {
		this.#options = list;
		this.#content = content;
	}

	/** Reads a text from an index. Returns the index after the document, or of the character that makes it invalid. */
	read(text: string, start: number): number {
		this.#from = start;
		this.#keyFrom = start;
		let index = start;
		while (index < text.length && this.status === "incomplete") {
			if (this.#isInString) index = this.#readString(text, index);
			else if (this.#isInList && this.#depth > ELEMENT_DEPTH) index = this.#readElement(text, index);
			else index = this.#readToken(text, index);
		}
		if (this.status === "incomplete") {
			this.#current().add(text, this.#from, text.length);
			if (this.#isInString && this.#isNearRoot()) this.#key.add(text, this.#keyFrom, text.length);
		}
		return index;
	}

	#current(): PartialText {
		return this.#isInList ? this.#element : this.#outer;
	}

	/** Whether a string at this place can be a key of the path of the list. */
	#isNearRoot(): boolean {
		return this.#depth < ELEMENT_DEPTH;
	}

	#readString(text: string, start: number): number {
		if (this.#isEscaped) {
			this.#isEscaped = false;
			return start + 1;
		}
		let index = start;
		let code = 0;
		for (; index < text.length; index += 1) {
			code = text.charCodeAt(index);
			if (code === QUOTE || code === BACKSLASH || code < FIRST_VISIBLE) break;
		}
		if (index === text.length) return index;
		if (code === BACKSLASH) this.#isEscaped = true;
		else if (code === QUOTE) this.#endString(text, index);
		else return this.#fail(index);
		return index + 1;
	}

	#endString(text: string, index: number): void {
		this.#isInString = false;
		this.#previous = "value";
		if (this.#isNearRoot()) this.#key.add(text, this.#keyFrom, index + 1);
	}

	/** Reads the rest of an element, or of the text. Only counts brackets, because `JSON.parse` checks the element. */
	#readElement(text: string, start: number): number {
		let depth = this.#depth;
		let index = start;
		while (index < text.length && depth > ELEMENT_DEPTH && depth <= MAX_LEVELS && !this.#isInString) {
			const code = text.charCodeAt(index);
			if (code === QUOTE) index = this.#skipString(text, index + 1) - 1;
			else if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
			else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
			index += 1;
		}
		this.#depth = depth;
		this.#previous = "value";
		if (depth > MAX_LEVELS) this.status = "too-deep";
		return index;
	}

	/** Returns the index after the string that contains an index. If the text ends before, remembers that. */
	#skipString(text: string, start: number): number {
		let end = text.indexOf('"', start);
		while (end > start && isEscaped(text, start, end)) end = text.indexOf('"', end + 1);
		if (end >= 0) return end + 1;
		this.#isInString = true;
		this.#isEscaped = isEscaped(text, start, text.length);
		return text.length;
	}

	#readToken(text: string, index: number): number {
		switch (text.charCodeAt(index)) {
			case 0x20:
			case 0x0a:
			case 0x0d:
			case 0x09:
				return index + 1;
			case QUOTE:
				return this.#startString(index);
			case COMMA:
				return this.#readComma(text, index);
			case COLON:
				return this.#readColon(index);
			case OPEN_OBJECT:
			case OPEN_LIST:
				return this.#open(text, index);
			case CLOSE_OBJECT:
			case CLOSE_LIST:
				return this.#close(text, index);
			default:
				return this.#readScalar(index);
		}
	}

	#startString(index: number): number {
		if (this.#previous === "value") return this.#fail(index);
		this.#isInString = true;
		if (this.#isNearRoot()) {
			this.#key = new PartialText();
			this.#keyFrom = index;
		}
		return index + 1;
	}

	#readScalar(index: number): number {
		if (this.#previous === "open") return this.#fail(index);
		this.#previous = "value";
		return index + 1;
	}

	#readComma(text: string, index: number): number {
		if (this.#previous !== "value") return this.#fail(index);
		this.#previous = "comma";
		if (this.#isInList && this.#depth === ELEMENT_DEPTH) return this.#endElement(text, index);
		return index + 1;
	}

	#readColon(index: number): number {
		if (this.#previous !== "value") return this.#fail(index);
		this.#previous = "colon";
		if (this.#isNearRoot()) this.#addKey(this.#key.toString());
		return index + 1;
	}

	#addKey(key: string): void {
		this.#keys[this.#depth] = key;
		if (this.#depth > 1 && !this.#isInContent()) return;
		const names = this.#names[this.#depth - 1];
		const name = nameOf(key);
		this.hasRepeatedKey ||= names?.has(name) === true;
		names?.add(name);
	}

	#isInContent(): boolean {
		return this.#content !== undefined && isKey(this.#keys[1], this.#content);
	}

	#open(text: string, index: number): number {
		if (this.#previous === "value" || this.#previous === "open") return this.#fail(index);
		const isList = text.charCodeAt(index) === OPEN_LIST;
		if (isList && this.#previous === "colon" && this.#isAtPath()) this.#startList(text, index);
		if (this.#depth === 1) this.hasContent ||= this.#previous === "colon" && this.#isInContent();
		this.#depth += 1;
		if (this.#depth > MAX_LEVELS) {
			this.status = "too-deep";
			return index;
		}
		if (this.#isNearRoot()) this.#keys[this.#depth] = "";
		this.#previous = isList ? "comma" : "open"; // an object must continue with a key or its end
		return index + 1;
	}

	#isAtPath(): boolean {
		if (this.#options === undefined || this.#depth !== ELEMENT_DEPTH - 1) return false;
		return this.#options.path.every((key, index) => isKey(this.#keys[index + 1], key));
	}

	#startList(text: string, index: number): void {
		this.#outer.add(text, this.#from, index + 1);
		this.#from = index + 1;
		this.#isInList = true;
		this.#elements = 0;
		this.list = this.#options?.create();
	}

	#close(text: string, index: number): number {
		if (this.#previous === "colon") return this.#fail(index);
		if (this.#isInList && this.#depth === ELEMENT_DEPTH) {
			const isEmpty = this.#elements === 0 && this.#previous !== "value";
			if (!isEmpty && this.#endElement(text, index) === index) return index;
			this.#element = new PartialText(); // white space of an empty list
			this.#isInList = false;
			this.#from = index;
		}
		this.#previous = "value";
		this.#depth -= 1;
		return this.#depth === 0 ? this.#endDocument(text, index) : index + 1;
	}

	#endElement(text: string, index: number): number {
		this.#element.add(text, this.#from, index);
		this.#from = index + 1;
		const parsed = parseJson(this.#element.toString());
		this.#element = new PartialText();
		this.#elements += 1;
		if (parsed === undefined) return this.#fail(index);
		if (this.list !== undefined) this.#options?.add(this.list, parsed.value);
		return index + 1;
	}

	#endDocument(text: string, index: number): number {
		this.#outer.add(text, this.#from, index + 1);
		const parsed = parseJson(this.#outer.toString());
		if (parsed === undefined) return this.#fail(index);
		this.value = parsed.value;
		this.status = "complete";
		return index + 1;
	}

	#fail(index: number): number {
		this.status = "invalid";
		return index;
	}
}

/** A text of which some parts have arrived. */
class PartialText {
	readonly #parts: string[] = [];

	add(text: string, from: number, to: number): void {
		if (from < to) this.#parts.push(text.slice(from, to));
	}

	toString(): string {
		const [only = "", ...others] = this.#parts;
		return others.length === 0 ? only : this.#parts.join("");
	}
}

/** Whether the character at the index `end` follows an odd number of backslashes, the first of them not before `start`. */
function isEscaped(text: string, start: number, end: number): boolean {
	let index = end;
	while (index > start && text.charCodeAt(index - 1) === BACKSLASH) index -= 1;
	return (end - index) % 2 === 1;
}

/** Whether a key of an object, as it is spelled in a document, is a name. */
function isKey(text: string | undefined, name: string): boolean {
	return text !== undefined && (text === `"${name}"` || (text.includes("\\") && nameOf(text) === name));
}

/** Returns the name of a key, which is a JSON string. */
function nameOf(key: string): string {
	return key.includes("\\") ? String(parseJson(key)?.value) : key.slice(1, -1);
}

/** Parses a text as JSON. Returns `undefined` if the text is not JSON. */
function parseJson(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}
