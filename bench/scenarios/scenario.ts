import type { Samples } from "../samples";
import type { Scale } from "../scale";
import type { Target } from "../targets";

/** A piece of work, and the targets that it must meet. */
export interface Row {
	readonly work: string;
	/** The setting `callsPerSecond` of the provider; absent where no call is made. */
	readonly callsPerSecond?: number;
	/** The response time of the emulator. */
	readonly latencyMs?: number;
	readonly targets: readonly Target[];
}

/** Where a round adds its measurements and logs its progress. */
export interface RoundContext {
	readonly samples: Samples;
	/** The number of the round, from 0; the order of the variants depends on it. */
	readonly round: number;
	readonly log: (line: string) => void;
}

/** A scenario that is ready to run rounds. */
export interface PreparedScenario {
	round(context: RoundContext): Promise<void>;
	/** Stops every process and removes every folder of the scenario. */
	close(): Promise<void>;
}

/** Rows that are measured together, because they share their preparation. */
export interface Scenario {
	/** The name for `--only`. */
	readonly name: string;
	readonly rows: (scale: Scale) => readonly Row[];
	readonly prepare: (scale: Scale) => Promise<PreparedScenario>;
}
