import { isPlainObject } from "../../provider/util/core";
import { DocumentFinder, type DocumentShape } from "./document-finder";
import { MAX_LEVELS } from "./json-splitter";

/** A kind of JSON document that a Pulumi command prints. */
export interface DocumentKind<T, List> extends DocumentShape<List> {
	/** The name of the documents in messages, in the plural. */
	readonly plural: string;
	/** Properties of which a document has at least one. They determine which error is reported. */
	readonly keys: readonly string[];
	/**
	 * Converts a document.
	 *
	 * @throws Error with a one-line message if the document is not valid
	 */
	readonly read: (value: unknown, list: List | undefined) => T;
}

/** Reads the one document in a text that arrives in parts. */
export interface DocumentReader<T> {
	/** Reads the next part of the text. */
	write(text: string): void;
	/**
	 * Ends the text, and returns its document.
	 *
	 * @throws Error with a one-line message if the text does not contain exactly one valid document
	 */
	end(): T;
}

/**
 * Creates a reader of the JSON document in the output of a Pulumi command. Text before and after the document, such as
 * warnings, log lines in JSON or the script lines of npm, is skipped. A document starts at the start of a line. After it,
 * the start of another document is an error, wherever it is and even if it is incomplete.
 */
export function createDocumentReader<T, List>(kind: DocumentKind<T, List>): DocumentReader<T> {
	const found: T[] = [];
	const errors: { expected?: unknown; other?: unknown } = {};
	const seen = { isEmpty: true, hasEvents: false, isTooDeep: false };
	let hasOther = false;
	let hasRepeatedKey = false;
	const finder = new DocumentFinder(kind, ({ status, value, list, hasContent, hasRepeatedKey: isRepeated }) => {
		seen.isTooDeep ||= status === "too-deep";
		hasOther ||= found.length > 0 && hasContent;
		if (status !== "complete") return;
		hasRepeatedKey ||= hasContent && isRepeated;
		seen.hasEvents ||= isEngineEvent(value);
		try {
			found.push(kind.read(value, list));
			finder.searchesWithinLines = true;
		} catch (error) {
			errors[hasProperty(value, kind.keys) ? "expected" : "other"] ??= error;
		}
	});
	return {
		write(text) {
			seen.isEmpty &&= text.trim() === "";
			finder.write(text);
		},
		end() {
			finder.end();
			const [document, ...others] = found;
			if (hasOther || others.length > 0) throw new Error(`several ${kind.plural}, not one; pass one of them`);
			if (hasRepeatedKey) throw new Error("not valid: a key of the document is repeated; create it again");
			if (document !== undefined) return document;
			throw absenceProblem(seen) ?? errors.expected ?? errors.other ?? new Error("not valid JSON; create it again");
		},
	};
}

/** The properties of a text that explain why it contains no valid document. */
interface SeenText {
	readonly isEmpty: boolean;
	readonly hasEvents: boolean;
	readonly isTooDeep: boolean;
}

/** Returns the error that explains best why a text contains no valid document, if there is one. */
function absenceProblem({ isEmpty, hasEvents, isTooDeep }: SeenText): Error | undefined {
	if (isEmpty) return new Error("the file is empty; create it again");
	if (hasEvents) return new Error(STREAM_OF_EVENTS);
	if (!isTooDeep) return undefined;
	return new Error(`not valid: over ${MAX_LEVELS} levels of objects and lists; create it again`);
}

const STREAM_OF_EVENTS =
	"a stream of events, not one document; unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW and create the file again";

/** Whether a value is one event of the engine, as `pulumi up --json` writes one on each line. */
function isEngineEvent(value: unknown): boolean {
	return isPlainObject(value) && typeof value.sequence === "number" && typeof value.timestamp === "number";
}

function hasProperty(value: unknown, keys: readonly string[]): boolean {
	return isPlainObject(value) && keys.some((key) => Object.hasOwn(value, key));
}
