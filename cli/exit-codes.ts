import { codeClassOf, ImError } from "../provider/errors/im-error";

/** What the exit code of a command says: one code has one meaning in all commands, and none has all of them. */
export const exitCodes = {
	/** All was done, and nothing is to be said about it. */
	done: 0,
	/** The command failed. */
	failure: 1,
	/** Something declared is not as declared. */
	drift: 2,
	/** An account is not in the service. */
	gone: 3,
	/** A setting is missing or malformed, or the service does not accept the credentials. */
	settings: 4,
	/** Something could not be read. */
	unread: 5,
} as const;

/** One way in which a command ends. */
export interface ExitCode {
	readonly code: number;
	/** What it means, for help and documentation. */
	readonly doc: string;
}

/** The ways in which a command ends in the words of `--help`, within 80 columns. */
export function exitCodesHelp(ways: Readonly<Record<string, ExitCode>>): string {
	const lines = Object.values(ways).map(({ code, doc }) => `  ${code}  ${doc}`);
	return ["Exit codes; of several that apply, the first one counts:", ...lines].join("\n");
}

/** The exit code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
	if (!(error instanceof ImError)) return exitCodes.failure;
	const codeClass = codeClassOf(error);
	const isRefused = codeClass === "auth" || codeClass === "forbidden";
	return error.kind === "config" || isRefused ? exitCodes.settings : exitCodes.failure;
}

/** How `pulumi-tim adopt` ends: of several that apply, the first one counts. The README's table is made from it. */
export const adoptExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or a credential is missing or wrong; nothing was read" },
	failure: { code: exitCodes.failure, doc: "failure: an option, a file, the service as a whole, or nothing to adopt" },
	gone: { code: exitCodes.gone, doc: "an account is not in the service; the program has the rest" },
	unread: { code: exitCodes.unread, doc: "something could not be read or declared; the program has the rest" },
	done: { code: exitCodes.done, doc: "all is in the program" },
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
