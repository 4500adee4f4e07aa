import { JsonSplitter, type SplitList } from "./json-splitter";

/** The properties of the documents to find. */
export interface DocumentShape<List> {
	/** The list whose elements are parsed one by one. The list is empty in the value of the document. */
	readonly list?: SplitList<List>;
	/** The property that contains most of a document: an object or a list. */
	readonly content: string;
}

/** The maximum number of characters of a candidate that are kept, to search them again if it is not a document. */
const MAX_KEPT = 2 ** 20;

/** The maximum number of characters that are searched again in the whole text. */
const MAX_SEARCHED_AGAIN = 16 * MAX_KEPT;

/**
 * Finds the JSON documents between other text, which arrives in parts. A document is an object that starts at the start
 * of a line, or an object or a list with which the text starts. Each text that starts like a document is a candidate.
 *
 * If a candidate turns out not to be a document, the lines after its start are searched again. Of a candidate that is
 * longer than 1 MiB, these lines are skipped.
 */
export class DocumentFinder<List> {
	/** Whether an object within a line is a candidate too. */
	searchesWithinLines = false;
	readonly #shape: DocumentShape<List>;
	readonly #onCandidate: (candidate: JsonSplitter<List>) => void;
	#candidate: JsonSplitter<List> | undefined;
	/** The index in the current text at which the candidate starts; 0 if it started in an earlier part. */
	#start = 0;
	/** The text of the candidate in earlier parts. Undefined if the text is too long to be searched again. */
	#kept: string[] | undefined;
	#keptLength = 0;
	#searchedAgain = 0;
	#isAtStart = true;
	#lastCharacter = "\n";

	/** `onCandidate` receives each candidate when its document is complete, or when it turns out not to be a document. */
	constructor(shape: DocumentShape<List>, onCandidate: (candidate: JsonSplitter<List>) => void) {
		this.#shape = shape;
		this.#onCandidate = onCandidate;
	}

	/** Reads the next part of the text. */
	write(text: string): void {
		this.#read(text, 0);
	}

	/** Ends the text. Searches the text of an incomplete candidate again. */
	end(): void {
		while (this.#candidate !== undefined) this.#read(...this.#reject("", 0));
	}

	#read(part: string, start: number): void {
		let text = part;
		let index = start;
		while (index < text.length) {
			if (this.#candidate === undefined) {
				index = this.#search(text, index);
			} else {
				index = this.#candidate.read(text, index);
				if (this.#candidate.status === "complete") this.#finish();
				else if (this.#candidate.status !== "incomplete") [text, index] = this.#reject(text, index);
			}
		}
		if (this.#candidate !== undefined) this.#keep(text);
		this.#lastCharacter = text.at(-1) ?? this.#lastCharacter;
	}

	/** Returns the index of the next candidate, or the length of the text. */
	#search(text: string, start: number): number {
		const found = this.#findStart(text, start);
		if (found === undefined) return text.length;
		this.#candidate = new JsonSplitter(this.#shape.list, this.#shape.content);
		this.#start = found;
		this.#kept = [];
		this.#keptLength = 0;
		return found;
	}

	#findStart(text: string, start: number): number | undefined {
		if (this.#isAtStart) {
			const first = text.slice(start).search(/\S/);
			if (first < 0) return undefined;
			this.#isAtStart = false;
			if (text[start + first] === "{" || text[start + first] === "[") return start + first;
		}
		for (let index = text.indexOf("{", start); index >= 0; index = text.indexOf("{", index + 1)) {
			const before = index === 0 ? this.#lastCharacter : text[index - 1];
			if (before === "\n" || before === "\r" || this.searchesWithinLines) return index;
		}
		return undefined;
	}

	#keep(text: string): void {
		this.#keptLength += text.length - this.#start;
		if (this.#keptLength > MAX_KEPT) this.#kept = undefined;
		this.#kept?.push(text.slice(this.#start));
		this.#start = 0;
	}

	#finish(): void {
		const candidate = this.#candidate;
		this.#candidate = undefined;
		if (candidate !== undefined) this.#onCandidate(candidate);
	}

	/** Gives a candidate up. Returns the text to read next, and the index at which to continue. */
	#reject(text: string, index: number): readonly [string, number] {
		this.#finish();
		this.#searchedAgain += this.#keptLength + index - this.#start;
		if (this.#kept === undefined || this.#searchedAgain > MAX_SEARCHED_AGAIN) return [text, index];
		return this.#kept.length === 0 ? [text, this.#start + 1] : [this.#kept.join("") + text, 1];
	}
}
