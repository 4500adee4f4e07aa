import type { Emulator } from "@/emulator";
import { DEFAULT_RETRY, type RetryPolicy } from "@/provider/client/pipeline/retry";
import { createHandlerContext } from "@/provider/compose";
import { createClaims, createPendingReleases } from "@/provider/lifecycle/operation";
import type { LoggingContext } from "./hooks";

/** Short waits before the reads that verify a write. */
const VERIFY_DELAYS_MS: readonly number[] = [1, 2, 4];

/** The retry policy with short waits. */
export const QUICK_RETRY: RetryPolicy = { ...DEFAULT_RETRY, maxRetries: 3, baseDelayMs: 1, maxDelayMs: 2 };

/** Options of calls. */
export interface CallOptions {
	/** Variables besides those of the emulator. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly retry?: RetryPolicy;
	/** The time-out of one attempt; it can be shorter than the setting allows. */
	readonly timeoutMs?: number;
}

/** Creates the context of handlers in a new process that calls an emulator. */
export function createEmulatorContext(
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
