/**
 * The parts with libraries behind them. Each is loaded by the hook that first needs it, so that a provider process gives its
 * first answer soon.
 */
export const lazy = {
	/** The checks of inputs, and ajv. */
	check: (): typeof import("./lifecycle/check") => require("./lifecycle/check"),
	/** The service, and the client with its libraries. */
	service: (): typeof import("./service") => require("./service"),
} as const;
