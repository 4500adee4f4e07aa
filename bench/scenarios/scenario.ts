import type { Samples } from "../samples";
import type { Scale } from "../scale";
import type { Target } from "../targets";

/** A piece of work that is measured, and the targets that the measurement must meet. */
export interface Row {
	readonly work: string;
	/** The setting `callsPerSecond` of the provider. Undefined if the work makes no calls. */
	readonly callsPerSecond?: number;
	/** The response time of the emulator in milliseconds. */
	readonly latencyMs?: number;
	readonly targets: readonly Target[];
}

/**
 * The context of a round: the samples to which the round adds its measurements, and a function that logs its progress.
 */
export interface RoundContext {
	readonly samples: Samples;
	/** The number of the round, from 0. The order of the variants depends on this number. */
	readonly round: number;
	readonly log: (line: string) => void;
}

/** A scenario that is ready to run rounds. */
export interface PreparedScenario {
	round(context: RoundContext): Promise<void>;
	/** Stops every process and removes every folder of the scenario. */
	close(): Promise<void>;
}

/** Rows that are measured together because they need the same preparation. */
export interface Scenario {
	/** The name that the option `--only` accepts. */
	readonly name: string;
	readonly rows: (scale: Scale) => readonly Row[];
	readonly prepare: (scale: Scale) => Promise<PreparedScenario>;
}
