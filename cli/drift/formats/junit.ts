import { create } from "xmlbuilder2";
import { escapeControlCharacters } from "../../../provider/util";
import type { Finding } from "../finding";
import { findingKinds } from "../finding";
import { formatFinding, resourceName, targetName } from "../messages";
import type { CheckedAccount, Report } from "../report";

/**
 * A report in JUnit's XML, as pipelines take it: an account of a resource is a test case, what has moved or gone a failure, what
 * could not be told an error.
 *
 * Shape: valid for the schemas of Ant and of Jenkins.
 */
export function junitFormat(report: Report): string {
	const cases = casesOf(report);
	const count = (element: string) => cases.filter((each) => each.outcome?.element === element).length;
	const time = (report.durationMs / 1000).toFixed(3);
	const source = escapeControlCharacters(report.source);
	const suite = create({ version: "1.0", encoding: "UTF-8" })
		.ele("testsuites")
		.ele("testsuite", {
			...{ id: 0, package: "pulumi-tim", name: `drift ${source}`, hostname: "localhost", time },
			...{ tests: cases.length, failures: count("failure"), errors: count("error") },
			timestamp: report.time.toISOString().slice(0, 19),
		});
	suite.ele("properties").ele("property", { name: "source", value: source });
	for (const { name, classname, outcome } of cases) {
		const testcase = suite.ele("testcase", { name, classname, time: "0" });
		if (outcome === undefined) continue;
		const { element, text, ...attributes } = outcome;
		testcase.ele(element, attributes).txt(text);
	}
	suite.ele("system-out");
	suite.ele("system-err");
	return `${suite.end({ prettyPrint: true })}\n`;
}

interface Case {
	readonly name: string;
	readonly classname: string;
	readonly outcome?: {
		readonly element: "error" | "failure";
		readonly type: string;
		readonly message: string;
		readonly text: string;
	};
}

/** A case for each account of a resource, and for each resource whose account is not known. */
function casesOf({ accounts, findings }: Report): readonly Case[] {
	const byCase = new Map<string, Finding[]>();
	for (const finding of findings) byCase.set(keyOf(finding), [...(byCase.get(keyOf(finding)) ?? []), finding]);
	const nameless = findings.filter(({ account }) => account === undefined);
	return [...accounts, ...nameless].map((about) => caseOf(about, byCase.get(keyOf(about)) ?? []));
}

function caseOf(about: Partial<CheckedAccount> & { readonly urn: string }, findings: readonly Finding[]): Case {
	const named = { name: targetName(about), classname: resourceName(about.urn) };
	const isWrong = ({ kind }: Finding) => !kind.startsWith("not-");
	const first = findings.find(isWrong) ?? findings[0];
	if (first === undefined) return named;
	const text = findings.map(formatFinding).join("\n");
	const message = findingKinds[first.kind].words;
	return { ...named, outcome: { element: isWrong(first) ? "failure" : "error", type: first.kind, message, text } };
}

function keyOf({ urn, account = "" }: Pick<Finding, "account" | "urn">): string {
	return `${urn} ${account}`;
}
