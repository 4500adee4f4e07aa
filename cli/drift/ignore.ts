import { readFileSync } from "node:fs";
import type { ParseError } from "jsonc-parser";
import { equalValues } from "../../provider/model/compare";
import type * as schema from "../../provider/model/validation";
import type { SchemaError } from "../../provider/model/validation";
import { readText } from "../text-file";
import { packageFile } from "../version";
import type { Finding } from "./finding";

/** One rule of an ignore file. */
export interface IgnoreRule {
	/** The accounts, as a glob. */
	readonly account: string;
	/** The attributes, as a glob over the input's name or the tag on the wire. Left out: all. */
	readonly tag?: string;
	/** The live value that is accepted; null for not set. Left out: any. */
	readonly live?: number | string | null;
	readonly reason: string;
	/** The last day on which it counts, in UTC: YYYY-MM-DD. */
	readonly until: string;
}

/** Findings sorted by rules. */
export interface IgnoreResult {
	/** What counts. */
	readonly findings: readonly Finding[];
	/** What a rule hides, each with the rule. */
	readonly ignored: readonly Finding[];
	/** Rules whose day is over: they hide nothing any more. */
	readonly expired: readonly IgnoreRule[];
}

/** Sorts findings by the rules that hold at a time. No rule hides an account that is gone or that could not be read. */
export function applyIgnoreRules(findings: readonly Finding[], rules: readonly IgnoreRule[], now: Date): IgnoreResult {
	const today = now.toISOString().slice(0, 10);
	const matchers = rules.filter(({ until }) => until >= today).map(matcherOf);
	const sorted = findings.map((finding) => {
		const rule = canBeIgnored(finding) ? matchers.find(({ matches }) => matches(finding))?.rule : undefined;
		return rule === undefined ? finding : { ...finding, ignored: { reason: rule.reason, until: rule.until } };
	});
	return {
		findings: sorted.filter(({ ignored }) => ignored === undefined),
		ignored: sorted.filter(({ ignored }) => ignored !== undefined),
		expired: rules.filter(({ until }) => until < today),
	};
}

function canBeIgnored({ kind, path }: Finding): boolean {
	return kind !== "account-gone" && (kind !== "not-readable" || path !== undefined);
}

/** Globs over names, in which a slash or a leading dot or exclamation mark is a sign like any other. */
const globOptions = { bash: true, dot: true, nonegate: true };

function matcherOf(rule: IgnoreRule) {
	const picomatch = require("picomatch") as typeof import("picomatch");
	const isAccount = picomatch(rule.account, globOptions);
	const isTag = rule.tag === undefined ? () => true : picomatch(rule.tag, globOptions);
	const matches = (finding: Finding) =>
		isAccount(finding.account ?? "") &&
		(isTag(finding.path ?? "") || isTag(finding.tag ?? "")) &&
		isAccepted(rule, finding);
	return { rule, matches };
}

function isAccepted({ live }: IgnoreRule, { tag = "", secret = false, ...finding }: Finding): boolean {
	if (live === undefined) return true;
	if (secret || finding.live === undefined) return false;
	return equalValues(tag, live ?? undefined, finding.live ?? undefined);
}

/**
 * The rules of an ignore file: YAML, or JSON with comments where its name ends with `.json` or `.jsonc`.
 *
 * Errors: one line that names the file, and where in it.
 */
export async function readRules(file: string): Promise<readonly IgnoreRule[]> {
	const document = parse(file, await readText(file));
	const { compileSchema } = require("../../provider/model/validation") as typeof schema;
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
