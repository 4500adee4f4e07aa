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
	const count = (element: string) => cases.filter(({ worst }) => worst && elementOf(worst) === element).length;
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
	const toSafe = (lines: string) => escapeCiCommands(lines, xmlEscapes);
	return [toSafe(head), ...cases.map((testCase) => toSafe(renderTestCase(testCase))), toSafe(tail), "\n"].join("");
}

/** Renders a test case as a separate document, because the builder keeps all nodes of a document in memory. */
function renderTestCase({ account, worst, findings }: TestCase): string {
	const testcase = create("testcase", { ...xmlOptions, headless: true });
	testcase.att({ name: targetName(account), classname: resourceName(account.urn), time: "0" });
	if (worst !== undefined) {
		const attributes = { type: worst.kind, message: findingKinds[worst.kind].label };
		testcase.ele(elementOf(worst), attributes, findings.map(formatFinding).join("\n"));
	}
	return `${testcase.end({ pretty: true, offset: 2 })}\n`;
}

/** Returns the name of the element in a test case whose worst finding is `worst`. */
function elementOf(worst: Finding): "error" | "failure" {
	return isUnchecked(worst) ? "error" : "failure";
}

/** A test case. Its texts are created when it is rendered, so that they are not in memory twice. */
interface TestCase {
	readonly account: ResourceAccount;
	readonly findings: readonly Finding[];
	/** The finding that determines the element of the test case. Undefined if the test case passed. */
	readonly worst: Finding | undefined;
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
	return { account, findings, worst: findings.find((finding) => !isUnchecked(finding)) ?? findings[0] };
}
