import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRows, readCsvFile } from "@/cli/adopt/csv";
import { encoders } from "@/test/support/encodings";

describe("readCsvFile", () => {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-csv-"));
	const file = join(folder, "ids.csv");
	after(() => rmSync(folder, { recursive: true }));

	const read = (content: string | Buffer) => {
		writeFileSync(file, content);
		return readCsvFile(file);
	};

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reads ${name}`, async () =>
			assert.equal(await read(encode("用户ID,昵称\r\nbot,語\r\n")), "用户ID,昵称\r\nbot,語\r\n"));
	}

	it("replaces invalid bytes, because they may be in cells that are not used", async () => {
		assert.equal(await read(Buffer.from("UserID,é\n", "latin1")), "UserID,\ufffd\n");
	});

	const accepted = ["[bot]\n", "{bot}\n", "<bot>\n", "PK\n", ""];
	for (const text of accepted) {
		it(`reads the text ${JSON.stringify(text)}`, async () => assert.equal(await read(text), text));
	}

	const others: readonly { readonly name: string; readonly content: string | Buffer; readonly reason: string }[] = [
		{
			name: "a workbook in ZIP format",
			content: Buffer.from("504b030414000600ffd8", "hex"),
			reason: "a workbook, not CSV; ",
		},
		{
			name: "a workbook of Excel 97",
			content: Buffer.from("d0cf11e0a1b11ae1", "hex"),
			reason: "a workbook, not CSV; ",
		},
		{ name: "a JSON array of texts", content: '["support_bot"]', reason: "JSON, not CSV; " },
		{ name: "a JSON array of objects", content: '[\n  { "UserID": "a" }\n]\n', reason: "JSON, not CSV; " },
		{ name: "an empty JSON array", content: "[ ]\n", reason: "JSON, not CSV; " },
		{ name: "a JSON object", content: '\n{"accounts": []}', reason: "JSON, not CSV; " },
		{ name: "JSON lines", content: '{"UserID":"a"}\n{"UserID":"b"}\n', reason: "JSON, not CSV; " },
		{ name: "JSON in UTF-16", content: Buffer.from('\ufeff["a"]', "utf16le"), reason: "JSON, not CSV; " },
		{ name: "a table in HTML", content: "<html><table>", reason: "HTML or XML, not CSV; " },
		{ name: "an XML spreadsheet", content: '<?xml version="1.0"?>', reason: "HTML or XML, not CSV; " },
	];
	for (const { name, content, reason } of others) {
		it(`rejects ${name}`, async () => {
			await assert.rejects(read(content), ({ message }: Error) => message.startsWith(`${file}: ${reason}`));
		});
	}

	it("rejects a missing file", async () => {
		await assert.rejects(readCsvFile(join(folder, "none")), {
			message: /none: the file does not exist; check the path$/,
		});
	});
});

describe("parseRows", () => {
	const comma = [(cells: readonly string[], delimiter: string) => delimiter === "," && cells.length > 1];
	const parse = (text: string) => parseRows("ids.csv", text, comma).map(({ cells, line }) => [line, ...cells]);

	const cases: readonly { readonly name: string; readonly text: string; readonly rows: readonly unknown[] }[] = [
		{
			name: "rows of different lengths",
			text: "a,b\nc\nd,e,f\n",
			rows: [
				[1, "a", "b"],
				[2, "c"],
				[3, "d", "e", "f"],
			],
		},
		{
			name: "quotes inside a cell",
			text: 'bot,a "b" c\nx,y\n',
			rows: [
				[1, "bot", 'a "b" c'],
				[2, "x", "y"],
			],
		},
		{
			name: "quotes at the start of a cell",
			text: 'bot,"a" b\nx,5"\n',
			rows: [
				[1, "bot", '"a" b'],
				[2, "x", '5"'],
			],
		},
		{ name: "spaces around quoted cells", text: ' "bot" , "a"\n', rows: [[1, "bot", "a"]] },
		{ name: "spaces inside quoted cells", text: '" bot "\n', rows: [[1, " bot "]] },
		{
			name: "cells with line breaks",
			text: 'bot,"a\r\nb"\r\nx,y\r\n',
			rows: [
				[2, "bot", "a\nb"],
				[3, "x", "y"],
			],
		},
		{
			name: "no empty lines and no rows of empty cells",
			text: "\n,\n a,b\n , ,\n\n,,\nc,\n",
			rows: [
				[3, "a", "b"],
				[7, "c", ""],
			],
		},
		{
			name: "a row whose only cell is a quoted empty text",
			text: 'a\n""\n',
			rows: [
				[1, "a"],
				[2, ""],
			],
		},
		{
			name: "line breaks of different systems",
			text: "a\rb\r\nc\nd",
			rows: [
				[1, "a"],
				[2, "b"],
				[3, "c"],
				[4, "d"],
			],
		},
		{ name: "no first line sep=", text: "sep=;\na;b\n", rows: [[2, "a", "b"]] },
		{ name: "nothing of a file that has only a first line sep=", text: "sep=;", rows: [] },
	];
	for (const { name, text, rows } of cases) {
		it(`returns ${name}`, () => assert.deepEqual(parse(text), rows));
	}

	it("rejects a quotation mark that hides the start of other rows", () => {
		assert.throws(() => parse('bot,"5 inch\nother,"6 inch\n'), {
			message: "ids.csv: a quotation mark in or before line 2 is not closed; close or remove it",
		});
	});

	it("uses the delimiter of the first rule that matches", () => {
		const isTab = (_cells: readonly string[], delimiter: string) => delimiter === "\t";
		const never = () => false;
		assert.deepEqual(parseRows("f", "a,b\tc;d\n", [never, isTab, ...comma])[0]?.cells, ["a,b", "c;d"]);
		assert.deepEqual(parseRows("f", "a,b\tc;d\n", [never])[0]?.cells, ["a", "b\tc;d"]);
	});
});
