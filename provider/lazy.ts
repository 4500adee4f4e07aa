import type * as reads from "./connect-read-only";
import type * as check from "./lifecycle/check";
import type * as service from "./service";

/**
 * The parts with libraries behind them. Each is loaded by the hook that first needs it, so that a provider process gives its
 * first answer soon.
 */
export const lazy = {
	/** The checks of inputs, and ajv. */
	check: (): typeof check => require("./lifecycle/check"),
	/** The reading half of the client with its libraries, for functions. */
	reads: (): typeof reads => require("./connect-read-only"),
	/** The service, and the client with its libraries. */
	service: (): typeof service => require("./service"),
} as const;
