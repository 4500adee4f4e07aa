import type { Emulator, EmulatorOptions } from "@/emulator";
import type { CallOptions } from "@/test/support/handler-context";
import type { Operation } from "./operations";
import type { Row } from "./rows";

/** Drives the resources of a matrix and their state, operation by operation, as the engine does. */
export interface ResourceDriver<Declared> {
	/** The state. A changed resource has a new object. */
	readonly outputs: unknown;
	/** The lines logged since the start of the last operation. */
	readonly lines: readonly string[];
	/** Runs an `up`. @throws the error of the resource that failed, or an `AggregateError` of several */
	up(declared: Declared): Promise<unknown>;
	/** Previews an `up`. Returns "same" for no change. */
	preview(declared: Declared): Promise<string>;
	refresh(): Promise<unknown>;
}

/** The commands that read and those that write. */
export type Commands = Readonly<Record<"read" | "write", readonly string[]>>;

/** The definition of a matrix: a kind of resource with its operations, commands and faults. */
export interface ResourceUnderTest<Declared, Driver extends ResourceDriver<Declared>> {
	readonly name: string;
	/** The accounts of its resources. */
	readonly accounts: readonly string[];
	/** Options of the emulator. */
	readonly emulatorOptions: EmulatorOptions;
	readonly commands: Commands;
	readonly rows: readonly Row[];
	readonly operations: readonly Operation<Declared, Driver>[];
	/** The most calls besides retries of an operation that writes. */
	readonly extraCalls: number;
	/** Creates a driver without a state. */
	createDriver(emulator: Emulator, options: CallOptions): Driver;
	/** Returns whether the emulator stores the declared values. */
	isApplied(emulator: Emulator, declared: Declared): boolean;
	/** Returns whether the state equals the values in the emulator. */
	isStateCorrect(driver: Driver, emulator: Emulator): boolean;
	/** Asserts that the state after a failure is unchanged, or correct, or marked as failed. */
	assertStateAfterFailure(driver: Driver, failed: FailedOperation): void;
}

/** A failed operation. */
export interface FailedOperation {
	readonly emulator: Emulator;
	readonly errors: readonly unknown[];
	/** The state before the operation. */
	readonly old: unknown;
	/** Whether no read was stale, so that the state must be correct. */
	readonly isStateReliable: boolean;
}
