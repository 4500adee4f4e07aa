import type { Middleware } from "../transport";

/** Measures response times, and derives how many calls must be in flight to use the whole rate limit. */
export interface CallsInFlight {
	/** Middleware that measures response times. It must be inside the rate limit, so that it does not measure waits. */
	readonly measure: Middleware;
	/** Returns the number of calls that may be in flight. */
	readonly max: () => number;
}

/** Rate limit and clock of {@link createCallsInFlight}. */
export interface CallsInFlightOptions {
	/** Maximum number of calls per second. */
	readonly callsPerSecond: number;
	/** Returns the time in milliseconds. */
	readonly now: () => number;
}

/** The number of calls that may be in flight before the response time is known, and at least. */
const MIN_IN_FLIGHT = 16;

/**
 * The calls that may be in flight, as a multiple of the calls that the rate limit and the mean response time require. A
 * small multiple, so that a service that stops for a moment does not receive many calls at once when it continues.
 */
const RESERVE = 1.5;

/** Weight of the latest response time in the moving average. */
const SMOOTHING = 1 / 16;

/** Creates a measurement of response times. The number of calls follows the rate limit and the mean response time. */
export function createCallsInFlight({ callsPerSecond, now }: CallsInFlightOptions): CallsInFlight {
	let meanMs: number | undefined;
	return {
		measure: (next) => async (call) => {
			const started = now();
			const response = await next(call);
			const ms = now() - started;
			meanMs = meanMs === undefined ? ms : meanMs + (ms - meanMs) * SMOOTHING;
			return response;
		},
		max: () => Math.max(MIN_IN_FLIGHT, Math.ceil((RESERVE * callsPerSecond * (meanMs ?? 0)) / 1000)),
	};
}
