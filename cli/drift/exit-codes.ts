import { type ExitCode, exitCodes } from "../exit-codes";

/** How `pulumi-tim drift` ends: of several that apply, the first one counts. The README's table is made from it. */
export const driftExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or a credential is missing or wrong; nothing was read" },
	failure: { code: exitCodes.failure, doc: "failure: an option, a file, the whole service; clean but --notify failed" },
	gone: { code: exitCodes.gone, doc: "a declared account is not in the service" },
	drift: { code: exitCodes.drift, doc: "a declared attribute is not as declared" },
	unread: { code: exitCodes.unread, doc: "something could not be read or compared; the rest is as declared" },
	clean: { code: exitCodes.done, doc: "clean: all that is declared was compared, and is live" },
} as const satisfies Record<string, ExitCode>;

/** Name of a row of {@link driftExitCodes}. */
export type ExitCodeName = keyof typeof driftExitCodes;
