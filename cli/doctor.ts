import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isImError } from "../provider/errors";
import { fieldOfTag } from "../provider/profile/fields";
import { tagList } from "./adopt/tag-list";
import { type Check, type Finding, failure } from "./doctor/check";
import { checks } from "./doctor/checks";
import { createPatient, type Patient } from "./doctor/patient";
import { jsonReport, reportOf, textReport } from "./doctor/report";
import { readStack, type StackOptions } from "./doctor/stack";
import { lookOf } from "./terminal";

/** The options of `pulumi-tim doctor`, as typed. */
export interface DoctorCommandOptions extends StackOptions {
	/** Keywords, with commas between them. */
	readonly custom?: string;
	readonly json?: boolean;
}

/** How long a command may take to answer, in milliseconds. */
const COMMAND_TIMEOUT_MS = 20_000;

/** What of the process a doctor uses. */
export interface Surroundings {
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
	{ env, cwd, now, stdout }: Surroundings = thisProcess(),
): Promise<number> {
	const named = tagList(options.custom, undefined).filter((tag) => fieldOfTag(tag) === undefined);
	const { sources, tags } = await readStack(options, env);
	const patient = createPatient({ env, cwd, now, sources, tags: [...new Set([...named, ...tags])], run: runIn(env) });
	const looked = await Promise.all(
		checks.map(async (check) => ({ check, findings: await lookSafely(check, patient) })),
	);
	const report = reportOf(looked);
	stdout.write(options.json ? jsonReport(report) : textReport(report, lookOf(stdout, env)));
	return report.exitCode;
}

function thisProcess(): Surroundings {
	return { env: process.env, cwd: process.cwd(), now: Date.now, stdout: process.stdout };
}

/** A failure of the service that a check does not expect is a finding like any other. */
async function lookSafely(check: Check, patient: Patient): Promise<readonly Finding[]> {
	try {
		return await check.look(patient);
	} catch (error) {
		if (!isImError(error)) throw error;
		return [failure(error.reason, "run again later")];
	}
}

function runIn(env: Surroundings["env"]): Patient["run"] {
	return async (command, ...args) => {
		const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeout: COMMAND_TIMEOUT_MS };
		return promisify(execFile)(command, args, options).then(
			({ stdout }) => stdout,
			() => undefined,
		);
	};
}
