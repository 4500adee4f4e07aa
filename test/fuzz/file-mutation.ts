import fc from "fast-check";
import { anyText, reservedName } from "@/test/support/arbitraries";
import { encrypted, inClear } from "@/test/support/stack-export";
import { createMutations } from "./mutation";

/** Texts that break a line, a terminal, a CI log or a comparison if a program does not expect them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(
		...["", " ", "\u0000", "a\nb", "\r\n", "\u2028\u2029", "\u202egnp", "\ud800", "\ufeff", "%s%d", "=1+1"],
		...["\u001b[31mred\u001b[0m", "\u001b]0;title\u0007", "::error::x", "\n::add-mask::x", "##[error]x"],
		...["@TLS#NOT_FOUND", "@RBT#", "[secret]", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "null", "-", "../.."],
		...["x".repeat(33), "x".repeat(5000), "<b>&amp;</b>", "{{x}}", "275760-09-14", "2026-02-30"],
	),
	reservedName,
	anyText,
);

/** Secrets in a state that are complete, encrypted or broken. */
const secretMarker = fc.oneof(
	fc.constantFrom<unknown>(
		encrypted(),
		inClear(null),
		inClear({ Team: "x" }),
		inClear(inClear("nested")),
		{ ...inClear(""), plaintext: "{" },
		{ ...inClear(""), plaintext: 5 },
		{ ...encrypted(), ciphertext: null },
		Object.fromEntries(Object.entries(encrypted()).slice(0, 1)),
		Object.fromEntries(Object.keys(encrypted()).map((key) => [key, "another kind of value"])),
	),
	hostileText.map(inClear),
);

/** Values that replace a value of a document. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
	{
		arbitrary: fc.constantFrom<unknown>(null, [], {}, true, false, 0, -1, 1.5, 2 ** 53, 1e300, [null], [{}]),
		weight: 3,
	},
	{ arbitrary: hostileText, weight: 3 },
	{ arbitrary: secretMarker, weight: 2 },
	fc.constantFrom<unknown>(
		{ uint64: "18446744073709551616" },
		{ uint64: 7 },
		{ a: { b: { c: [1] } } },
		nestedLists(100),
	),
);

const hostileName = fc.oneof(reservedName, hostileText, fc.constantFrom("x.y", 'a["b"]', "account", "nick", "urn"));

/** Generates mutations of a document that a user passes to a command. */
export const documentMutations = createMutations({ value: hostileValue, name: hostileName });

/** A change of the text of a file. */
export type TextChange = (text: string) => string;

/** A position in a text or a file of any length. */
const position = fc.nat({ max: 2 ** 30 });

/** Lines that other programs write to the same output. */
const surroundings = [
	...["npm warn config production Use `--omit=dev` instead.\n", "\n> bots@1.0.0 preview\n> pulumi preview --json\n\n"],
	...["warning: using {pulumi} from $HOME/.pulumi\n", "Policy Packs run: {}\n", "{ not JSON }\n", "[1] done\n"],
	...["Previewing update (dev):\n\n", "---\n", '{"name":"other"}\n', "(node:1) Warning: x\n    at y (z.js:1:1)\n"],
	`${JSON.stringify({ sequence: 1, timestamp: 1_700_000_000, diagnosticEvent: { message: "x" } })}\n`,
];

/** Texts that have a meaning in JSON, YAML or CSV. */
const syntax = [
	...['"', "'", ",", ";", "\t", "{", "}", "[", "]", ":", "\\", "\n", "\r", "#", "//", "/*", "*/", "&a ", "*a", "!!js "],
	...[
		"<<: *a\n",
		"? x\n",
		"| \n",
		"%YAML 9\n",
		"--- \n",
		"(a+)+z",
		"{a,b}",
		"1e999",
		"-0",
		"\\u0000",
		"\\ud800",
		'"__proto__":1,',
	],
	...[
		'"account":"x",',
		"sep=;\n",
		"[".repeat(20_000),
		'{"a":'.repeat(20_000),
		" ".repeat(100_000),
		"\n".repeat(20_000),
	],
];

const inserted = fc.oneof(fc.constantFrom(...syntax), hostileText);

/** Generates a change of a text at any position. */
export const textChange: fc.Arbitrary<TextChange> = fc.oneof(
	position.map((at) => (text: string) => text.slice(0, at % (text.length + 1))),
	position.map((at) => (text: string) => text.slice(at % (text.length + 1))),
	{ arbitrary: fc.constantFrom(...surroundings).map((line) => (text: string) => line + text), weight: 3 },
	{ arbitrary: fc.constantFrom(...surroundings).map((line) => (text: string) => `${text}\n${line}`), weight: 3 },
	{
		arbitrary: fc.tuple(position, inserted).map(
			([at, other]) =>
				(text: string) =>
					splice(text, at, 0, other),
		),
		weight: 4,
	},
	fc.tuple(position, fc.integer({ min: 1, max: 40 }), inserted).map(
		([at, length, other]) =>
			(text: string) =>
				splice(text, at, length, other),
	),
	position.map((at) => (text: string) => repeatLine(text, at)),
	fc.constantFrom<TextChange>(
		(text) => text + text,
		(text) => text.replaceAll("\n", "\r\n"),
		(text) => text.replaceAll(/"([\w:]+)":/g, "'$1':"),
		(text) => text.replaceAll("}", ",}"),
		(text) => JSON.stringify(text),
		(text) => `[${text}]`,
		() => "",
	),
);

/** A change of the bytes of a file. */
export type ByteChange = (bytes: Buffer) => Buffer;

/** Encodings of text that PowerShell, Excel and editors write, and that every command reads. */
export const encodings: readonly ByteChange[] = [
	(bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
	(bytes) => Buffer.from(`\ufeff${bytes}`, "utf16le"),
	(bytes) => Buffer.from(`\ufeff${bytes}`, "utf16le").swap16(),
];

/** Encodings that are incomplete or contradict their byte order mark. */
const wrongEncodings: readonly ByteChange[] = [
	(bytes) => Buffer.from(String(bytes), "utf16le"),
	(bytes) => Buffer.from(String(bytes), "utf16le").swap16(),
	(bytes) => Buffer.from(`\ufeffé${bytes}`, "latin1"),
	(bytes) => Buffer.from(`\u00ef\u00bb${bytes}`, "latin1"),
	(bytes) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(String(bytes), "utf16le")]),
	(bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]),
	(bytes) => Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), bytes]),
	(bytes) => Buffer.from(`\ufeff\ufeff${bytes}`),
];

const insertedBytes = fc.oneof(
	fc.constantFrom([0], [0xff], [0xfe], [0xc3], [0xed, 0xa0, 0x80], [0x1b], [0x80], [0xef, 0xbb, 0xbf]),
	fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 4 }),
);

/** Generates a change of the bytes of a file at any position. */
export const byteChange: fc.Arbitrary<ByteChange> = fc.oneof(
	{ arbitrary: fc.constantFrom(...encodings), weight: 3 },
	fc.constantFrom(...wrongEncodings),
	fc.tuple(position, fc.nat({ max: 7 })).map(
		([at, bit]) =>
			(bytes: Buffer) =>
				flip(bytes, at, bit),
	),
	fc.tuple(position, insertedBytes).map(
		([at, other]) =>
			(bytes: Buffer) =>
				spliceBytes(bytes, at, 0, other),
	),
	fc.tuple(position, fc.integer({ min: 1, max: 9 })).map(
		([at, length]) =>
			(bytes: Buffer) =>
				spliceBytes(bytes, at, length, []),
	),
	position.map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
);

function nestedLists(depth: number): unknown {
	return Array.from({ length: depth }).reduce<unknown>((inner) => [inner], "x");
}

function splice(text: string, at: number, length: number, other: string): string {
	const start = at % (text.length + 1);
	return text.slice(0, start) + other + text.slice(start + length);
}

function repeatLine(text: string, at: number): string {
	const lines = text.split("\n");
	const line = at % lines.length;
	return lines.toSpliced(line, 0, lines[line] ?? "").join("\n");
}

function flip(bytes: Buffer, at: number, bit: number): Buffer {
	const index = at % Math.max(bytes.length, 1);
	return Buffer.from(bytes.map((byte, each) => (each === index ? byte ^ (1 << bit) : byte)));
}

function spliceBytes(bytes: Buffer, at: number, length: number, other: readonly number[]): Buffer {
	const start = at % (bytes.length + 1);
	return Buffer.concat([bytes.subarray(0, start), Buffer.from(other), bytes.subarray(start + length)]);
}
