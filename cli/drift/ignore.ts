import { readFileSync } from "node:fs";
import type { ParseError } from "jsonc-parser";
import { equalValues } from "../../provider/model/compare";
import { nearestPath, pathSchema } from "../../provider/model/input-paths";
import { formatPropertyPath, parsePropertyPath } from "../../provider/model/property-path";
import type * as validation from "../../provider/model/validation";
import { once } from "../../provider/util/core";
import { escapeControlCharacters } from "../../provider/util/text";
import { packageFile, readText } from "../files";
import { warn as printWarning } from "../terminal";
import { type Finding, isAboutWholeAccount } from "./finding";
import { compileGlob } from "./glob";
import { canMatchTag } from "./tag-globs";

/** A rule of an ignore file. */
export interface IgnoreRule {
	/** Glob that the account ID of a finding must match. */
	readonly account: string;
	/** Glob that the input path or the tag of a finding must match. If undefined, the rule matches every attribute. */
	readonly tag?: string;
	/**
	 * The live value that the rule accepts; `null` accepts a tag that is not set. If undefined, the rule matches every
	 * live value.
	 */
	readonly live?: number | string | null;
	/** The reason why the difference is accepted. */
	readonly reason: string;
	/** The last day on which the rule applies, in UTC: YYYY-MM-DD. */
	readonly until: string;
}

/** The findings of a run, divided into findings that match an ignore rule and all others. */
export interface IgnoreResult {
	/** Findings that match no rule. */
	readonly findings: readonly Finding[];
	/** Findings that match a rule, with the reason and the last day of the rule. */
	readonly ignored: readonly Finding[];
	/** Rules that apply, with the number of findings that each of them hides. */
	readonly rules: readonly AppliedRule[];
	/** Rules whose last day has passed. */
	readonly expired: readonly IgnoreRule[];
}

/** A rule that applies in a run. If several rules match a finding, only the first one counts it. */
export interface AppliedRule {
	readonly rule: IgnoreRule;
	/** Number of findings that the rule hides. */
	readonly hidden: number;
}

/**
 * Applies ignore rules to the findings of a run. A finding about a whole account or resource, which is gone, or could not
 * be read or compared, is never ignored.
 */
export function applyIgnoreRules(findings: readonly Finding[], rules: readonly IgnoreRule[], now: Date): IgnoreResult {
	const today = now.toISOString().slice(0, 10);
	const matchers = rules.filter(({ until }) => until >= today).map(createMatcher);
	const hidden = new Map(matchers.map(({ rule }) => [rule, 0]));
	const marked = findings.map((finding) => {
		if (isAboutWholeAccount(finding)) return finding;
		const rule = matchers.find(({ matches }) => matches(finding))?.rule;
		if (rule === undefined) return finding;
		hidden.set(rule, (hidden.get(rule) ?? 0) + 1);
		return { ...finding, ignored: { reason: rule.reason, until: rule.until } };
	});
	return {
		rules: [...hidden].map(([rule, count]) => ({ rule, hidden: count })),
		findings: marked.filter(({ ignored }) => ignored === undefined),
		ignored: marked.filter(({ ignored }) => ignored !== undefined),
		expired: rules.filter(({ until }) => until < today),
	};
}

function createMatcher(rule: IgnoreRule) {
	const matchesAccount = compileGlob(rule.account);
	const matchesTag = rule.tag === undefined ? () => true : compileGlob(rule.tag);
	const matches = (finding: Finding) =>
		matchesAccount(finding.account ?? "") &&
		(matchesTag(finding.path ?? "") || matchesTag(finding.tag ?? "")) &&
		matchesLive(rule, finding);
	return { rule, matches };
}

/**
 * Whether a rule accepts the live value of a finding. A rule that has `live` never accepts a secret, because a finding
 * does not contain the value of a secret.
 */
function matchesLive({ live }: IgnoreRule, { tag = "", secret = false, ...finding }: Finding): boolean {
	if (live === undefined) return true;
	if (secret || finding.live === undefined) return false;
	return equalValues(tag, live ?? undefined, finding.live ?? undefined);
}

const ignoreValidator = once(() => {
	const { compileSchema } = require("../../provider/model/validation") as typeof validation;
	return compileSchema(JSON.parse(readFileSync(packageFile("schema/drift-ignore.schema.json"), "utf8")));
});

/**
 * Reads an ignore file: JSON with comments if the name ends in `.json` or `.jsonc`, otherwise YAML. Calls `warn` with a
 * message for each rule that can match no finding, and for each warning about YAML.
 *
 * @throws Error with a one-line message that contains the file and the position of the error.
 */
export async function readIgnoreRules(
	file: string,
	warn: (message: string) => void = writeWarning,
): Promise<readonly IgnoreRule[]> {
	const text = await readText(file);
	const document = /\.jsonc?$/.test(file) ? parseJson(file, text) : parseYaml(file, text, warn);
	const { isUnquoted } = require("../../provider/model/validation") as typeof validation;
	const validate = ignoreValidator();
	if (!validate(document)) {
		const errors = (validate.errors ?? []) as readonly validation.SchemaError[];
		const [problem = "is invalid"] = errors.map((error) => describeError(error, isUnquoted(error)));
		throw new Error(`${file}: ${problem}`);
	}
	const { rules } = document as { readonly rules: readonly IgnoreRule[] };
	for (const [index, { account, tag, until }] of rules.entries()) {
		const where = `${file}: rules[${index}]`;
		if (!isCalendarDate(until)) throw new Error(`${where}.until: must be a calendar date`);
		assertGlob(`${where}.account`, account);
		if (tag === undefined) continue;
		assertGlob(`${where}.tag`, tag);
		if (!canMatchTag(tag)) warn(`${where}.tag: ${describeUnmatchedTag(tag)}`);
	}
	return rules;
}

function assertGlob(where: string, glob: string): void {
	try {
		compileGlob(glob);
	} catch (error) {
		throw new Error(`${where}: ${(error as Error).message}`);
	}
}

function writeWarning(message: string): void {
	printWarning(`warning: ${message}`);
}

function describeUnmatchedTag(tag: string): string {
	const nearest = nearestPath(pathSchema("profile"), parsePropertyPath(tag));
	const hint = nearest === undefined ? "see docs/inputs.md" : `did you mean "${formatPropertyPath(nearest)}"?`;
	return `"${escapeControlCharacters(tag)}" matches no input and no tag; ${hint}`;
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

/** The maximum number of nested collections in YAML. The parser takes seconds, or fails, if there are thousands. */
const MAX_LEVELS = 100;

function parseYaml(file: string, text: string, warn: (message: string) => void): unknown {
	const { Lexer, parseDocument } = require("yaml") as typeof import("yaml");
	if (countLevels(new Lexer().lex(text)) > MAX_LEVELS) {
		throw new Error(`${file}: not valid YAML: over ${MAX_LEVELS} levels; remove the nested values`);
	}
	const document = parseDocument(text, { logLevel: "error" }); // otherwise, yaml prints warnings in several lines
	try {
		const [error] = document.errors;
		if (error !== undefined) throw error;
		for (const warning of document.warnings) warn(`${file}: ${firstLine(warning)}`);
		return document.toJS();
	} catch (error) {
		throw new Error(`${file}: not valid YAML: ${firstLine(error as Error)}`);
	}
}

/** Returns the maximum number of open brackets, plus the number of list items and keys that start on the same line. */
function countLevels(tokens: Iterable<string>): number {
	let max = 0;
	let brackets = 0;
	let inLine = 0;
	for (const token of tokens) {
		if (token === "{" || token === "[") brackets += 1;
		else if (token === "}" || token === "]") brackets -= 1;
		else if (token === "-" || token === "?") inLine += 1;
		else if (token.includes("\n")) inLine = 0;
		max = Math.max(max, brackets + inLine);
	}
	return max;
}

function firstLine({ message }: Error): string {
	return message.split(/:?\n/)[0] ?? message;
}

function describeError(error: validation.SchemaError, isUnquoted: boolean): string {
	const { instancePath, message = "is invalid", params } = error;
	const path = instancePath
		.replaceAll(/\/(\d+)/g, "[$1]")
		.replaceAll("/", ".")
		.replace(/^\./, "");
	const property = params.additionalProperty === undefined ? "" : `: ${params.additionalProperty}`;
	const hint = isUnquoted ? "; put it in quotes" : "";
	return `${path === "" ? "" : `${path}: `}${message}${property}${hint}`;
}

function isCalendarDate(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
