import type { DoctorContext } from "./context";

/** How a check ended. Skipped: it could not be made, because one before it failed or nothing was named. */
export type Status = "failure" | "ok" | "skipped" | "warning";

/** What one check found. No text in it holds a secret. */
export interface CheckFinding {
	readonly status: Status;
	/** What is so. */
	readonly words: string;
	/** What to do about it. */
	readonly next?: string;
}

/** One check: a row of the table. */
export interface Check {
	/** What a line of the report starts with. */
	readonly name: string;
	/** Whether a failure is one of settings or credentials, which has an exit code of its own. */
	readonly aboutSettings: boolean;
	/** Looks, and changes nothing. Errors: none; a failure is a finding. */
	readonly run: (patient: DoctorContext) => Promise<readonly CheckFinding[]> | readonly CheckFinding[];
}

/** All is well. */
export const ok = (words: string): CheckFinding => ({ status: "ok", words });

/** It works, and could work better or stop to work. */
export const warning = (words: string, next: string): CheckFinding => ({ status: "warning", words, next });

/** It does not work. */
export const failure = (words: string, next: string): CheckFinding => ({ status: "failure", words, next });

/** Not looked at, and why. */
export const skipped = (words: string): CheckFinding => ({ status: "skipped", words });
