import { type ExitCode, exitCodes } from "../exit-codes";

/** How `pulumi-tim adopt` ends: of several that apply, the first one counts. The README's table is made from it. */
export const adoptExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or a credential is missing or wrong; nothing was read" },
	failure: { code: exitCodes.failure, doc: "failure: an option, a file, the service as a whole, or nothing to adopt" },
	gone: { code: exitCodes.gone, doc: "an account is not in the service; the program has the rest" },
	unread: { code: exitCodes.unread, doc: "something could not be read or declared; the program has the rest" },
	done: { code: exitCodes.done, doc: "all is in the program" },
} as const satisfies Record<string, ExitCode>;
