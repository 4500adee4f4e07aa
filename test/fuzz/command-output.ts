import { secrets } from "./command-documents";
import type { CommandRun } from "./command-run";

/** The documented behaviour of a command. */
export interface CommandRules {
	/** The documented exit codes. */
	readonly codes: readonly number[];
	/** The lines that a command may print on standard error before the line that states why it failed. */
	readonly notes: RegExp;
	/** Whether standard output has a report if the exit code is 1 or 4, instead of a line on standard error. */
	readonly reportsFailures: boolean;
}

/** The maximum duration of a command, in milliseconds. */
const MAX_RUN_MS = 2000;

const JAVASCRIPT_ERROR = new RegExp(
	[
		"Cannot (?:read|set|convert|destructure|access|mix)",
		"is not (?:a function|iterable|defined|a constructor|extensible)",
		"Maximum call stack",
		"Invalid (?:time value|regular expression|array length|string length|count value)",
		"Unexpected (?:token|end of JSON|non-whitespace)",
		"JSON at position",
		'The "[\\w.]+" (?:argument|property)',
		"\\b(?:Type|Range|Reference|Syntax|Assertion)Error\\b",
		"ERR_[A-Z]+",
	].join("|"),
);

/** A UserSig: a compressed JSON object in base64, in which `*` and `-` replace `+` and `/`. */
const USER_SIG = /\beJ[\w*-]{40,}/;

/** Returns a sentence for each rule that a run broke. */
export function findBrokenRules(run: CommandRun, rules: CommandRules): readonly string[] {
	const { code, stdout, stderr, tookMs, unexpected } = run;
	const isFailure = code === 1 || code === 4;
	const lines = stderr.split("\n").slice(0, -1);
	const notes = isFailure && !(rules.reportsFailures && stdout !== "") ? lines.slice(0, -1) : lines;
	const broken: readonly (readonly [isBroken: boolean, rule: string])[] = [
		[!rules.codes.includes(code), `the exit code ${code} is not documented`],
		[tookMs > MAX_RUN_MS, `the run took ${Math.round(tookMs)} ms`],
		[unexpected.length > 0, `Node.js reports: ${unexpected.join("; ")}`],
		[stderr !== "" && !stderr.endsWith("\n"), "standard error does not end with a line break"],
		[lines.some((line) => !/^pulumi-tim: \S/.test(line)), "a line of standard error does not start with pulumi-tim"],
		[notes.some((line) => !rules.notes.test(line)), "standard error has an undocumented line"],
		[/^ +at /m.test(stderr) || JAVASCRIPT_ERROR.test(stderr), "standard error has an error of JavaScript"],
		[/\bundefined\b|\[object |\bNaN\b/.test(stderr + stdout), "the output has a value of JavaScript"],
		[/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u.test(stderr), "standard error has a control character"],
		[/[^\P{Cc}\n\t]/u.test(stdout), "standard output has a control character"],
		[USER_SIG.test(stderr + stdout), "the output has a UserSig"],
		[(stdout + stderr).includes(secrets.key), "the output has the key"],
		[
			isFailure && Object.values(secrets).some((secret) => (stdout + stderr).includes(secret)),
			"a failure has a secret",
		],
		[isFailure && !rules.reportsFailures && stdout !== "", "a failed run has a report"],
		[isFailure && stdout === "" && lines.length === 0, "a failed run prints nothing"],
	];
	return broken.filter(([isBroken]) => isBroken).map(([, rule]) => rule);
}
