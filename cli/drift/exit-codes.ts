import { exitCodes } from "../exit-codes";

/** One way in which `pulumi-tim drift` ends. */
export interface ExitCode {
	readonly code: number;
	/** What it means, for help and documentation. */
	readonly doc: string;
}

/** How `pulumi-tim drift` ends: of several that apply, the first one counts. The README's table is made from it. */
export const driftExitCodes = {
	settings: { code: exitCodes.settings, doc: "a setting or a credential is missing or wrong; nothing was read" },
	failure: { code: exitCodes.failure, doc: "failure: an option, a file, the state, or the service as a whole" },
	gone: { code: exitCodes.gone, doc: "a declared account is not in the service" },
	drift: { code: exitCodes.drift, doc: "a declared attribute is not as declared" },
	unread: { code: exitCodes.unread, doc: "something could not be read or compared; the rest is as declared" },
	clean: { code: exitCodes.done, doc: "clean: all that is declared was compared, and is live" },
} as const satisfies Record<string, ExitCode>;

/** Name of a row of {@link driftExitCodes}. */
export type ExitCodeName = keyof typeof driftExitCodes;

/** The table in the words of `--help`, within 80 columns. */
export function exitCodesHelp(): string {
	const lines = Object.values(driftExitCodes).map(({ code, doc }) => `  ${code}  ${doc}`);
	return ["Exit codes; of several that apply, the first one counts:", ...lines].join("\n");
}
