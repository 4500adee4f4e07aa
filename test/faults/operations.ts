import type { Emulator } from "@/emulator";

/**
 * The position of the calls that a fault matches in an operation. `read`: before a write. `write`: a write. `verify`: a
 * read that verifies a write. `call`: any call.
 */
export type FaultPlace = "call" | "read" | "verify" | "write";

/** The operations that are columns of a fault matrix. */
export type OperationName = "create" | "delete" | "diff" | "read" | "refresh" | "up" | "update";

/** An operation of Pulumi that a matrix runs on its resources. */
export interface Operation<Declared, Driver> {
	readonly name: OperationName;
	/** The inputs that are declared when the operation ends. */
	readonly declared: Declared;
	/** The number of calls that the operation makes without a fault. */
	readonly calls: number;
	/** The commands of the service that these calls use. */
	readonly commands: readonly string[];
	/**
	 * The position, among the reads, of the first read that verifies a write. Absent when the operation verifies nothing.
	 */
	readonly firstVerifyRead?: number;
	/** The most calls of one command that the operation makes concurrently. @defaultValue 1 */
	readonly maxConcurrent?: number;
	/** Prepares state and emulator before the operation. @defaultValue does nothing */
	prepare?(driver: Driver, environment: { readonly emulator: Emulator }): Promise<void>;
	/** Runs the operation. Returns whether its result or the state is correct. */
	run(driver: Driver, environment: { readonly emulator: Emulator }): Promise<boolean>;
}
