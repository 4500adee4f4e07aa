import type { Samples } from "../samples";
import type { Size } from "../size";
import type { Target } from "../targets";

/** One line of the table: a piece of work and what it must reach. */
export interface Row {
	readonly work: string;
	/** The setting of this package under which it was measured; none where no call is made. */
	readonly callsPerSecond?: number;
	/** How long the emulator takes to answer. */
	readonly latencyMs?: number;
	readonly targets: readonly Target[];
}

/** What one round adds, and where it says what it is at. */
export interface RoundContext {
	readonly samples: Samples;
	/** The number of the round, from 0: who goes first changes with it. */
	readonly round: number;
	readonly say: (line: string) => void;
}

/** A scene that is set: rounds can be run on it. */
export interface SetScene {
	round(context: RoundContext): Promise<void>;
	/** Ends every process and removes every folder of the scene. */
	close(): Promise<void>;
}

/** Work that is measured together, since one piece needs what another leaves behind. */
export interface Scene {
	/** The name for `--only`. */
	readonly name: string;
	readonly rows: (size: Size) => readonly Row[];
	readonly set: (size: Size) => Promise<SetScene>;
}
