import type { Emulator } from "@/emulator";
import { DEFAULT_RETRY, type RetryPolicy } from "@/provider/client/pipeline/retry";
import { createHandlerContext } from "@/provider/compose";
import { createClaims, createPendingReleases } from "@/provider/lifecycle/operation";
import type { LoggingContext } from "./hooks";

/** Waits of a read-back: few and short, so that a test of a lost write does not wait. */
const VERIFY_DELAYS_MS: readonly number[] = [1, 2, 4];

/** When calls are made again: as in use, with waits that a test does not feel. */
export const QUICK_RETRY: RetryPolicy = { ...DEFAULT_RETRY, maxRetries: 3, baseDelayMs: 1, maxDelayMs: 2 };

/** How calls differ from the defaults. */
export interface CallOptions {
	/** Environment beside the emulator's. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly retry?: RetryPolicy;
	/** Time for one attempt, below what a setting may ask for. */
	readonly timeoutMs?: number;
}

/** What hooks work with in a new process that calls an emulator. */
export function contextOf(
	emulator: Emulator,
	log: (line: string) => void,
	{ retry = QUICK_RETRY, env, timeoutMs }: CallOptions = {},
): LoggingContext {
	const sources = { config: () => undefined, env: { ...emulator.env, TIM_CALLS_PER_SECOND: "10000", ...env } };
	const seams = {
		services: new Map(),
		claims: createClaims(),
		pendingReleases: createPendingReleases(),
		retry,
		verifyDelaysMs: VERIFY_DELAYS_MS,
	};
	const context = createHandlerContext(sources, timeoutMs === undefined ? seams : { ...seams, timeoutMs });
	return { ...context, log };
}
