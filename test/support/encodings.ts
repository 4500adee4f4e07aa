/** Functions that encode a text as the programs of users do, keyed by the name of the encoding. */
export const encoders: Readonly<Record<string, (text: string) => Buffer>> = {
	"UTF-8": (text) => Buffer.from(text),
	"UTF-8 with a byte order mark": (text) => Buffer.from(`\ufeff${text}`),
	"UTF-16 LE": toUtf16,
	"UTF-16 BE": (text) => toUtf16(text).swap16(),
};

/** Encodes a text in UTF-16 LE with a byte order mark, as the redirection `>` of Windows PowerShell 5.1 does. */
export function toUtf16(text: string): Buffer {
	return Buffer.from(`\ufeff${text}`, "utf16le");
}

/** Bytes that are not text in a supported encoding, keyed by a description. */
export const undecodable: Readonly<Record<string, Buffer>> = {
	"Latin-1": Buffer.from("é\n", "latin1"),
	GBK: Buffer.from([0xd3, 0xc3, 0xbb, 0xa7, 0x0a]),
	"UTF-16 LE without a byte order mark": Buffer.from("{}", "utf16le"),
	"UTF-16 BE without a byte order mark": Buffer.from("{}", "utf16le").swap16(),
	"UTF-16 with half a surrogate pair": toUtf16("\ud83d{}"),
	"UTF-32 LE": Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]),
	"UTF-32 BE": Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b]),
};
