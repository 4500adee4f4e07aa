import { TextDecoder } from "node:util";

/** The error for bytes that are not text in a supported encoding. The message continues the name of the file. */
export class EncodingError extends Error {
	override readonly name = "EncodingError";

	constructor() {
		super("not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8");
	}
}

/**
 * Number of bytes at the start of a text that determine its encoding. UTF-32, which is not supported, starts with the
 * byte order mark of UTF-16 and two zero bytes.
 */
const START_BYTES = 4;

/**
 * Decodes a text: UTF-8 with or without a byte order mark, or UTF-16 with a byte order mark, as Windows PowerShell
 * writes it. Removes the byte order mark.
 *
 * @throws EncodingError if the bytes are not valid in that encoding.
 */
export function decodeText(bytes: Uint8Array): string {
	return decodeStrictly(createDecoder(bytes), bytes);
}

/**
 * Decodes a text like {@link decodeText}, but replaces invalid bytes with U+FFFD, and decodes an unknown encoding as
 * UTF-8.
 */
export function decodeLossy(bytes: Uint8Array): string {
	return new TextDecoder(findEncoding(bytes) ?? "utf-8").decode(bytes);
}

/** Options of {@link decodeChunks}. */
export interface DecodeOptions {
	/**
	 * Whether another process may still be writing the text, so that an incomplete last character is omitted.
	 * @defaultValue false
	 */
	readonly isGrowing?: boolean;
}

/**
 * Decodes a text like {@link decodeText}, chunk by chunk.
 *
 * @throws EncodingError if the bytes are not valid in the encoding.
 */
export async function* decodeChunks(
	chunks: AsyncIterable<Uint8Array>,
	{ isGrowing = false }: DecodeOptions = {},
): AsyncGenerator<string> {
	let decoder: TextDecoder | undefined;
	let pending: Uint8Array = new Uint8Array();
	for await (const chunk of chunks) {
		pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
		if (pending.length < START_BYTES) continue;
		decoder ??= createDecoder(pending);
		yield decodeStrictly(decoder, pending, { stream: true });
		pending = new Uint8Array();
	}
	yield decodeStrictly(decoder ?? createDecoder(pending), pending, { stream: isGrowing });
}

function createDecoder(start: Uint8Array): TextDecoder {
	const encoding = findEncoding(start);
	if (encoding === undefined) throw new EncodingError();
	return new TextDecoder(encoding, { fatal: true });
}

/** Returns the encoding of a text, or `undefined` for UTF-16 without a byte order mark and for UTF-32. */
function findEncoding([first, second, third, fourth]: Uint8Array): string | undefined {
	if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? undefined : "utf-16le";
	if (first === 0xfe && second === 0xff) return "utf-16be";
	return first === 0 || second === 0 ? undefined : "utf-8";
}

function decodeStrictly(decoder: TextDecoder, bytes: Uint8Array, options?: { readonly stream: boolean }): string {
	try {
		return decoder.decode(bytes, options);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? new EncodingError() : error;
	}
}
