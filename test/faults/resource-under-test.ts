import type { Emulator, EmulatorOptions } from "@/emulator";
import type { CallOptions } from "@/test/support/handler-context";
import type { Operation } from "./operations";
import type { Row } from "./rows";

/** Runs operations on the resources of a fault matrix and keeps their state, as the engine does. */
export interface ResourceDriver<Declared> {
	/** The outputs in the state. A changed state is a new object, so tests can compare states by identity. */
	readonly outputs: unknown;
	/** The lines that were logged since the start of the last operation. */
	readonly lines: readonly string[];
	/** Runs an `up`. @throws the error of the failed resource, or an `AggregateError` if several failed */
	up(declared: Declared): Promise<unknown>;
	/** Previews an `up`. Returns "same" if the preview shows no change. */
	preview(declared: Declared): Promise<string>;
	refresh(): Promise<unknown>;
}

/** The commands of the service with which an operation reads, and those with which it writes. */
export type Commands = Readonly<Record<"read" | "write", readonly string[]>>;

/** The definition of the fault matrix of a kind of resource: its operations, commands and faults. */
export interface ResourceUnderTest<Declared, Driver extends ResourceDriver<Declared>> {
	readonly name: string;
	/** The account IDs of the resources. */
	readonly accounts: readonly string[];
	/** Options of the emulator. */
	readonly emulatorOptions: EmulatorOptions;
	readonly commands: Commands;
	readonly rows: readonly Row[];
	readonly operations: readonly Operation<Declared, Driver>[];
	/** The most calls, besides retries, that a fault adds to an operation that writes. */
	readonly extraCalls: number;
	/** Creates a driver without a state. */
	createDriver(emulator: Emulator, options: CallOptions): Driver;
	/** Returns whether the emulator stores the declared values. */
	isApplied(emulator: Emulator, declared: Declared): boolean;
	/** Returns whether the driver's state equals the values in the emulator. */
	isStateCorrect(driver: Driver, emulator: Emulator): boolean;
	/** Asserts that the state after a failed operation is unchanged, correct or marked as failed. */
	assertStateAfterFailure(driver: Driver, failed: FailedOperation): void;
}

/** An operation that failed, with the state before it. */
export interface FailedOperation {
	readonly emulator: Emulator;
	readonly errors: readonly unknown[];
	/** The state before the operation. */
	readonly old: unknown;
	/** Whether the state must be correct, because no read was stale. */
	readonly isStateReliable: boolean;
}
