import { readFileSync } from "node:fs";
import type { Node as JsonNode, ParseError } from "jsonc-parser";
import type { CST, YAMLMap } from "yaml";
import { equalValues } from "../../provider/model/compare";
import { nearestPath, pathSchema } from "../../provider/model/input-paths";
import { formatPropertyPath, parsePropertyPath } from "../../provider/model/property-path";
import type * as validation from "../../provider/model/validation";
import { once } from "../../provider/util/core";
import { escapeControlCharacters } from "../../provider/util/text";
import { packageFile, readText } from "../files";
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

/** The maximum length of an ignore file, in characters. The parser of YAML takes seconds for longer texts. */
const MAX_LENGTH = 256 * 1024;

/**
 * Reads an ignore file: JSON with comments if the name ends in `.json` or `.jsonc`, otherwise YAML. Calls `warn` with a
 * message for each rule that can match no finding, and for each warning about YAML.
 *
 * @throws Error with a one-line message that contains the file and the position of the error.
 */
export async function readIgnoreRules(file: string, warn: (message: string) => void): Promise<readonly IgnoreRule[]> {
	const document = parseDocument(file, await readText(file), warn);
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
		if (!isCalendarDate(until)) throw new Error(`${where}.until: must be a calendar date; correct the file`);
		assertGlob(`${where}.account`, account);
		if (tag === undefined) continue;
		assertGlob(`${where}.tag`, tag);
		if (!canMatchTag(tag)) warn(`${where}.tag: ${describeUnmatchedTag(tag)}`);
	}
	return rules;
}

function parseDocument(file: string, text: string, warn: (message: string) => void): unknown {
	if (text.length > MAX_LENGTH) {
		throw new Error(`${file}: over ${MAX_LENGTH} characters; remove rules, or combine them with globs`);
	}
	const isJson = /\.jsonc?$/.test(file);
	try {
		return isJson ? parseJson(text) : parseYaml(text, (message) => warn(`${file}: ${message}`));
	} catch (error) {
		throw new Error(`${file}: not valid ${isJson ? "JSON" : "YAML"}: ${(error as Error).message}`);
	}
}

function assertGlob(where: string, glob: string): void {
	try {
		compileGlob(glob);
	} catch (error) {
		throw new Error(`${where}: ${(error as Error).message}`);
	}
}

function describeUnmatchedTag(tag: string): string {
	const nearest = nearestPath(pathSchema("profile"), parsePropertyPath(tag));
	const hint = nearest === undefined ? "see docs/inputs.md" : `did you mean "${formatPropertyPath(nearest)}"?`;
	return `"${escapeControlCharacters(tag)}" matches no input and no tag; ${hint}`;
}

/** Parses JSON with comments and trailing commas. Every key is an own property, also `__proto__`. */
function parseJson(text: string): unknown {
	const { parseTree, printParseErrorCode } = require("jsonc-parser") as typeof import("jsonc-parser");
	assertJsonLevels(text);
	const errors: ParseError[] = [];
	const root = parseTree(text, errors, { allowTrailingComma: true });
	const [first] = errors;
	if (first !== undefined) throw syntaxError(text, printParseErrorCode(first.error), first.offset);
	return root === undefined ? undefined : toJsonValue(text, root);
}

function toJsonValue(text: string, { type, children = [], value }: JsonNode): unknown {
	if (type === "array") return children.map((child) => toJsonValue(text, child));
	if (type !== "object") return value;
	const properties = new Map<string, unknown>();
	for (const { children: [key, child] = [] } of children) {
		if (key === undefined || child === undefined) continue; // the parser has reported an error
		if (properties.has(key.value)) throw syntaxError(text, DUPLICATE_KEY, key.offset);
		properties.set(key.value, toJsonValue(text, child));
	}
	return Object.fromEntries(properties);
}

function assertJsonLevels(text: string): void {
	const { createScanner } = require("jsonc-parser") as typeof import("jsonc-parser");
	const scanner = createScanner(text, true);
	let levels = 0;
	do {
		scanner.scan();
		const first = text[scanner.getTokenOffset()];
		if (first === "{" || first === "[") levels += 1;
		if (first === "}" || first === "]") levels -= 1;
		assertLevels(levels);
	} while (scanner.getPosition() < text.length);
}

/** Parses YAML of one document. Calls `warn` with each warning of the parser. */
function parseYaml(text: string, warn: (message: string) => void): unknown {
	const { Composer, visit } = require("yaml") as typeof import("yaml");
	// uniqueKeys of the library takes quadratic time; logLevel prevents warnings in several lines
	const composer = new Composer({ logLevel: "error", prettyErrors: false, uniqueKeys: false });
	const [document, next] = composer.compose(parseYamlTokens(text), true, text.length);
	if (document === undefined) return undefined;
	const [error] = document.errors;
	if (error !== undefined) throw syntaxError(text, error.message, error.pos[0]);
	if (next !== undefined) throw syntaxError(text, "a second document", next.range[0]);
	for (const { message, pos } of document.warnings) warn(`${message} ${describePosition(text, pos[0])}`);
	visit(document, { Map: (_key, map) => assertUniqueKeys(text, map) });
	return document.toJS();
}

/** Parses YAML to the tokens of its documents, and stops at the first value that has too many levels. */
function* parseYamlTokens(text: string): Generator<CST.Token> {
	const { Lexer, Parser } = require("yaml") as typeof import("yaml");
	const parser = new Parser();
	for (const lexeme of new Lexer().lex(text)) {
		yield* parser.next(lexeme);
		assertLevels(parser.stack.length - 2); // the stack also contains the document and a value
	}
	yield* parser.end();
}

function assertUniqueKeys(text: string, { items }: YAMLMap): void {
	const { isAlias, isNode, isScalar } = require("yaml") as typeof import("yaml");
	const names = new Set<string>();
	for (const { key } of items) {
		const [offset = 0] = (isNode(key) && key.range) || [];
		if (isAlias(key)) throw syntaxError(text, "an alias as a key", offset);
		if (!isScalar(key)) continue; // the schema permits no such key
		const name = String(key.value);
		if (names.has(name)) throw syntaxError(text, DUPLICATE_KEY, offset);
		names.add(name);
	}
}

const DUPLICATE_KEY = "a key is repeated";

/** The maximum number of nested lists and objects. The parsers take seconds, or fail, if there are thousands. */
const MAX_LEVELS = 100;

function assertLevels(levels: number): void {
	if (levels > MAX_LEVELS) throw new Error(`over ${MAX_LEVELS} levels; remove the nested values`);
}

function syntaxError(text: string, problem: string, offset: number): Error {
	return new Error(`${problem} ${describePosition(text, offset)}; correct the file`);
}

function describePosition(text: string, offset: number): string {
	const lines = text.slice(0, offset).split("\n");
	return `at line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

function describeError(error: validation.SchemaError, isUnquoted: boolean): string {
	const { instancePath, message = "is invalid", params } = error;
	const path = instancePath
		.replaceAll(/\/(\d+)/g, "[$1]")
		.replaceAll("/", ".")
		.replace(/^\./, "");
	const property = params.additionalProperty === undefined ? "" : `: ${params.additionalProperty}`;
	const nextStep = isUnquoted ? "put it in quotes" : "correct the file";
	return `${path === "" ? "" : `${path}: `}${message}${property}; ${nextStep}`;
}

function isCalendarDate(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
