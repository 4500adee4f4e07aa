import type { Emulator, EmulatorOptions } from "@/emulator";
import type { CallOptions } from "@/test/support/handler-context";
import type { Operation } from "./operations";
import type { Row } from "./rows";

/** What a matrix is about, with its state: operation by operation, as the engine takes it. */
export interface ResourceDriver<Declared> {
	/** What the state holds; another object wherever it has changed. */
	readonly outputs: unknown;
	/** The lines said since the last operation began. */
	readonly lines: readonly string[];
	/** One `pulumi up`. Errors: that of the resource that failed, an `AggregateError` of several. */
	up(declared: Declared): Promise<unknown>;
	/** What an `up` would do: "same" where that is nothing. */
	preview(declared: Declared): Promise<string>;
	refresh(): Promise<unknown>;
}

/** The commands that are called at each place. */
export type Commands = Readonly<Record<"read" | "write", readonly string[]>>;

/** A kind of resource with its calls, its operations and the faults that they meet: all that makes a matrix. */
export interface ResourceUnderTest<Declared, Thing extends ResourceDriver<Declared>> {
	readonly name: string;
	/** The accounts that it names. */
	readonly accounts: readonly string[];
	/** What the emulator starts with. */
	readonly emulatorOptions: EmulatorOptions;
	readonly commands: Commands;
	readonly rows: readonly Row[];
	readonly operations: readonly Operation<Declared, Thing>[];
	/** Calls that refusals and losses may ask for in an operation that writes, beside those that are made again. */
	readonly extraCalls: number;
	/** Begins without a state. */
	createDriver(emulator: Emulator, options: CallOptions): Thing;
	/** Whether the emulator holds what is declared. */
	isApplied(emulator: Emulator, declared: Declared): boolean;
	/** Whether the state says what the emulator holds. */
	isStateCorrect(thing: Thing, emulator: Emulator): boolean;
	/** Asserts that the state after a failure is as it was, or the truth, or marked as failed. */
	assertStateAfterFailure(thing: Thing, failed: FailedOperation): void;
}

/** An operation that failed. */
export interface FailedOperation {
	readonly emulator: Emulator;
	readonly errors: readonly unknown[];
	/** What the state held before. */
	readonly old: unknown;
	/** Whether reads told the truth, so that the state must too. */
	readonly isStateReliable: boolean;
}
