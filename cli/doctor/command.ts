import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ImError } from "../../provider/errors/im-error";
import { fieldOfTag } from "../../provider/model/fields";
import type { SettingSources } from "../../provider/settings/resolve";
import { readInput } from "../drift/input";
import { isDefaultProvider, providerSettings } from "../drift/state";
import { parseTagOptions } from "../tag-options";
import { textStyle } from "../terminal";
import { type Check, type CheckFinding, failure } from "./check";
import { createDoctorContext, type DoctorContext } from "./context";
import { checkKey, checkSettings, checkUserSig } from "./credential-checks";
import { checkCli, checkEnvironment, checkSdk } from "./environment-checks";
import { createReport, formatJson, formatText } from "./report";
import { checkClock, checkFields, checkRate, checkStage } from "./service-checks";

/** What doctor looks at, in the order of its report. */
export const checks: readonly Check[] = [
	{ name: "settings", aboutSettings: true, run: checkSettings },
	{ name: "key", aboutSettings: true, run: checkKey },
	{ name: "UserSig", aboutSettings: true, run: checkUserSig },
	{ name: "service", aboutSettings: false, run: checkStage("service", ({ tookMs }) => `answers in ${tookMs} ms`) },
	{ name: "clock", aboutSettings: false, run: checkClock },
	{ name: "region", aboutSettings: true, run: checkStage("region", () => "the host serves the app") },
	{ name: "signature", aboutSettings: true, run: checkStage("signature", () => "the service accepts it") },
	{ name: "admin", aboutSettings: true, run: checkStage("admin", () => "the identifier is an admin of the app") },
	{ name: "call", aboutSettings: false, run: checkStage("call", () => "profiles can be read") },
	{ name: "fields", aboutSettings: false, run: checkFields },
	{ name: "rate", aboutSettings: false, run: checkRate },
	{ name: "Pulumi", aboutSettings: false, run: checkCli },
	{ name: "SDK", aboutSettings: false, run: checkSdk },
	{ name: "environment", aboutSettings: false, run: checkEnvironment },
];

/** Where the stack is described. */
export interface DoctorStackOptions {
	/** File with an export, `-` for standard input. */
	readonly state?: string;
	/** A stack, through `pulumi stack export`. */
	readonly stack?: string;
}

/** What of a stack a doctor looks at. */
export interface DoctorStack {
	/** The stack's config, and the environment, which wins. */
	readonly sources: SettingSources;
	/** The tags that it declares and that are no standard ones. */
	readonly tags: readonly string[];
}

/**
 * Reads what a stack says: its config, as its default provider has it, and the custom fields that it declares. Without one there
 * is the environment alone.
 *
 * Errors: one line that names the file or the stack.
 */
export async function readStack(options: DoctorStackOptions, env: SettingSources["env"]): Promise<DoctorStack> {
	if (options.state === undefined && options.stack === undefined) return { sources: { env }, tags: [] };
	const { targets, providers } = await readInput(options);
	const named = targets.flatMap(({ tags, unreadable }) => [...tags, ...unreadable].flatMap(({ tag }) => tag ?? []));
	const tags = [...new Set(named)].filter((tag) => fieldOfTag(tag) === undefined);
	return { sources: providerSettings([...providers.keys()].find(isDefaultProvider), providers, env), tags };
}

/** The options of `pulumi-tim doctor`, as typed. */
export interface DoctorCommandOptions extends DoctorStackOptions {
	/** Keywords, with commas between them. */
	readonly custom?: string;
	readonly json?: boolean;
}

/** How long a command may take to answer, in milliseconds. */
const COMMAND_TIMEOUT_MS = 20_000;

/** What of the process a doctor uses. */
export interface ProcessIo {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	readonly now: () => number;
	readonly stdout: Pick<NodeJS.WriteStream, "write"> & Partial<Pick<NodeJS.WriteStream, "columns" | "isTTY">>;
}

/**
 * Looks at everything that has to be well before profiles can be managed, prints what it found, and gives the exit code. It
 * cannot write to the service: the half of the client that writes is not within its reach.
 *
 * Errors: `Error` with one line for an option, or a state that cannot be read.
 */
export async function runDoctor(
	options: DoctorCommandOptions,
	{ env, cwd, now, stdout }: ProcessIo = thisProcess(),
): Promise<number> {
	const named = parseTagOptions(options.custom, undefined).filter((tag) => fieldOfTag(tag) === undefined);
	const { sources, tags } = await readStack(options, env);
	const patient = createDoctorContext({
		env,
		cwd,
		now,
		sources,
		tags: [...new Set([...named, ...tags])],
		run: runIn(env),
	});
	const looked = await Promise.all(checks.map(async (check) => ({ check, findings: await runCheck(check, patient) })));
	const report = createReport(looked);
	stdout.write(options.json ? formatJson(report) : formatText(report, textStyle(stdout, env)));
	return report.exitCode;
}

function thisProcess(): ProcessIo {
	return { env: process.env, cwd: process.cwd(), now: Date.now, stdout: process.stdout };
}

/** A failure of the service that a check does not expect is a finding like any other. */
async function runCheck(check: Check, patient: DoctorContext): Promise<readonly CheckFinding[]> {
	try {
		return await check.run(patient);
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		return [failure(error.reason, "run again later")];
	}
}

function runIn(env: ProcessIo["env"]): DoctorContext["run"] {
	return async (command, ...args) => {
		const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeout: COMMAND_TIMEOUT_MS };
		return promisify(execFile)(command, args, options).then(
			({ stdout }) => stdout,
			() => undefined,
		);
	};
}
