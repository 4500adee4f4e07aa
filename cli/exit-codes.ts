import { codeClassOf, ImError } from "../provider/errors/im-error";

/** The exit codes of the commands. A code has the same meaning in every command; no command uses all of them. */
export const exitCodes = {
	/** Success. */
	done: 0,
	/** The command failed. */
	failure: 1,
	/** A declared attribute differs from the live value. */
	drift: 2,
	/** An account does not exist. */
	gone: 3,
	/** A setting is missing or invalid, or the service rejects the credentials. */
	settings: 4,
	/** An account, a tag or a value could not be read. */
	unread: 5,
} as const;

/** An exit code of a command. */
export interface ExitCode {
	readonly code: number;
	/** The meaning of the code, shown in `--help` and the documentation. */
	readonly doc: string;
}

/**
 * The exit codes of `pulumi-tim adopt`, in order of precedence. The table in docs/adopt.md is generated from this
 * object.
 */
export const adoptExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or credential is missing or invalid; no account was read" },
	failure: { code: exitCodes.failure, doc: "invalid option, file error, service error, or no account to adopt" },
	gone: { code: exitCodes.gone, doc: "an account does not exist in the service; the printed program omits it" },
	unread: {
		code: exitCodes.unread,
		doc: "an account or value could not be read or declared; the program omits it",
	},
	done: { code: exitCodes.done, doc: "the program declares every requested account" },
} as const satisfies Record<string, ExitCode>;

/**
 * The exit codes of `pulumi-tim drift`, in order of precedence. The table in docs/drift.md is generated from this
 * object.
 */
export const driftExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or credential is missing or invalid; no account was read" },
	failure: {
		code: exitCodes.failure,
		doc: "invalid option, file error or service error; or clean, but --notify failed",
	},
	gone: { code: exitCodes.gone, doc: "a declared account does not exist in the service" },
	drift: { code: exitCodes.drift, doc: "a declared attribute differs from the live value" },
	unread: { code: exitCodes.unread, doc: "an account or value could not be read or compared; all others match" },
	clean: {
		code: exitCodes.done,
		doc: "clean: every declared value equals the live value, or a rule ignores it",
	},
} as const satisfies Record<string, ExitCode>;

/** A key of {@link driftExitCodes}. */
export type ExitCodeName = keyof typeof driftExitCodes;

/** Formats the exit codes of a command for `--help`, in lines of at most 80 columns. */
export function exitCodesHelp(codes: Readonly<Record<string, ExitCode>>): string {
	const lines = Object.values(codes).map(({ code, doc }) => `  ${code}  ${doc}`);
	return ["Exit codes (if several apply, the first one is returned):", ...lines].join("\n");
}

/** Returns the exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
	if (!(error instanceof ImError)) return exitCodes.failure;
	const codeClass = codeClassOf(error);
	const isRejected = codeClass === "auth" || codeClass === "forbidden";
	return error.kind === "config" || isRejected ? exitCodes.settings : exitCodes.failure;
}
