import type { Emulator } from "@/emulator";
import { DEFAULT_RETRY, type RetryPolicy } from "@/provider/client/pipeline/retry";
import { createHandlerContext } from "@/provider/compose";
import { createClaims, createPendingReleases } from "@/provider/lifecycle/operation";
import type { LoggingContext } from "./hooks";

/** Short delays before the reads that verify a write, for tests. */
const VERIFY_DELAYS_MS: readonly number[] = [1, 2, 4];

/** The default retry policy with three retries and short delays, for tests. */
export const QUICK_RETRY: RetryPolicy = { ...DEFAULT_RETRY, maxRetries: 3, baseDelayMs: 1, maxDelayMs: 2 };

/** Options of {@link createEmulatorContext}. */
export interface CallOptions {
	/** Environment variables that override those of the emulator. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly retry?: RetryPolicy;
	/** The time-out of one attempt in milliseconds. It may be shorter than the minimum of the setting `timeoutMs`. */
	readonly timeoutMs?: number;
}

/** Creates a handler context with a client that calls an emulator, as a new provider process does. */
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
