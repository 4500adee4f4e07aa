import type { DoctorContext } from "./context";

/** Result of a check. `skipped`: it could not run, because an earlier one failed or there is nothing to check. */
export type Status = "failure" | "ok" | "skipped" | "warning";

/** A finding of a check. It contains no secret. */
export interface CheckFinding {
	readonly status: Status;
	/** Description. */
	readonly words: string;
	/** Next step for the user. */
	readonly next?: string;
}

/** A check of `pulumi-tim doctor`. */
export interface Check {
	/** Name at the start of a line of the report. */
	readonly name: string;
	/** Whether a failure is one of settings or credentials, which have an exit code of their own. */
	readonly isAboutSettings: boolean;
	/** Runs the check. It changes nothing, and a failure is a finding. */
	readonly run: (context: DoctorContext) => Promise<readonly CheckFinding[]> | readonly CheckFinding[];
}

/** Creates a finding for something that works. */
export const ok = (words: string): CheckFinding => ({ status: "ok", words });

/** Creates a finding for something that works, but could be better or may fail later. */
export const warning = (words: string, next: string): CheckFinding => ({ status: "warning", words, next });

/** Creates a finding for something that does not work. */
export const failure = (words: string, next: string): CheckFinding => ({ status: "failure", words, next });

/** Creates a finding for a check that could not run. */
export const skipped = (words: string): CheckFinding => ({ status: "skipped", words });
