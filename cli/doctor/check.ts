import type { DoctorContext } from "./context";

/** The status of a finding. `skipped`: an earlier check failed, or there is nothing to check. */
export type Status = "failure" | "ok" | "skipped" | "warning";

/** A finding of a check. It contains no secret. */
export interface CheckFinding {
	readonly status: Status;
	/** The result of the check, as text for the user. */
	readonly words: string;
	/** Next step for the user. Undefined if none is necessary. */
	readonly next?: string;
}

/** A check of `pulumi-tim doctor`. */
export interface Check {
	/** Name of the check in the report. */
	readonly name: string;
	/** Whether the check concerns settings or credentials, whose failures have a separate exit code. */
	readonly isAboutSettings: boolean;
	/**
	 * Runs the check, which changes nothing, and returns its findings. A thrown ImError is also reported as a finding.
	 */
	readonly run: (context: DoctorContext) => Promise<readonly CheckFinding[]> | readonly CheckFinding[];
}

/** Creates a finding that reports no problem. */
export const ok = (words: string): CheckFinding => ({ status: "ok", words });

/** Creates a finding about a problem that does not prevent calls now, but may cause a failure later. */
export const warning = (words: string, next: string): CheckFinding => ({ status: "warning", words, next });

/** Creates a finding about a problem that the user must correct. */
export const failure = (words: string, next: string): CheckFinding => ({ status: "failure", words, next });

/** Creates a finding for a check that did not run. */
export const skipped = (words: string): CheckFinding => ({ status: "skipped", words });
