import assert from "node:assert/strict";
import { decodeChunks, decodeLossy, decodeText, EncodingError } from "@/provider/util/text-encoding";
import { encoders, toUtf16, undecodable } from "@/test/support/encodings";

const TEXT = "a語😀\r\n";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decodeInChunks(bytes: Uint8Array, size: number, isGrowing = false): Promise<string> {
	let text = "";
	for await (const part of decodeChunks(chunksOf(bytes, size), { isGrowing })) text += part;
	return text;
}

describe("decodeText, decodeLossy and decodeChunks", () => {
	for (const [name, encode] of Object.entries(encoders)) {
		it(`decode ${name}`, async () => {
			for (const text of ["", "a", TEXT]) {
				const bytes = encode(text);
				assert.equal(decodeText(bytes), text);
				assert.equal(decodeLossy(bytes), text);
				for (const size of [1, 2, 3, 5, 100]) assert.equal(await decodeInChunks(bytes, size), text);
			}
		});
	}
});

describe("decodeText and decodeChunks", () => {
	for (const [name, bytes] of Object.entries(undecodable)) {
		it(`reject ${name}`, async () => {
			assert.throws(() => decodeText(bytes), EncodingError);
			const more = Buffer.concat([bytes, bytes]);
			for (const size of [1, 3, 100]) await assert.rejects(decodeInChunks(more, size), EncodingError);
		});
	}

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reject ${name} with an incomplete last character`, async () => {
			const bytes = encode("ab😀").subarray(0, -1);
			assert.throws(() => decodeText(bytes), EncodingError);
			for (const size of [1, 3, 100]) await assert.rejects(decodeInChunks(bytes, size), EncodingError);
		});
	}
});

describe("decodeLossy", () => {
	it("replaces invalid bytes", () => {
		assert.equal(decodeLossy(Buffer.from("a,é,b", "latin1")), "a,\ufffd,b");
		assert.equal(decodeLossy(toUtf16("a\ud83db")), "a\ufffdb");
	});

	it("decodes UTF-16 without a byte order mark as UTF-8", () => {
		assert.equal(decodeLossy(Buffer.from("ab", "utf16le")), "a\0b\0");
	});
});

describe("decodeChunks", () => {
	it("omits an incomplete last character of a text that is still written", async () => {
		for (const encode of Object.values(encoders)) {
			for (const size of [1, 100]) {
				assert.equal(await decodeInChunks(encode("ab😀").subarray(0, -1), size, true), "ab");
			}
		}
	});

	it("yields the text of a chunk before it reads the next chunk", async () => {
		let count = 0;
		async function* endless(): AsyncGenerator<Uint8Array> {
			for (;;) {
				count += 1;
				yield Buffer.from("line\n");
			}
		}
		const texts = decodeChunks(endless());
		assert.equal((await texts.next()).value, "line\n");
		assert.equal(count, 1);
	});
});
