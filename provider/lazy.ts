import type * as check from "./lifecycle/check";
import type * as service from "./service";

/**
 * The parts with libraries behind them. Each is loaded by the hook that first needs it, so that a provider process gives its
 * first answer soon.
 */
export const lazy = {
	/** The checks of inputs, and ajv. */
	check: (): typeof check => require("./lifecycle/check"),
	/** The service, and the client with its libraries. */
	service: (): typeof service => require("./service"),
} as const;
