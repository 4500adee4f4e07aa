import { createRandom } from "@/emulator/random";
import { seed } from "@/test/support/arbitraries";

/** The number of kill points for each setting of checkpoints. */
const POINTS_PER_MODE = Math.ceil(3 * Number(process.env.TIM_TEST_RUNS ?? 1));

/** A moment in an `up` of 60 profiles at which a process is killed. */
export interface KillPoint {
	/** The number of the `portrait_set` call, from 1. The process is killed when the service receives that call. */
	readonly write: number;
	/** The checkpoint setting of the engine, as text for a test title. */
	readonly mode: string;
	readonly env: Readonly<Record<string, string>>;
}

const modes = [
	{ mode: "with checkpoints", env: {} },
	{ mode: "without checkpoints", env: { PULUMI_SKIP_CHECKPOINTS: "true" } },
];

/**
 * Returns random kill points that depend only on the seed of the tests and on `kind`. Each kind of process has another
 * number.
 */
export function createKillPoints(kind: number): readonly KillPoint[] {
	const random = createRandom(seed + kind);
	return modes.flatMap((mode) =>
		Array.from({ length: POINTS_PER_MODE }, () => ({ ...mode, write: 1 + Math.floor(random() * 58) })),
	);
}
