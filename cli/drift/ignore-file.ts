import { readFileSync } from "node:fs";
import type { ParseError } from "jsonc-parser";
import type * as schema from "../../provider/model/schema";
import type { SchemaError } from "../../provider/model/schema";
import { readText } from "../text-file";
import { packageFile } from "../version";
import type { IgnoreRule } from "./ignore";

/**
 * The rules of an ignore file: YAML, or JSON with comments where its name ends with `.json` or `.jsonc`.
 *
 * Errors: one line that names the file, and where in it.
 */
export async function readRules(file: string): Promise<readonly IgnoreRule[]> {
	const document = parse(file, await readText(file));
	const { compileSchema } = require("../../provider/model/schema") as typeof schema;
	const validate = compileSchema(JSON.parse(readFileSync(packageFile("schema/drift-ignore.schema.json"), "utf8")));
	if (!validate(document)) {
		const [error] = (validate.errors ?? []) as readonly SchemaError[];
		throw new Error(`${file}: ${error === undefined ? "is not valid" : wordsOf(error)}`);
	}
	const { rules } = document as { readonly rules: readonly IgnoreRule[] };
	for (const [at, { until }] of rules.entries()) {
		if (!isDay(until)) throw new Error(`${file}: rules[${at}].until: is no day of the calendar`);
	}
	return rules;
}

function parse(file: string, text: string): unknown {
	return /\.jsonc?$/.test(file) ? parseJson(file, text) : parseYaml(file, text);
}

function parseJson(file: string, text: string): unknown {
	const { parse, printParseErrorCode } = require("jsonc-parser") as typeof import("jsonc-parser");
	const errors: ParseError[] = [];
	const document: unknown = parse(text, errors, { allowTrailingComma: true });
	const [first] = errors;
	if (first === undefined) return document;
	const line = text.slice(0, first.offset).split("\n").length;
	throw new Error(`${file}: is not JSON: ${printParseErrorCode(first.error)} in line ${line}`);
}

function parseYaml(file: string, text: string): unknown {
	const { parse } = require("yaml") as typeof import("yaml");
	try {
		return parse(text);
	} catch (error) {
		throw new Error(`${file}: is not YAML: ${(error as Error).message.split(/:?\n/)[0]}`);
	}
}

function wordsOf({ instancePath, message = "is not valid", params }: SchemaError): string {
	const path = instancePath
		.replaceAll(/\/(\d+)/g, "[$1]")
		.replaceAll("/", ".")
		.replace(/^\./, "");
	const name = params.additionalProperty === undefined ? "" : `: ${params.additionalProperty}`;
	return `${path === "" ? "" : `${path}: `}${message}${name}`;
}

/** Whether a text is a day that the calendar has. */
function isDay(text: string): boolean {
	const day = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
