import { createRandom } from "@/emulator/random";
import { seed } from "@/test/support/arbitraries";

/** How many moments are tried for each kind of crash. */
const POINTS_PER_MODE = Math.ceil(3 * Number(process.env.TIM_TEST_RUNS ?? 1));

/** A moment in the middle of an `up` of 60 profiles. */
export interface KillPoint {
	/** The `portrait_set` at whose coming the process is killed. */
	readonly write: number;
	/** How the engine is told to keep its checkpoints. */
	readonly mode: string;
	readonly env: Readonly<Record<string, string>>;
}

const modes = [
	{ mode: "with checkpoints", env: {} },
	{ mode: "without checkpoints", env: { PULUMI_SKIP_CHECKPOINTS: "true" } },
];

/** The moments at which a process is killed, drawn from the seed and another number for each kind of process. */
export function createKillPoints(kind: number): readonly KillPoint[] {
	const random = createRandom(seed + kind);
	return modes.flatMap((mode) =>
		Array.from({ length: POINTS_PER_MODE }, () => ({ ...mode, write: 1 + Math.floor(random() * 58) })),
	);
}
