import { codeClassOf, ImError } from "../provider/errors/im-error";

/** Exit codes. A code has the same meaning in every command; no command returns all of them. */
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
	/** Something could not be read. */
	unread: 5,
} as const;

/** An exit code of a command. */
export interface ExitCode {
	readonly code: number;
	/** Meaning, for `--help` and the documentation. */
	readonly doc: string;
}

/** The exit codes of `pulumi-tim adopt`; if several apply, the first one is returned. The table in `docs/` is generated from it. */
export const adoptExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or a credential is missing or invalid; nothing was read" },
	failure: { code: exitCodes.failure, doc: "failure: an option, a file or the service; or nothing to adopt" },
	gone: { code: exitCodes.gone, doc: "an account does not exist in the service; the program has the rest" },
	unread: { code: exitCodes.unread, doc: "something could not be read or declared; the program has the rest" },
	done: { code: exitCodes.done, doc: "everything is in the program" },
} as const satisfies Record<string, ExitCode>;

/** The exit codes of `pulumi-tim drift`; if several apply, the first one is returned. The table in `docs/` is generated from it. */
export const driftExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or a credential is missing or invalid; nothing was read" },
	failure: { code: exitCodes.failure, doc: "failure: an option, a file or the service; clean, but --notify failed" },
	gone: { code: exitCodes.gone, doc: "a declared account does not exist in the service" },
	drift: { code: exitCodes.drift, doc: "a declared attribute differs from the live value" },
	unread: { code: exitCodes.unread, doc: "something could not be read or compared; the rest is as declared" },
	clean: { code: exitCodes.done, doc: "clean: everything declared was compared, and is live" },
} as const satisfies Record<string, ExitCode>;

/** The name of a row of {@link driftExitCodes}. */
export type ExitCodeName = keyof typeof driftExitCodes;

/** Formats the exit codes of a command for `--help`, within 80 columns. */
export function exitCodesHelp(codes: Readonly<Record<string, ExitCode>>): string {
	const lines = Object.values(codes).map(({ code, doc }) => `  ${code}  ${doc}`);
	return ["Exit codes (if several apply, the first one is returned):", ...lines].join("\n");
}

/** Returns the exit code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
	if (!(error instanceof ImError)) return exitCodes.failure;
	const codeClass = codeClassOf(error);
	const isRejected = codeClass === "auth" || codeClass === "forbidden";
	return error.kind === "config" || isRejected ? exitCodes.settings : exitCodes.failure;
}
