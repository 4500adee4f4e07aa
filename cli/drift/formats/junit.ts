import { create } from "xmlbuilder";
import { getOrCreate } from "../../../provider/util/core";
import { escapeControlCharacters } from "../../../provider/util/text";
import { escapeCiCommands, xmlEscapes } from "../../ci-commands";
import { accountKey, type Finding, findingKinds, isUnchecked } from "../finding";
import { formatFinding, resourceName, targetName } from "../messages";
import type { Report } from "../report";

/**
 * Options of the XML builder. The builder replaces each character that XML cannot contain, so that every document is
 * well-formed.
 */
const xmlOptions = { version: "1.0", encoding: "UTF-8", invalidCharReplacement: "\ufffd" } as const;

/**
 * Renders a report as JUnit XML. Each account of a resource is a test case. The test case fails if the account has
 * drifted or is gone; otherwise, it has an error if a value could not be read or compared. The document conforms to the
 * schemas of Ant and Jenkins.
 */
export function toJUnit(report: Report): string {
	const cases = toTestCases(report);
	const count = (element: string) => cases.filter(({ outcome }) => outcome?.element === element).length;
	const source = escapeControlCharacters(report.source);
	const suite = create("testsuites", xmlOptions).ele("testsuite", {
		...{ id: 0, package: "pulumi-tim", name: `drift ${source}`, hostname: "localhost" },
		time: (report.durationMs / 1000).toFixed(3),
		...{ tests: cases.length, failures: count("failure"), errors: count("error") },
		timestamp: report.time.toISOString().slice(0, 19),
	});
	suite.ele("properties").ele("property", { name: "source", value: source });
	suite.ele("system-out");
	suite.ele("system-err");
	const [head = "", tail = ""] = suite.end({ pretty: true }).split(/(?<=\n)(?= *<system-out)/);
	return `${escapeCiCommands(head + cases.map(renderTestCase).join("") + tail, xmlEscapes)}\n`;
}

/** Renders a test case as a separate document, because the builder keeps all nodes of a document in memory. */
function renderTestCase({ name, classname, outcome }: TestCase): string {
	const testcase = create("testcase", { ...xmlOptions, headless: true });
	testcase.att({ name, classname, time: "0" });
	if (outcome !== undefined) {
		const { element, text, ...attributes } = outcome;
		testcase.ele(element, attributes, text);
	}
	return `${testcase.end({ pretty: true, offset: 2 })}\n`;
}

interface TestCase {
	readonly name: string;
	readonly classname: string;
	readonly outcome?: {
		readonly element: "error" | "failure";
		readonly type: string;
		readonly message: string;
		readonly text: string;
	};
}

type ResourceAccount = Pick<Finding, "account" | "urn">;

/** Returns a test case for each account of a resource, and for each resource whose account ID is unreadable. */
function toTestCases({ accounts, findings }: Report): readonly TestCase[] {
	const byAccount = new Map<string, Finding[]>();
	for (const finding of findings) getOrCreate(byAccount, accountKey(finding), () => []).push(finding);
	const withoutAccount = findings.filter(({ account }) => account === undefined);
	return [...accounts, ...withoutAccount].map((account) =>
		toTestCase(account, byAccount.get(accountKey(account)) ?? []),
	);
}

function toTestCase(account: ResourceAccount, findings: readonly Finding[]): TestCase {
	const names = { name: targetName(account), classname: resourceName(account.urn) };
	const isFailure = (finding: Finding) => !isUnchecked(finding);
	const worst = findings.find(isFailure) ?? findings[0];
	if (worst === undefined) return names;
	const text = findings.map(formatFinding).join("\n");
	const element = isFailure(worst) ? "failure" : "error";
	return { ...names, outcome: { element, type: worst.kind, message: findingKinds[worst.kind].label, text } };
}
