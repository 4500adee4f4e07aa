import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ImError } from "../provider/errors/im-error";
import { fieldOfTag } from "../provider/model/fields";
import { parseTagOptions } from "./adopt/tag-list";
import { type Check, type CheckFinding, failure } from "./doctor/check";
import { checks } from "./doctor/checks";
import { createDoctorContext, type DoctorContext } from "./doctor/patient";
import { jsonReport, reportOf, textReport } from "./doctor/report";
import { readStack, type StackOptions } from "./doctor/stack";
import { textStyle } from "./terminal";

/** The options of `pulumi-tim doctor`, as typed. */
export interface DoctorCommandOptions extends StackOptions {
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
	const report = reportOf(looked);
	stdout.write(options.json ? jsonReport(report) : textReport(report, textStyle(stdout, env)));
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
