import { readFileSync } from "node:fs";
import type { ParseError } from "jsonc-parser";
import { equalValues } from "../../provider/model/compare";
import type * as validation from "../../provider/model/validation";
import { packageFile, readText } from "../files";
import type { Finding } from "./finding";

/** A rule of an ignore file. */
export interface IgnoreRule {
	/** Glob for the account. */
	readonly account: string;
	/** Glob for the input name or the tag on the wire. Every attribute matches if absent. */
	readonly tag?: string;
	/** The accepted live value; null for not set. Every value matches if absent. */
	readonly live?: number | string | null;
	readonly reason: string;
	/** The last day on which the rule applies, in UTC: YYYY-MM-DD. */
	readonly until: string;
}

/** Findings, separated by ignore rules. */
export interface IgnoreResult {
	/** Findings that no rule matches. */
	readonly findings: readonly Finding[];
	/** Findings that a rule matches, each with the rule. */
	readonly ignored: readonly Finding[];
	/** Rules whose last day is over. */
	readonly expired: readonly IgnoreRule[];
}

/** Separates the findings that a rule matches. An account that is gone or could not be read is never ignored. */
export function applyIgnoreRules(findings: readonly Finding[], rules: readonly IgnoreRule[], now: Date): IgnoreResult {
	const today = now.toISOString().slice(0, 10);
	const matchers = rules.filter(({ until }) => until >= today).map(createMatcher);
	const marked = findings.map((finding) => {
		const rule = canBeIgnored(finding) ? matchers.find(({ matches }) => matches(finding))?.rule : undefined;
		return rule === undefined ? finding : { ...finding, ignored: { reason: rule.reason, until: rule.until } };
	});
	return {
		findings: marked.filter(({ ignored }) => ignored === undefined),
		ignored: marked.filter(({ ignored }) => ignored !== undefined),
		expired: rules.filter(({ until }) => until < today),
	};
}

function canBeIgnored({ kind, path }: Finding): boolean {
	return kind !== "account-gone" && (kind !== "not-readable" || path !== undefined);
}

/** Options of picomatch for names, where a slash, a leading dot and a leading exclamation mark have no special meaning. */
const globOptions = { bash: true, dot: true, nonegate: true };

function createMatcher(rule: IgnoreRule) {
	const picomatch = require("picomatch") as typeof import("picomatch");
	const matchesAccount = picomatch(rule.account, globOptions);
	const matchesTag = rule.tag === undefined ? () => true : picomatch(rule.tag, globOptions);
	const matches = (finding: Finding) =>
		matchesAccount(finding.account ?? "") &&
		(matchesTag(finding.path ?? "") || matchesTag(finding.tag ?? "")) &&
		matchesLive(rule, finding);
	return { rule, matches };
}

/** A rule with a live value never matches a secret, whose value is not in the finding. */
function matchesLive({ live }: IgnoreRule, { tag = "", secret = false, ...finding }: Finding): boolean {
	if (live === undefined) return true;
	if (secret || finding.live === undefined) return false;
	return equalValues(tag, live ?? undefined, finding.live ?? undefined);
}

/**
 * Reads an ignore file: JSON with comments if the name ends in `.json` or `.jsonc`, otherwise YAML.
 *
 * @throws Error with a one-line message that gives the file and the place in it.
 */
export async function readIgnoreRules(file: string): Promise<readonly IgnoreRule[]> {
	const text = await readText(file);
	const document = /\.jsonc?$/.test(file) ? parseJson(file, text) : parseYaml(file, text);
	const { compileSchema } = require("../../provider/model/validation") as typeof validation;
	const validate = compileSchema(JSON.parse(readFileSync(packageFile("schema/drift-ignore.schema.json"), "utf8")));
	if (!validate(document)) {
		const [error] = (validate.errors ?? []) as readonly validation.SchemaError[];
		throw new Error(`${file}: ${error === undefined ? "is invalid" : describeError(error)}`);
	}
	const { rules } = document as { readonly rules: readonly IgnoreRule[] };
	for (const [index, { until }] of rules.entries()) {
		if (!isCalendarDate(until)) throw new Error(`${file}: rules[${index}].until: must be a date of the calendar`);
	}
	return rules;
}

function parseJson(file: string, text: string): unknown {
	const { parse, printParseErrorCode } = require("jsonc-parser") as typeof import("jsonc-parser");
	const errors: ParseError[] = [];
	const document: unknown = parse(text, errors, { allowTrailingComma: true });
	const [first] = errors;
	if (first === undefined) return document;
	const line = text.slice(0, first.offset).split("\n").length;
	throw new Error(`${file}: not valid JSON: ${printParseErrorCode(first.error)} at line ${line}`);
}

function parseYaml(file: string, text: string): unknown {
	const { parse } = require("yaml") as typeof import("yaml");
	try {
		return parse(text);
	} catch (error) {
		throw new Error(`${file}: not valid YAML: ${(error as Error).message.split(/:?\n/)[0]}`);
	}
}

function describeError({ instancePath, message = "is invalid", params }: validation.SchemaError): string {
	const path = instancePath
		.replaceAll(/\/(\d+)/g, "[$1]")
		.replaceAll("/", ".")
		.replace(/^\./, "");
	const property = params.additionalProperty === undefined ? "" : `: ${params.additionalProperty}`;
	return `${path === "" ? "" : `${path}: `}${message}${property}`;
}

function isCalendarDate(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
